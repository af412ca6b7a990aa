import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import type { JWK } from "oidc-provider";
import type { Settings } from "../settings.ts";

export interface EntraKeys {
  /** With the private parts. */
  signing: JWK;
  public: KeyObject;
  cookie: string;
}

/** The keys of the sandbox's Entra ID, made at the first start and kept, so that tokens outlive a restart. */
export function entraKeys(settings: Settings): EntraKeys {
  const pem = settings.keep("entraSigningKey", () =>
    generateKeyPairSync("rsa", { modulusLength: 2048 })
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString(),
  );
  const privateKey = createPrivateKey(pem);
  return {
    signing: {
      ...privateKey.export({ format: "jwk" }),
      kid: "sandbox-1",
      use: "sig",
      alg: "RS256",
    } as JWK,
    public: createPublicKey(privateKey),
    cookie: settings.keep("entraCookieKey", () => randomBytes(32).toString("base64url")),
  };
}
