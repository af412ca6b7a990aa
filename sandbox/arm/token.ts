import { errors, type JWTPayload, jwtVerify, type KeyObject } from "jose";
import { z } from "zod";
import { ArmError, type Principal } from "../types.ts";

/** What ARM takes as the audience of a token: https://learn.microsoft.com/azure/azure-resource-manager/management/authenticate-multi-tenant */
export const ARM_AUDIENCES = [
  "https://management.azure.com",
  "https://management.azure.com/",
  "https://management.core.windows.net",
  "https://management.core.windows.net/",
] as const;

/** What the tokens of the sandbox's Entra ID say about their owner. */
const Claims = z.object({
  oid: z.string(),
  tid: z.string(),
  appid: z.string(),
  upn: z.string().optional(),
  exp: z.number(),
});

export interface TokenRules {
  /** The public key of the sandbox's Entra ID. */
  key: KeyObject;
  issuer: string;
  tenantId: string;
}

/** More tokens than a sandbox sees in an hour; beyond it the oldest are checked again. */
const MOST_REMEMBERED = 1000;

/** Checks bearer tokens. A token that has passed is not verified again, only its expiry is. */
export class TokenCheck {
  readonly #rules: TokenRules;
  readonly #passed = new Map<string, { principal: Principal; expiresAt: number }>();

  constructor(rules: TokenRules) {
    this.#rules = rules;
  }

  /**
   * Who the token of an Authorization header speaks for.
   * @throws ArmError 401 as ARM answers it, with WWW-Authenticate.
   */
  async principalOf(authorization: string | undefined): Promise<Principal> {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
    if (!token) throw this.#refusal("AuthenticationFailed", missing(authorization));
    const known = this.#passed.get(token);
    if (known && known.expiresAt > Date.now()) return known.principal;
    const claims = await this.#verify(token);
    const principal = principalFrom(claims);
    if (this.#passed.size >= MOST_REMEMBERED) this.#passed.clear();
    this.#passed.set(token, { principal, expiresAt: claims.exp * 1000 });
    return principal;
  }

  async #verify(token: string): Promise<z.infer<typeof Claims>> {
    const { key, issuer, tenantId } = this.#rules;
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer,
        audience: [...ARM_AUDIENCES],
        algorithms: ["RS256"],
      });
      const claims = Claims.safeParse(payload);
      if (claims.success && claims.data.tid === tenantId) return claims.data;
    } catch (error) {
      throw this.#refusal(...reasonOf(error, issuer));
    }
    throw this.#refusal("InvalidAuthenticationToken", "The access token is invalid.");
  }

  #refusal(code: string, message: string): ArmError {
    const { issuer } = this.#rules;
    return new ArmError(401, code, message, {
      headers: {
        "www-authenticate": `Bearer authorization_uri="${issuer.replace(/\/v2\.0$/, "")}", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`,
      },
    });
  }
}

function missing(authorization: string | undefined): string {
  return authorization === undefined
    ? "Authentication failed. The 'Authorization' header is missing."
    : "Authentication failed. The 'Authorization' header is provided in an invalid format.";
}

function reasonOf(error: unknown, issuer: string): [code: string, message: string] {
  if (error instanceof errors.JWTExpired) {
    return [
      "ExpiredAuthenticationToken",
      `The access token expiry UTC time '${utc(error.payload)}' is earlier than current UTC time '${new Date().toUTCString()}'.`,
    ];
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "aud") {
    return [
      "InvalidAuthenticationTokenAudience",
      `The access token has been obtained for wrong audience or resource '${String(error.payload.aud)}'. It should exactly match with one of the allowed audiences '${ARM_AUDIENCES.join("','")}'.`,
    ];
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "iss") {
    return [
      "InvalidAuthenticationTokenTenant",
      `The access token is from the wrong issuer '${String(error.payload.iss)}'. It must match the tenant '${issuer}' associated with this subscription.`,
    ];
  }
  return ["InvalidAuthenticationToken", "The access token is invalid."];
}

function utc({ exp = 0 }: JWTPayload): string {
  return new Date(exp * 1000).toUTCString();
}

function principalFrom({ oid, upn, appid }: z.infer<typeof Claims>): Principal {
  return upn === undefined
    ? { objectId: oid, kind: "ServicePrincipal", name: appid }
    : { objectId: oid, kind: "User", name: upn };
}
