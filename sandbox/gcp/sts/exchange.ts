import { decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import type { GoogleCall, GoogleHandler, GoogleRoute } from "../call.ts";
import { findProject, fullName, identifiersOf, rowAt } from "../rows.ts";
import { issueToken, type Member } from "../tokens.ts";
import { keysOf } from "./issuer-keys.ts";
import { mapped, meets } from "./mapping.ts";
import { OAuthError } from "./oauth-error.ts";

/** How long a federated token is good for: https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token (2026-11). */
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

const AUDIENCE =
  /^(?:https:)?\/\/iam\.googleapis\.com\/projects\/(\d+)\/locations\/global\/workloadIdentityPools\/([^/]+)\/providers\/([^/]+)$/;

interface Target {
  project: Resource;
  pool: Resource;
  provider: Resource;
}

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

function targetOf(store: Store, audience: string): Target {
  const [, number = "", poolId = "", providerId = ""] = AUDIENCE.exec(audience) ?? [];
  const project = number === "" ? undefined : findProject(store, number);
  const pool = project && rowAt(store, "pool", fullName.pool(project.name, poolId));
  const provider =
    pool &&
    project &&
    rowAt(store, "provider", fullName.provider(project.name, poolId, providerId));
  const usable = [pool, provider].every(
    (row) => row !== undefined && row.body.disabled !== true && row.body.deleted !== true,
  );
  if (project && pool && provider && usable) return { project, pool, provider };
  throw new OAuthError(
    "invalid_target",
    'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.',
  );
}

/** Verifies the subject's token as the provider wants it, in the order in which Google complains. */
async function claimsOf(call: GoogleCall, target: Target, token: string): Promise<JWTPayload> {
  const { issuerUri = "", jwksJson } = target.provider.body.oidc as {
    issuerUri?: string;
    jwksJson?: string;
  };
  const payload = payloadOf(token);
  if (payload.iss !== issuerUri) {
    throw new OAuthError(
      "invalid_grant",
      `The issuer in ID Token ${payload.iss} does not match the expected ones: ${issuerUri}`,
    );
  }
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

function checkAudience({ project, pool, provider }: Target, { aud }: JWTPayload): void {
  const { allowedAudiences = [] } = provider.body.oidc as { allowedAudiences?: string[] };
  const { number } = identifiersOf(project);
  const own = `iam.googleapis.com/projects/${number}/locations/global/workloadIdentityPools/${pool.name}/providers/${provider.name}`;
  const allowed = allowedAudiences.length > 0 ? allowedAudiences : [`https://${own}`, `//${own}`];
  const given = [aud ?? []].flat();
  if (given.some((one) => allowed.includes(one))) return;
  throw new OAuthError(
    "invalid_grant",
    `The audience in ID Token [${given.join(", ")}] does not match the expected audience${allowedAudiences.length > 0 ? `s [${allowed.join(", ")}]` : ` ${allowed[0]}`}.`,
  );
}

/** The principal that a token becomes, with the sets of principals that it is in. */
function memberFor({ project, pool, provider }: Target, claims: JWTPayload): Member {
  const { attributeMapping = {}, attributeCondition = "" } = provider.body as {
    attributeMapping?: Record<string, string>;
    attributeCondition?: string;
  };
  if (!meets(attributeCondition, claims)) {
    throw new OAuthError(
      "unauthorized_client",
      "The given credential is rejected by the attribute condition.",
    );
  }
  const attributes = mapped(attributeMapping, claims);
  const subject = attributes["google.subject"];
  if (typeof subject !== "string" || subject === "" || Buffer.byteLength(subject) > 127) {
    throw new OAuthError(
      "invalid_grant",
      "Could not obtain a value for google.subject from the given credential.",
    );
  }
  const place = `iam.googleapis.com/projects/${identifiersOf(project).number}/locations/global/workloadIdentityPools/${pool.name}`;
  const sets = Object.entries(attributes).flatMap(([name, value]) => {
    const kind = name === "google.groups" ? "group" : name;
    const isSet = kind === "group" || kind.startsWith("attribute.");
    return isSet ? [value].flat().map((one) => `principalSet://${place}/${kind}/${one}`) : [];
  });
  return {
    name: `principal://${place}/subject/${subject}`,
    sets: [`principalSet://${place}/*`, ...sets],
  };
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
