import type { KoaContextWithOIDC } from "oidc-provider";
import { applicationByClientId, DOMAIN, TENANT_ID } from "../identities.ts";
import { translated } from "./aadsts.ts";

/** Adds to an answer of the token endpoint what msal needs, or says no in Entra ID's words. */
export function likeEntra(context: KoaContextWithOIDC): void {
  const body = (context.body ?? {}) as Record<string, unknown>;
  if (context.status === 200) {
    const uid = context.oidc.entities.Account?.accountId;
    if (uid)
      body.client_info = Buffer.from(JSON.stringify({ uid, utid: TENANT_ID })).toString(
        "base64url",
      );
    body.ext_expires_in = body.expires_in;
    return;
  }
  const sent = context.oidc.body as { client_id?: string } | undefined;
  const clientId = sent?.client_id ?? "";
  const { status, body: error } = translated({
    error: String(body.error),
    text: [body.error_description, context.state.refusalDetail].filter(Boolean).join("; "),
    clientId,
    clientIsKnown: applicationByClientId(clientId) !== undefined,
  });
  context.status = status;
  context.body = error;
}

/**
 * Browsers are sent to the plain-HTTP address of this machine, as they do not trust the sandbox's own
 * certificate authority; tokens are only ever given over HTTPS.
 */
export function namingSignIn(context: KoaContextWithOIDC, signInOrigin: string): void {
  const body = context.body as Record<string, unknown>;
  for (const endpoint of ["authorization_endpoint", "end_session_endpoint"]) {
    const { pathname } = new URL(String(body[endpoint]));
    body[endpoint] = `${signInOrigin}${pathname}`;
  }
}

/** What the error page says. */
export function pageMessage({
  error,
  error_description: description,
}: {
  error: string;
  error_description?: string | undefined;
}) {
  if (/redirect_uri/.test(description ?? "")) {
    return "AADSTS50011: The redirect URI specified in the request does not match the redirect URIs configured for the application.";
  }
  if (error === "invalid_client") {
    return `AADSTS700016: The application was not found in the directory '${DOMAIN}'.`;
  }
  return `${error}: ${description ?? ""}`;
}
