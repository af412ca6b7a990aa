import type { Kernel } from "../../types.ts";
import { authenticate } from "../authentication.ts";
import { AwsError } from "../aws-error.ts";
import type { AwsPrincipal } from "../operation.ts";
import { awsQuery } from "../protocols/query.ts";
import { signatureOf } from "../signature.ts";

/**
 * A token is the URL of a presigned GetCallerIdentity:
 * https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/token/token.go (as far as known)
 */
const TOKEN = /^Bearer k8s-aws-v1\.([A-Za-z0-9_-]+)$/i;
/** Good for so long from when it was signed, whatever X-Amz-Expires says. */
const GOOD_SECONDS = 15 * 60;
const HOST = /^sts(?:-fips)?(?:\.([a-z0-9-]+))?\.amazonaws\.com$/;
/** All that the query may hold, in lower case; the token would otherwise be good for other things too. */
const ALLOWED = new Set([
  "action",
  "version",
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-security-token",
  "x-amz-signature",
  "x-amz-signedheaders",
]);

/** Who signed the token in an Authorization header for the cluster of this name; nobody where it isn't good. */
export function principalOf(
  kernel: Kernel,
  clusterName: string,
  authorization: string | undefined,
): AwsPrincipal | undefined {
  const url = presignedUrl(kernel, authorization);
  if (!url) return undefined;
  const headers = { host: url.host, "x-k8s-aws-id": clusterName };
  const request = { method: "GET", url: `${url.pathname}${url.search}`, headers, body: "" };
  const signature = signatureOf(request);
  const signsCluster = signature?.signedHeaders.includes("x-k8s-aws-id");
  if (!(signature && signsCluster && signature.service === "sts")) return undefined;
  const region = HOST.exec(url.host)?.[1];
  if (region !== undefined && region !== signature.region) return undefined;
  try {
    const good = { ...signature, expiresSeconds: GOOD_SECONDS };
    return authenticate(kernel, request, good, awsQuery.errors).principal;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

function presignedUrl({ awsOrigin }: Kernel, authorization: string | undefined): URL | undefined {
  const [, encoded = ""] = TOKEN.exec(authorization ?? "") ?? [];
  const text = Buffer.from(encoded, "base64url").toString();
  if (encoded === "" || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const names = [...url.searchParams.keys()].map((name) => name.toLowerCase());
  // A CLI that was pointed at the sandbox by AWS_ENDPOINT_URL signs for that address.
  const forSts = url.protocol === "https:" && HOST.test(url.host);
  const fits =
    (forSts || url.origin === awsOrigin) &&
    url.pathname === "/" &&
    url.searchParams.get("Action") === "GetCallerIdentity" &&
    names.every((name) => ALLOWED.has(name));
  return fits ? url : undefined;
}
