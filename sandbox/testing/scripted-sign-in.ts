import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { ask, type TestAnswer } from "./ask.ts";

const REDIRECT = "http://localhost:3000/api/auth/callback";
const SCOPE = "https://management.azure.com/.default openid profile offline_access";
/** Enough for a sign-in; a circle ends here. */
const MOST_STEPS = 10;

const Tokens = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  id_token: z.string(),
});

export interface SignInPlace {
  url: string;
  signInUrl: string;
  tenantId: string;
  clientId: string;
  clientSecret: string;
  ca: string;
}

/** Signs a person in as a browser and the portal's server would: authorization code with PKCE. */
export async function signInScripted(place: SignInPlace, who: string) {
  const verifier = randomBytes(32).toString("base64url");
  const start = new URL(`${place.signInUrl}/${place.tenantId}/oauth2/v2.0/authorize`);
  start.search = new URLSearchParams({
    client_id: place.clientId,
    response_type: "code",
    redirect_uri: REDIRECT,
    scope: SCOPE,
    state: "state",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  }).toString();
  const callback = await browse(start.href, who);
  const answer = await ask(`${place.url}/${place.tenantId}/oauth2/v2.0/token`, {
    ca: place.ca,
    method: "POST",
    form: {
      grant_type: "authorization_code",
      client_id: place.clientId,
      client_secret: place.clientSecret,
      code: callback.searchParams.get("code") ?? "",
      redirect_uri: REDIRECT,
      code_verifier: verifier,
    },
  });
  const tokens = Tokens.parse(answer.body);
  return {
    accessToken: tokens.access_token,
    idToken: tokens.id_token,
    refreshToken: tokens.refresh_token,
  };
}

/**
 * Follows an authorization URL as a browser would, picks the account on the sign-in page, and returns the
 * URL that leads back to the application. `cookies` are the browser's, for more than one sign-in.
 */
export async function browse(
  start: string,
  who: string,
  cookies = new Map<string, string>(),
): Promise<URL> {
  let url = new URL(start);
  let form: Record<string, string> | undefined;
  for (let step = 0; step < MOST_STEPS; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await ask(url.href, {
      headers: { cookie },
      ...(form && { form, method: "POST" }),
    });
    keep(cookies, answer);
    form = undefined;
    const next = answer.headers.location;
    if (next === undefined) {
      if (answer.status !== 200)
        throw new Error(`The sign-in ended with ${answer.status}: ${answer.body}`);
      form = { account: who };
      continue;
    }
    url = new URL(next, url);
    if (url.pathname.startsWith("/api/auth/")) return url;
  }
  throw new Error(`The sign-in of ${who} goes round in circles.`);
}

function keep(cookies: Map<string, string>, { cookies: sent }: TestAnswer): void {
  for (const cookie of sent) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === "") cookies.delete(name);
    else cookies.set(name, value);
  }
}
