import { request } from "node:https";
import {
  type AccountInfo,
  ConfidentialClientApplication,
  CryptoProvider,
  type ICachePlugin,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
  type TokenCacheContext,
} from "@azure/msal-node";
import { config } from "../config.ts";
import { db } from "../db/client.ts";
import type { Person } from "./model.ts";
import { seal, unseal } from "./seal.ts";

const NETWORK_TIMEOUT_MS = 20_000;
const PURPOSE = "token-cache:";

/** Thrown when a person's refresh token no longer works: they must sign in again. */
export class SignInNeeded extends Error {}

/** The scopes of a sign-in: who the person is, and calls to Azure in their name. */
export function signInScopes(): string[] {
  return ["openid", "profile", "offline_access", armScope()];
}

/** The scope for Azure Resource Manager's audience. */
function armScope(): string {
  return `${config().azure.audience}/.default`;
}

/** An msal client; with `partition`, its token cache lives encrypted in the database under that name. */
export function entra(partition?: string): ConfidentialClientApplication {
  const { authority, tenantId, clientId, clientSecret } = config().azure;
  return new ConfidentialClientApplication({
    auth: {
      clientId,
      clientSecret,
      authority: `${authority}/${tenantId}`,
      knownAuthorities: [new URL(authority).host],
    },
    ...(partition ? { cache: { cachePlugin: storedCache(partition) } } : {}),
    system: { networkClient },
  });
}

/** A PKCE pair for one sign-in. */
export function pkce(): Promise<{ verifier: string; challenge: string }> {
  return new CryptoProvider().generatePkceCodes();
}

/** Stores the tokens of a fresh sign-in where jobs will find them. */
export async function keepTokens(
  app: ConfidentialClientApplication,
  account: AccountInfo,
): Promise<void> {
  const partition = account.homeAccountId;
  const ciphertext = seal(app.getTokenCache().serialize(), PURPOSE + partition);
  await db().tokenCache.upsert({
    where: { partition },
    create: { partition, ciphertext },
    update: { ciphertext },
  });
}

interface Token {
  token: string;
  expiresOnTimestamp: number;
}

/** A token is asked for anew when so little of its life is left. */
const EARLY_MS = 5 * 60_000;
const tokens = new Map<string, Token>();

/** An access token for Azure Resource Manager in the person's name. Throws SignInNeeded. */
export async function tokenOf({ homeAccountId }: Pick<Person, "homeAccountId">): Promise<Token> {
  const known = tokens.get(homeAccountId);
  // Who signs out everywhere takes their tokens along; a token in our memory must not outlive that.
  const stored = await db().tokenCache.count({ where: { partition: homeAccountId } });
  if (known && stored > 0 && known.expiresOnTimestamp - EARLY_MS > Date.now()) return known;
  const fresh = await freshTokenOf(homeAccountId);
  tokens.set(homeAccountId, fresh);
  return fresh;
}

async function freshTokenOf(homeAccountId: string): Promise<Token> {
  const app = entra(homeAccountId);
  const account = await app.getTokenCache().getAccountByHomeId(homeAccountId);
  if (!account) throw new SignInNeeded("No sign-in is stored for this person.");
  try {
    return expiring(await app.acquireTokenSilent({ account, scopes: [armScope()] }));
  } catch (error) {
    if (isRefusedGrant(error)) throw new SignInNeeded((error as Error).message);
    throw error;
  }
}

let ownApp: ConfidentialClientApplication | undefined;

/** An access token of the portal's own identity (client credentials), which needs Reader only. */
export async function tokenOfPortal(): Promise<Token> {
  ownApp ??= entra();
  return expiring(await ownApp.acquireTokenByClientCredential({ scopes: [armScope()] }));
}

/**
 * A token by which the portal shows itself to AWS and to Google Cloud: of its own application, for its own
 * application, whose application ID URI has to be `api://<client id>`.
 */
export async function tokenForOtherClouds(): Promise<Token> {
  ownApp ??= entra();
  const scopes = [`api://${config().azure.clientId}/.default`];
  return expiring(await ownApp.acquireTokenByClientCredential({ scopes }));
}

function expiring(answer: { accessToken: string; expiresOn: Date | null } | null): Token {
  if (!answer) throw new SignInNeeded("The identity provider gave no token.");
  return {
    token: answer.accessToken,
    expiresOnTimestamp: answer.expiresOn?.getTime() ?? Date.now(),
  };
}

function isRefusedGrant(error: unknown): boolean {
  const code = (error as { errorCode?: string }).errorCode ?? "";
  return ["invalid_grant", "interaction_required", "consent_required", "no_tokens_found"].includes(
    code,
  );
}

function storedCache(partition: string): ICachePlugin {
  const purpose = PURPOSE + partition;
  return {
    async beforeCacheAccess(context: TokenCacheContext) {
      const row = await db().tokenCache.findUnique({ where: { partition } });
      if (row) context.tokenCache.deserialize(unseal(row.ciphertext, purpose));
    },
    async afterCacheAccess(context: TokenCacheContext) {
      if (!context.cacheHasChanged) return;
      const ciphertext = seal(context.tokenCache.serialize(), purpose);
      // updateMany, not upsert: a sign-out that has removed the row meanwhile must win.
      await db().tokenCache.updateMany({ where: { partition }, data: { ciphertext } });
    },
  };
}

/** msal's own client is the global fetch, which can't be given a certificate authority of its own. */
const networkClient: INetworkModule = {
  sendGetRequestAsync: (url, options) => send("GET", url, options),
  sendPostRequestAsync: (url, options) => send("POST", url, options),
};

function send<T>(method: string, url: string, options?: NetworkRequestOptions) {
  const { ca } = config().azure;
  return new Promise<NetworkResponse<T>>((resolve, reject) => {
    const call = request(
      url,
      { method, headers: options?.headers, timeout: NETWORK_TIMEOUT_MS, ...(ca ? { ca } : {}) },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers as Record<string, string>,
            body: bodyOf(Buffer.concat(chunks).toString("utf8")) as T,
          }),
        );
      },
    );
    call.on("timeout", () => call.destroy(new Error("The identity provider did not answer.")));
    call.on("error", reject);
    call.end(options?.body);
  });
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
