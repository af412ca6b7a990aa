import Provider, { type Configuration, errors, type KoaContextWithOIDC } from "oidc-provider";
import { TENANT_ID } from "../identities.ts";
import type { Settings } from "../settings.ts";
import type { Store } from "../store.ts";
import { adapterOn } from "./adapter.ts";
import { likeEntra, namingSignIn, pageMessage } from "./answers.ts";
import { accountOf, nameOwner, tokenClaims } from "./claims.ts";
import { type ClientSecrets, clientsOf } from "./clients.ts";
import type { EntraKeys } from "./keys.ts";
import { errorPage, signedOutPage, signOutPage } from "./pages.ts";
import { ACCESS_SCOPES, audienceOf, scopesOf } from "./scopes.ts";

const DAY_SECONDS = 86_400;

export interface ProviderParts {
  store: Store;
  settings: Settings;
  keys: EntraKeys;
  issuer: string;
  /** Where browsers sign in: `http://localhost:4444`. */
  signInOrigin: string;
  secrets: ClientSecrets;
}

/** The sandbox's Entra ID: an OpenID provider whose routes, claims and errors look like Entra ID's. */
export function entraProvider(parts: ProviderParts): Provider {
  const provider = new Provider(parts.issuer, configurationOf(parts));
  const client = provider.Client.prototype as unknown as {
    postLogoutRedirectUriAllowed: (uri: string) => boolean;
  };
  // Sign-out may lead back to any page of the portal, wherever on this machine it runs.
  client.postLogoutRedirectUriAllowed = isOnThisMachine;
  // What was wrong stands in the event only; the answer says less.
  provider.on("grant.error", (context, error) => {
    context.state.refusalDetail = error.error_detail;
  });
  provider.use(async (context, next) => {
    await next();
    const { oidc } = context as KoaContextWithOIDC;
    if (oidc?.route === "token") likeEntra(context as KoaContextWithOIDC);
    if (oidc?.route === "discovery")
      namingSignIn(context as KoaContextWithOIDC, parts.signInOrigin);
  });
  return provider;
}

function configurationOf({ store, settings, keys, secrets }: ProviderParts): Configuration {
  return {
    adapter: adapterOn(store),
    clients: clientsOf(secrets),
    jwks: { keys: [keys.signing] },
    cookies: { keys: [keys.cookie] },
    routes: {
      authorization: "/oauth2/v2.0/authorize",
      token: "/oauth2/v2.0/token",
      jwks: "/discovery/v2.0/keys",
      end_session: "/oauth2/v2.0/logout",
    },
    scopes: ["openid", "profile", "email", "offline_access", ...ACCESS_SCOPES],
    claims: {
      openid: ["sub", "oid", "tid", "ver"],
      profile: ["name", "preferred_username"],
      email: ["email"],
    },
    // msal reads the person's name from the ID token and never asks the userinfo endpoint.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_context, objectId) => accountOf(objectId),
    issueRefreshToken: async (_context, _client, code) => code.scopes.has("offline_access"),
    rotateRefreshToken: false,
    extraTokenClaims: (_context, token) => tokenClaims(token),
    formats: { customizers: { jwt: (_context, _token, jwt) => nameOwner(jwt) } },
    interactions: { url: (_context, { uid }) => `/${TENANT_ID}/signin/${uid}` },
    renderError: (context, out) => {
      context.type = "html";
      context.body = errorPage(pageMessage(out));
    },
    ttl: {
      Session: DAY_SECONDS,
      Grant: 90 * DAY_SECONDS,
      RefreshToken: 90 * DAY_SECONDS,
      Interaction: 3600,
      IdToken: 3600,
      AuthorizationCode: 600,
    },
    features: features(settings),
  };
}

function features(settings: Settings): NonNullable<Configuration["features"]> {
  return {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    userinfo: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context, form) => {
        context.body = signOutPage(form);
      },
      postLogoutSuccessSource: (context) => {
        context.body = signedOutPage();
      },
    },
    resourceIndicators: {
      enabled: true,
      // Entra ID's version 2 has no resource parameter; the scope tells which service a token is for.
      defaultResource: (context) => {
        const scopes = String(context.oidc.params?.scope ?? "");
        const audience = audienceOf(scopes);
        if (audience === undefined && context.oidc.route === "token") {
          throw new errors.InvalidTarget(`no service is known by '${scopes}'`);
        }
        return audience ?? [];
      },
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, audience) => {
        const scope = scopesOf(audience).join(" ");
        if (!ACCESS_SCOPES.includes(scopesOf(audience)[0] ?? "")) throw new errors.InvalidTarget();
        return {
          scope,
          audience,
          accessTokenFormat: "jwt",
          accessTokenTTL: settings.get("accessTokenSeconds"),
          jwt: { sign: { alg: "RS256" } },
        };
      },
    },
  };
}

function isOnThisMachine(uri: string): boolean {
  const { hostname } = new URL(uri);
  return hostname === "localhost" || hostname === "127.0.0.1";
}
