import { createLocalJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { fetchedJson, type TrustedBy } from "./fetched-json.ts";

const Discovery = z.object({ jwks_uri: z.string() });
const Keys = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

export interface WebIdentity {
  issuer: string;
  subject: string;
  audience: string;
}

/**
 * Whom a token says it is of, before anything is verified.
 * @throws AwsError InvalidIdentityToken where it is no token at all
 */
export function claimedIssuer(token: string): string {
  try {
    const { iss } = decodeJwt(token);
    if (iss !== undefined) return iss;
  } catch {
    // What can't be decoded is answered as what names no issuer.
  }
  throw invalid(
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
  );
}

/**
 * Verifies a token by the keys that its issuer publishes. Tokens live by the computer's time.
 * @throws AwsError InvalidIdentityToken or ExpiredTokenException in AWS's words
 */
export async function verifiedIdentity(
  token: string,
  issuer: string,
  { audiences, trusted }: { audiences: readonly string[]; trusted: TrustedBy },
): Promise<WebIdentity> {
  const keys = await publishedKeys(issuer, trusted);
  let claims: JWTPayload;
  try {
    const algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];
    claims = (await jwtVerify(token, keys, { issuer, algorithms, requiredClaims: ["sub", "exp"] }))
      .payload;
  } catch (error) {
    throw refusal(error);
  }
  const audience = [claims.aud ?? []].flat().find((one) => audiences.includes(one));
  if (audience === undefined) throw invalid("Incorrect token audience");
  return { issuer, subject: claims.sub ?? "", audience };
}

async function publishedKeys(issuer: string, trusted: TrustedBy) {
  const discovery = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const { jwks_uri } = Discovery.parse(await fetchedJson(discovery, trusted));
    return createLocalJWKSet(Keys.parse(await fetchedJson(jwks_uri, trusted)));
  } catch (error) {
    process.stderr.write(`${discovery}: ${error instanceof Error ? error.message : error}\n`);
    throw invalid(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  }
}

function refusal(error: unknown): AwsError {
  if (error instanceof errors.JWTExpired) {
    return new AwsError(
      "ExpiredTokenException",
      `Token expired: current date/time ${Math.floor(Date.now() / 1000)} must be before the expiration date/time ${error.payload.exp}`,
    );
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return invalid("Token signature invalid");
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return invalid("No matching key found in the identity provider's key set for the token");
  }
  return invalid(
    `The web identity token could not be validated (${error instanceof Error ? error.message : error}).`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidIdentityToken", message);
}
