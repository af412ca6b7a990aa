import { ARM_AUDIENCES } from "../arm/token.ts";
import { PORTAL } from "../identities.ts";

/** The portal's own application, for which it gets tokens to show to AWS and Google Cloud. */
const PORTAL_AUDIENCE = `api://${PORTAL.clientId}`;

const AUDIENCES: readonly string[] = [...ARM_AUDIENCES, PORTAL_AUDIENCE];

/** What may stand behind an audience in a scope: https://learn.microsoft.com/entra/identity-platform/scopes-oidc */
const PERMISSIONS = [".default", "user_impersonation"];

/** The audience that a list of scopes, separated by spaces, asks a token for. */
export function audienceOf(scopes: string): string | undefined {
  return scopes.split(" ").flatMap((scope) => audienceOfOne(scope) ?? [])[0];
}

/** All scopes of an audience. */
export function scopesOf(audience: string): string[] {
  return PERMISSIONS.map((permission) => `${audience}/${permission}`);
}

/** Every scope by which an access token can be asked for. */
export const ACCESS_SCOPES = AUDIENCES.flatMap(scopesOf);

/**
 * Entra ID treats an audience's permissions as one: who signs in with one may refresh with another. So each
 * stands for all of its audience.
 */
export function widened(scopes: string): string {
  const all = scopes
    .split(" ")
    .filter(Boolean)
    .flatMap((scope) => {
      const audience = audienceOfOne(scope);
      return audience === undefined ? [scope] : scopesOf(audience);
    });
  return [...new Set(all)].join(" ");
}

function audienceOfOne(scope: string): string | undefined {
  return AUDIENCES.find((audience) => scopesOf(audience).includes(scope));
}
