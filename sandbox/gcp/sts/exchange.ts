import { decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import type { GoogleCall, GoogleHandler, GoogleRoute } from "../call.ts";
import { issueToken } from "../tokens.ts";
import { keysOf } from "./issuer-keys.ts";
import { OAuthError } from "./oauth-error.ts";
import { checkAudience, checkIssuer, memberFor, type Target, targetOf } from "./target.ts";

/** How long a federated token is good for: https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token (as far as known). */
const LIFETIME_SECONDS = 3600;
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
const SUBJECT_TYPES = [
  "urn:ietf:params:oauth:token-type:jwt",
  "urn:ietf:params:oauth:token-type:id_token",
];

const Snake = z.object({
  grant_type: z.string(),
  audience: z.string(),
  scope: z.string().optional(),
  requested_token_type: z.string(),
  subject_token: z.string(),
  subject_token_type: z.string(),
});
type Asked = z.infer<typeof Snake>;

/** RFC 8693's names, or those of Google's JSON: `grantType` for `grant_type`. */
function askedOf(body: unknown): Asked {
  const members = Object.entries((body ?? {}) as Record<string, unknown>).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  const parsed = Snake.safeParse(Object.fromEntries(members));
  if (parsed.success) return checked(parsed.data);
  const missing = parsed.error.issues[0]?.path.join(".");
  throw new OAuthError("invalid_request", `Invalid value for "${missing}". Value is required.`);
}

function checked(asked: Asked): Asked {
  if (asked.grant_type !== EXCHANGE) {
    throw new OAuthError(
      "unsupported_grant_type",
      `Grant type ${asked.grant_type} is not supported.`,
    );
  }
  if (asked.requested_token_type !== ACCESS_TOKEN) {
    throw new OAuthError(
      "invalid_request",
      `Invalid value for "requested_token_type": ${asked.requested_token_type}.`,
    );
  }
  if (!SUBJECT_TYPES.includes(asked.subject_token_type)) {
    throw new OAuthError(
      "invalid_request",
      `Invalid value for "subject_token_type": ${asked.subject_token_type}.`,
    );
  }
  return asked;
}

/** Verifies the subject's token as the provider wants it, in the order in which Google complains. */
async function claimsOf(call: GoogleCall, target: Target, token: string): Promise<JWTPayload> {
  const { issuerUri = "", jwksJson } = target.provider.body.oidc as {
    issuerUri?: string;
    jwksJson?: string;
  };
  const payload = payloadOf(token);
  checkIssuer(target, payload);
  const keys = await keysOf(issuerUri, call.kernel.authority, jwksJson).catch((error: Error) => {
    const why = error.message;
    throw new OAuthError(
      "invalid_grant",
      `Error connecting to the given credential's issuer. ${why}`,
    );
  });
  try {
    await jwtVerify(token, keys, {
      algorithms: ["RS256", "ES256"],
      requiredClaims: ["exp", "iat"],
    });
  } catch (error) {
    throw refusalOf(error, payload);
  }
  checkAudience(target, payload);
  return payload;
}

function payloadOf(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw new OAuthError("invalid_request", "Unable to parse the ID Token.");
  }
}

function refusalOf(error: unknown, { iat }: JWTPayload): OAuthError {
  if (error instanceof errors.JWTExpired) {
    return new OAuthError("invalid_grant", `ID Token issued at ${iat} is stale to sign-in.`);
  }
  const why = error instanceof Error ? error.message : String(error);
  return new OAuthError("invalid_grant", `Unable to verify the ID Token signature. (${why})`);
}

const exchange: GoogleHandler = async (call) => {
  const asked = askedOf(call.body);
  const target = targetOf(call.kernel.store, asked.audience);
  const claims = await claimsOf(call, target, asked.subject_token);
  const member = memberFor(target, claims);
  return {
    access_token: issueToken(call.kernel, member, LIFETIME_SECONDS),
    issued_token_type: ACCESS_TOKEN,
    token_type: "Bearer",
    expires_in: LIFETIME_SECONDS,
  };
};

/** Google's Security Token Service. */
export const EXCHANGE_ROUTES: readonly GoogleRoute[] = [
  {
    method: "POST",
    path: "/v1/token",
    service: "sts",
    operation: "token",
    permission: null,
    open: true,
    handler: exchange,
  },
];
