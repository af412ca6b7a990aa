import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** A request as it came over the wire: path and query as the client wrote them. */
export interface WireRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a request says about its own signature. */
export interface Signature {
  accessKeyId: string;
  /** `20261124`, the day of the scope. */
  day: string;
  region: string;
  service: string;
  signedHeaders: readonly string[];
  signature: string;
  /** `20261124T221500Z` */
  timestamp: string;
  sessionToken: string | undefined;
  /** Seconds for which a presigned URL is good; absent where the headers carry the signature. */
  expiresSeconds?: number;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** Reads the signature of a request from its headers or its query; undefined where it has none that can be read. */
export function signatureOf({ url, headers }: WireRequest): Signature | undefined {
  const query = new Map(queryPairs(url));
  return headers.authorization === undefined
    ? signatureInQuery(query)
    : signatureInHeaders(headers, headers.authorization);
}

function signatureInHeaders(
  headers: IncomingHttpHeaders,
  authorization: string,
): Signature | undefined {
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  const [, credential = "", signedHeaders = "", signature = ""] = match ?? [];
  const timestamp = headers["x-amz-date"];
  return signed(credential, {
    signedHeaders: signedHeaders.split(";"),
    signature,
    timestamp: typeof timestamp === "string" ? timestamp : "",
    sessionToken: text(headers["x-amz-security-token"]),
  });
}

function signatureInQuery(query: ReadonlyMap<string, string>): Signature | undefined {
  if (query.get("X-Amz-Algorithm") !== ALGORITHM) return undefined;
  return signed(query.get("X-Amz-Credential") ?? "", {
    signedHeaders: (query.get("X-Amz-SignedHeaders") ?? "").split(";"),
    signature: query.get("X-Amz-Signature") ?? "",
    timestamp: query.get("X-Amz-Date") ?? "",
    sessionToken: query.get("X-Amz-Security-Token"),
    expiresSeconds: Number(query.get("X-Amz-Expires") ?? Number.NaN),
  });
}

function signed(
  credential: string,
  rest: Omit<Signature, "accessKeyId" | "day" | "region" | "service">,
): Signature | undefined {
  const match = /^([A-Z0-9]{16,128})\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request$/.exec(
    credential,
  );
  if (!match || momentOf(rest.timestamp) === undefined) return undefined;
  const [, accessKeyId = "", day = "", region = "", service = ""] = match;
  return { accessKeyId, day, region, service, ...rest };
}

/** Milliseconds since 1970 of a timestamp like `20261124T221500Z`. */
export function momentOf(timestamp: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!match) return undefined;
  const [year = 0, month = 1, ...rest] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest);
}

/** Whether the request was signed with this secret, by Signature Version 4 with a scope in the request's own. */
export function isSignedWith(
  request: WireRequest,
  signature: Signature,
  secretAccessKey: string,
): boolean {
  const { day, region, service, timestamp } = signature;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = [ALGORITHM, timestamp, scope, sha256(canonicalRequest(request, signature))];
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(
    (parent, part) => createHmac("sha256", parent).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const wanted = createHmac("sha256", key).update(toSign.join("\n")).digest();
  const given = Buffer.from(signature.signature, "hex");
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html (as far as known) */
function canonicalRequest(request: WireRequest, { signedHeaders }: Signature): string {
  const { method, url, headers, body } = request;
  const [path = "/"] = url.split("?");
  // All services but S3 encode the path once more than it is on the wire.
  const canonicalPath = path.split("/").map(encoded).join("/");
  const query = queryPairs(url)
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join("&");
  const lines = signedHeaders.map(
    (name) => `${name}:${(text(headers[name]) ?? "").trim().replace(/\s+/g, " ")}`,
  );
  return [method, canonicalPath, query, ...lines, "", signedHeaders.join(";"), sha256(body)].join(
    "\n",
  );
}

function queryPairs(url: string): [name: string, value: string][] {
  const query = url.includes("?") ? url.slice(url.indexOf("?") + 1) : "";
  return query
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [decoded(name), decoded(value.join("="))];
    });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** As RFC 3986 has it: everything but letters, digits and `-_.~`. */
function encoded(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

function text(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(",") : header;
}
