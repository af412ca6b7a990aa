import type { AccessToken, Account, ClientCredentials, JWTStructured } from "oidc-provider";
import { applicationByClientId, TENANT_ID, userByObjectId } from "../identities.ts";

/** What an ID token says of a user; undefined when nobody has this object id. */
export function accountOf(objectId: string): Account | undefined {
  const user = userByObjectId(objectId);
  return (
    user && {
      accountId: objectId,
      claims: () => ({
        sub: objectId,
        oid: objectId,
        tid: TENANT_ID,
        ver: "2.0",
        name: user.displayName,
        preferred_username: user.username,
        email: user.username,
      }),
    }
  );
}

/** What Entra ID puts into tokens for ARM: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
export function tokenClaims(token: AccessToken | ClientCredentials) {
  const appid = token.clientId ?? "";
  const user = "accountId" in token ? userByObjectId(token.accountId) : undefined;
  if (user) {
    const { objectId, username, displayName } = user;
    return {
      oid: objectId,
      tid: TENANT_ID,
      appid,
      upn: username,
      name: displayName,
      idtyp: "user",
      scp: "user_impersonation",
      ver: "1.0",
    };
  }
  const oid = applicationByClientId(appid)?.objectId;
  return { oid, tid: TENANT_ID, appid, idtyp: "app", ver: "1.0" };
}

/** Makes an application's object id the subject of its token, as Entra ID does; the library takes its client id. */
export function nameOwner(jwt: JWTStructured): void {
  if (typeof jwt.payload.oid === "string") jwt.payload.sub = jwt.payload.oid;
}
