import type { Kernel } from "../types.ts";
import { AwsError } from "./aws-error.ts";
import type { RoleBody, UserBody } from "./iam/identity.ts";
import type { AwsPrincipal } from "./operation.ts";
import type { CommonErrors } from "./protocols/protocol.ts";
import { sessionOf } from "./session.ts";
import { isSignedWith, momentOf, type Signature, type WireRequest } from "./signature.ts";

/** How far the clock of a client may be off: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html (as far as known) */
const SKEW_MS = 5 * 60_000;
const LONGEST_PRESIGNED_SECONDS = 7 * 86_400;

interface Holder {
  principal: AwsPrincipal;
  secretAccessKey: string;
}

/**
 * Who signed a request. Signatures are judged by the computer's time, as clients sign by it; sessions end by the
 * sandbox's clock.
 * @throws AwsError in the codes of the service's protocol
 */
export function authenticate(
  kernel: Pick<Kernel, "store" | "settings" | "clock">,
  request: WireRequest,
  signature: Signature,
  errors: CommonErrors,
): { principal: AwsPrincipal } {
  const holder = holderOf(kernel, signature, errors);
  if (!isSignedWith(request, signature, holder.secretAccessKey)) {
    throw refusal(
      errors.wrongSignature,
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    );
  }
  checkFreshness(signature, Date.now(), errors);
  return { principal: holder.principal };
}

function holderOf(
  kernel: Pick<Kernel, "store" | "settings" | "clock">,
  signature: Signature,
  errors: CommonErrors,
): Holder {
  const holder =
    signature.sessionToken === undefined
      ? userOf(kernel, signature.accessKeyId)
      : sessionHolder(kernel, { ...signature, sessionToken: signature.sessionToken }, errors);
  if (holder) return holder;
  throw refusal(errors.unknownKey, "The security token included in the request is invalid.");
}

function userOf({ store }: Pick<Kernel, "store">, accessKeyId: string): Holder | undefined {
  const key = store.get(`aws:access-key:${accessKeyId}`);
  const { userArn, secretAccessKey, Status } = (key?.body ?? {}) as Record<string, string>;
  const user = userArn === undefined ? undefined : store.get(userArn);
  if (!user || secretAccessKey === undefined || Status !== "Active") return undefined;
  const account = user.subscriptionId ?? "";
  const { UserId: userId } = user.body as UserBody;
  return {
    principal: { arn: user.id, kind: "User", account, userId, identityArn: user.id, accessKeyId },
    secretAccessKey,
  };
}

function sessionHolder(
  { store, settings, clock }: Pick<Kernel, "store" | "settings" | "clock">,
  credentials: { accessKeyId: string; sessionToken: string },
  errors: CommonErrors,
): Holder | undefined {
  const opened = sessionOf(settings, credentials);
  if (!opened) return undefined;
  const { session, secretAccessKey } = opened;
  if (session.expiresAt <= clock.now()) {
    throw refusal(errors.expiredToken, "The security token included in the request is expired");
  }
  const role = store.get(session.roleArn);
  if ((role?.body as RoleBody | undefined)?.RoleId !== session.roleId) return undefined;
  const { account, roleId, sessionName, roleArn, accessKeyId } = session;
  return {
    secretAccessKey,
    principal: {
      arn: `arn:aws:sts::${account}:assumed-role/${role?.name}/${sessionName}`,
      kind: "AssumedRole",
      account,
      userId: `${roleId}:${sessionName}`,
      identityArn: roleArn,
      accessKeyId,
      ...(session.policy !== undefined && { sessionPolicy: session.policy }),
    },
  };
}

function checkFreshness(signature: Signature, now: number, errors: CommonErrors): void {
  const { timestamp, day, expiresSeconds } = signature;
  const signedAt = momentOf(timestamp) ?? 0;
  if (!timestamp.startsWith(day)) {
    throw refusal(
      errors.wrongSignature,
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
    );
  }
  if (signedAt > now + SKEW_MS) {
    throw refusal(
      errors.wrongSignature,
      `Signature not yet current: ${timestamp} is still later than ${compact(now + SKEW_MS)} (${compact(now)} + 5 min.)`,
    );
  }
  const goodMs =
    expiresSeconds === undefined
      ? SKEW_MS
      : Math.min(expiresSeconds, LONGEST_PRESIGNED_SECONDS) * 1000;
  // A presigned URL that doesn't say how long it is good for is good for no time.
  if (!(now - signedAt <= goodMs)) {
    throw refusal(
      errors.wrongSignature,
      `Signature expired: ${timestamp} is now earlier than ${compact(now - SKEW_MS)} (${compact(now)} - 5 min.)`,
    );
  }
}

function compact(moment: number): string {
  return new Date(moment).toISOString().replace(/[-:]|\.\d+/g, "");
}

function refusal([code, status]: [code: string, status: number], message: string): AwsError {
  return new AwsError(code, message, status);
}
