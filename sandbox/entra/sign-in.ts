import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { readText } from "../http.ts";
import { applicationByClientId, USERS, userByName } from "../identities.ts";
import { accountPicker, errorPage } from "./pages.ts";

/** A form with one field needs no more. */
const LARGEST_FORM = 4096;

/** Answers `/{tenant}/signin/{uid}`: shows the people to pick from, or signs the picked one in. */
export async function signInPage(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const interaction = await provider.interactionDetails(request, response).catch(() => undefined);
  if (!interaction) {
    return sendHtml(
      response,
      400,
      errorPage("AADSTS165000: This sign-in has expired. Start again from the application."),
    );
  }
  const { params } = interaction;
  const chosen = request.method === "POST" ? await chosenAccount(request) : undefined;
  if (chosen) {
    const grantId = await consentTo(provider, chosen, params);
    const result = { login: { accountId: chosen }, consent: { grantId } };
    return provider.interactionFinished(request, response, result, {
      mergeWithLastSubmission: false,
    });
  }
  const application =
    applicationByClientId(String(params.client_id))?.displayName ?? "the application";
  const hinted = typeof params.login_hint === "string" ? userByName(params.login_hint) : undefined;
  return sendHtml(response, 200, accountPicker(USERS, application, hinted));
}

async function chosenAccount(request: IncomingMessage): Promise<string | undefined> {
  const form = new URLSearchParams(await readText(request, LARGEST_FORM));
  return userByName(form.get("account") ?? "")?.objectId;
}

/** An administrator has consented for everybody, so nobody is asked. */
async function consentTo(
  provider: Provider,
  accountId: string,
  params: Record<string, unknown>,
): Promise<string> {
  const grant = new provider.Grant({ accountId, clientId: String(params.client_id) });
  const scopes = String(params.scope ?? "");
  grant.addOIDCScope(scopes);
  const resources = [params.resource].flat().filter((resource) => typeof resource === "string");
  for (const resource of resources) grant.addResourceScope(resource, scopes);
  return grant.save();
}

function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
  });
  response.end(html);
}
