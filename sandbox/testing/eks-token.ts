import { createHash, createHmac } from "node:crypto";
import type { AwsKeys } from "../aws-cli.ts";

export interface TokenParts {
  cluster: string;
  region?: string;
  /** Of STS in the region unless said otherwise; with a slash at its end. */
  url?: string;
  action?: string;
  /** When it was signed. */
  at?: Date;
}

/**
 * A token as `aws eks get-token` makes it: the URL of a GetCallerIdentity, signed in its query together with the name
 * of the cluster. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function eksToken(keys: AwsKeys, parts: TokenParts): string {
  const { cluster, region = "eu-west-1", action = "GetCallerIdentity", at = new Date() } = parts;
  const { url = `https://sts.${region}.amazonaws.com/` } = parts;
  const { host } = new URL(url);
  const time = at.toISOString().replace(/[-:]|\.\d+/g, "");
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/sts/aws4_request`;
  const query: [string, string][] = [
    ["Action", action],
    ["Version", "2011-06-15"],
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", `${keys.accessKeyId}/${scope}`],
    ["X-Amz-Date", time],
    ["X-Amz-Expires", "60"],
    ...(keys.sessionToken
      ? [["X-Amz-Security-Token", keys.sessionToken] satisfies [string, string]]
      : []),
    ["X-Amz-SignedHeaders", "host;x-k8s-aws-id"],
  ];
  const text = query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  const headers = [`host:${host}`, `x-k8s-aws-id:${cluster}`, ""];
  const canonical = ["GET", "/", text, ...headers, "host;x-k8s-aws-id", hash("")].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", time, scope, hash(canonical)].join("\n");
  const key = [day, region, "sts", "aws4_request"].reduce<string | Buffer>(
    mac,
    `AWS4${keys.secretAccessKey}`,
  );
  const presigned = `${url}?${text}&X-Amz-Signature=${mac(key, toSign).toString("hex")}`;
  return `k8s-aws-v1.${Buffer.from(presigned).toString("base64url")}`;
}

function mac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

function hash(data: string): string {
  return createHash("sha256").update(data).digest("hex");
}
