import { get } from "node:https";
import { rootCertificates } from "node:tls";
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { z } from "zod";

const LONGEST_MS = 10_000;
const LARGEST_DOCUMENT = 256 * 1024;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.string().startsWith("https://") });
const Keys = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/**
 * The keys that an issuer signs with, by its discovery document; or those that a provider was given.
 * @param authority what is trusted besides the authorities that everybody trusts, as PEM
 * @throws Error when the issuer can't be asked, or doesn't call itself so
 */
export async function keysOf(
  issuer: string,
  authority: string,
  uploaded: string | undefined,
): Promise<JWTVerifyGetKey> {
  const found = uploaded ? JSON.parse(uploaded) : await publishedKeys(issuer, authority);
  return createLocalJWKSet(Keys.parse(found) as JSONWebKeySet);
}

async function publishedKeys(issuer: string, authority: string): Promise<unknown> {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const document = Discovery.parse(await documentAt(address, authority));
  if (document.issuer !== issuer) {
    throw new Error(`${address} says that its issuer is ${document.issuer}.`);
  }
  return documentAt(document.jwks_uri, authority);
}

function documentAt(address: string, authority: string): Promise<unknown> {
  return new Promise((done, failed) => {
    const options = { ca: [...rootCertificates, authority], timeout: LONGEST_MS };
    const request = get(address, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > LARGEST_DOCUMENT) request.destroy(new Error(`${address} is too large.`));
      });
      response.on("end", () => {
        if (response.statusCode !== 200) {
          failed(new Error(`${address} answers ${response.statusCode}.`));
          return;
        }
        try {
          done(JSON.parse(text));
        } catch (error) {
          failed(error);
        }
      });
    });
    request.on("timeout", () => request.destroy(new Error(`${address} does not answer.`)));
    request.on("error", failed);
  });
}
