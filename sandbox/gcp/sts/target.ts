import type { JWTPayload } from "jose";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { findProject, fullName, identifiersOf, rowAt } from "../rows.ts";
import type { Member } from "../tokens.ts";
import { mapped, meets } from "./mapping.ts";
import { OAuthError } from "./oauth-error.ts";

const AUDIENCE =
  /^(?:https:)?\/\/iam\.googleapis\.com\/projects\/(\d+)\/locations\/global\/workloadIdentityPools\/([^/]+)\/providers\/([^/]+)$/;

/** What a token is exchanged at. */
export interface Target {
  project: Resource;
  pool: Resource;
  provider: Resource;
}

/**
 * Whom the claims of a token make at a provider. For those whose tokens need no verification here.
 * @param audience the provider's full name
 * @throws OAuthError in the Security Token Service's words
 */
export function federatedMember(store: Store, audience: string, claims: JWTPayload): Member {
  const target = targetOf(store, audience);
  checkIssuer(target, claims);
  checkAudience(target, claims);
  return memberFor(target, claims);
}

/** @throws OAuthError when the pool or the provider can't be used */
export function targetOf(store: Store, audience: string): Target {
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

/** @throws OAuthError */
export function checkIssuer({ provider }: Target, { iss }: JWTPayload): void {
  const { issuerUri = "" } = provider.body.oidc as { issuerUri?: string };
  if (iss === issuerUri) return;
  throw new OAuthError(
    "invalid_grant",
    `The issuer in ID Token ${iss} does not match the expected ones: ${issuerUri}`,
  );
}

/** @throws OAuthError */
export function checkAudience({ project, pool, provider }: Target, { aud }: JWTPayload): void {
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

/** The principal that a token becomes, with the sets of principals that it is in. @throws OAuthError */
export function memberFor({ project, pool, provider }: Target, claims: JWTPayload): Member {
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
