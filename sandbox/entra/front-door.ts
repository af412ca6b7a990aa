import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { sendJson } from "../http.ts";
import { DOMAIN, TENANT_ID } from "../identities.ts";
import { tenantNotFound } from "./aadsts.ts";
import { widened } from "./scopes.ts";
import { signInPage } from "./sign-in.ts";

/** Paths that belong to Entra ID whatever tenant they name. */
const ENTRA_PATH = /^\/([^/]+)\/(oauth2|v2\.0|discovery|signin|\.well-known)(\/|$|\?)/i;

export interface FrontDoor {
  /** Whether a URL belongs to Entra ID rather than to ARM. */
  owns: (url: string) => boolean;
  listener: RequestListener;
}

/** Turns Entra ID's URLs into those of the provider behind it. */
export function frontDoor(provider: Provider, origin: string): FrontDoor {
  const behind = provider.callback();
  return {
    owns: (url) => ENTRA_PATH.test(url),
    listener(request, response) {
      const url = new URL(request.url ?? "/", origin);
      const [, tenant = ""] = ENTRA_PATH.exec(url.pathname) ?? [];
      const own = OWN_ANSWERS.find(({ path }) => path.test(url.pathname));
      if (own) return own.answer(response, origin);
      if (!isOurs(tenant)) {
        const { status, body } = tenantNotFound(tenant);
        return sendJson(response, status, body);
      }
      if (/^\/[^/]+\/signin\//.test(url.pathname))
        return void serveSignIn(provider, request, response);
      pointToProvider(request, url);
      return behind(request, response);
    },
  };
}

/** The Azure CLI finds ADFS, whose tenant has no name, where it would otherwise ask the public cloud. */
function isOurs(tenant: string): boolean {
  return [TENANT_ID, DOMAIN, "adfs"].includes(tenant.toLowerCase());
}

const OWN_ANSWERS: readonly {
  path: RegExp;
  answer: (response: ServerResponse, origin: string) => void;
}[] = [
  {
    path: /^\/adfs\/\.well-known\/openid-configuration$/,
    answer: (response, origin) =>
      sendJson(response, 200, {
        issuer: `${origin}/adfs`,
        authorization_endpoint: `${origin}/adfs/oauth2/authorize/`,
        token_endpoint: `${origin}/adfs/oauth2/token/`,
        jwks_uri: `${origin}/${TENANT_ID}/discovery/v2.0/keys`,
      }),
  },
  {
    path: /^\/common\/discovery\/instance$/,
    answer: (response, origin) =>
      sendJson(response, 200, {
        tenant_discovery_endpoint: `${origin}/${TENANT_ID}/v2.0/.well-known/openid-configuration`,
        metadata: [],
      }),
  },
];

async function serveSignIn(provider: Provider, request: IncomingMessage, response: ServerResponse) {
  try {
    await signInPage(provider, request, response);
  } catch (error) {
    process.stderr.write(
      `sign-in failed: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
}

/** The provider is mounted below the tenant; as with every mount, `url` is what remains of `originalUrl`. */
function pointToProvider(request: IncomingMessage & { originalUrl?: string }, url: URL): void {
  const path = url.pathname
    .replace(/^\/[^/]+/, "")
    .replace(/^\/v2\.0\/\.well-known/, "/.well-known")
    .replace(/^\/oauth2\/(token|authorize)\/?$/, "/oauth2/v2.0/$1");
  if (path.startsWith("/oauth2/v2.0/authorize")) {
    const asks = url.searchParams.get("prompt") !== "none";
    if (path === "/oauth2/v2.0/authorize") rewriteAuthorization(url.searchParams);
    if (asks) forgetSession(request);
  }
  request.url = `${path}${url.search}`;
  request.originalUrl = `/${TENANT_ID}${request.url}`;
}

/** Entra ID always honours offline_access; oidc-provider does so only where a prompt asks for consent. */
function rewriteAuthorization(query: URLSearchParams): void {
  if (query.get("prompt") !== "none") query.set("prompt", "login consent");
  query.set("scope", widened(query.get("scope") ?? ""));
}

/**
 * The sandbox's people share one browser, so each sign-in asks who it is, as Entra ID does where several
 * accounts are signed in. A session of somebody else would have to be ended with a page in between.
 */
function forgetSession({ headers }: IncomingMessage): void {
  const kept = (headers.cookie ?? "")
    .split("; ")
    .filter((cookie) => !cookie.startsWith("_session"));
  headers.cookie = kept.join("; ");
}
