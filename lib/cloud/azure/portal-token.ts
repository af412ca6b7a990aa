import { decodeJwt } from "jose";
import { z } from "zod";
import { SignInNeeded, tokenForOtherClouds } from "../../access/entra.ts";
import { config } from "../../config.ts";
import type { FederatedIdentity } from "../cloud.ts";
import { CloudFault } from "../faults.ts";

const Claims = z.object({
  iss: z.url(),
  aud: z.string().min(1),
  sub: z.string().min(1),
  tid: z.guid(),
});

/** The token by which AWS and Google Cloud know the portal. Throws a CloudFault where Entra ID gives none. */
export async function portalToken(): Promise<string> {
  try {
    return (await tokenForOtherClouds()).token;
  } catch (error) {
    throw refusedByEntra(error);
  }
}

/** As whom the portal shows itself to other clouds, read off its own token, so that nothing is configured twice. */
export async function federatedIdentity(): Promise<FederatedIdentity> {
  const { iss, aud, sub, tid } = Claims.parse(decodeJwt(await portalToken()));
  return { issuer: iss, audience: aud, subject: sub, tenantId: tid };
}

/** msal puts Entra's own code (AADSTS…) into its message; without a code there was no answer. */
function refusedByEntra(error: unknown): CloudFault {
  const { errorCode, message, correlationId } = error as Error & {
    errorCode?: string;
    correlationId?: string;
  };
  const refused = /AADSTS\d+/.test(message) || error instanceof SignInNeeded;
  const uri = `api://${config().azure.clientId}`;
  return new CloudFault(
    {
      kind: refused ? "rejected" : "unreachable",
      code: /AADSTS\d+/.exec(message)?.[0] ?? errorCode ?? "NoToken",
      message: refused
        ? `Microsoft Entra ID gave the portal no token for itself. Look whether its application has the application ID URI ${uri}. Entra ID says: ${message}`
        : message,
      status: 0,
      requestId: correlationId ?? null,
    },
    { cause: error },
  );
}
