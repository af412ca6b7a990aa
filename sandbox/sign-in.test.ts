import { get, request } from "node:https";
import {
  ConfidentialClientApplication,
  CryptoProvider,
  type INetworkModule,
  type NetworkResponse,
} from "@azure/msal-node";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./testing/ask.ts";
import { browse, signInScripted } from "./testing/scripted-sign-in.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const SCOPES = ["https://management.azure.com/.default"];
const redirectUri = "http://localhost:31999/api/auth/callback";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

test("msal signs a person in by code and PKCE and gets a token for ARM in their name", async () => {
  const answer = await signIn(msal(), "rita.reader");
  expect(answer.account?.username).toBe("rita.reader@northwind.example");
  expect(answer.account?.name).toBe("Rita Reader");
  expect(answer.account?.tenantId).toBe(sandbox.tenantId);
  expect(decodeJwt(answer.accessToken)).toMatchObject({
    aud: "https://management.azure.com",
    upn: "rita.reader@northwind.example",
    tid: sandbox.tenantId,
    appid: sandbox.clientId,
  });
  const listed = await sandbox.arm("GET", "/subscriptions?api-version=2022-12-01", {
    token: answer.accessToken,
  });
  expect(listed.status).toBe(200);
});

test("msal refreshes the token silently, also for another permission of the same audience", async () => {
  const client = msal();
  const { account, accessToken } = await signIn(client, "carlos.contributor");
  if (!account) throw new Error("msal knows no account.");
  for (const scope of [...SCOPES, "https://management.azure.com/user_impersonation"]) {
    const again = await client.acquireTokenSilent({ account, scopes: [scope], forceRefresh: true });
    expect(again?.accessToken).not.toBe(accessToken);
    expect(decodeJwt(again?.accessToken ?? "").upn).toBe("carlos.contributor@northwind.example");
  }
});

test("a refresh token still works after the sandbox was killed and started again", async () => {
  const client = msal();
  const { account } = await signIn(client, "olivia.owner");
  await sandbox.restart("SIGKILL");
  if (!account) throw new Error("msal knows no account.");
  const again = await client.acquireTokenSilent({ account, scopes: SCOPES, forceRefresh: true });
  const answer = await sandbox.arm("GET", "/tenants?api-version=2022-12-01", {
    token: again?.accessToken ?? "",
  });
  expect(answer.status).toBe(200);
});

test("the portal's own identity gets a token by its secret, for either name of ARM's audience", async () => {
  for (const audience of ["https://management.azure.com", "https://management.core.windows.net/"]) {
    const answer = await msal().acquireTokenByClientCredential({
      scopes: [`${audience}/.default`],
    });
    expect(decodeJwt(answer?.accessToken ?? "")).toMatchObject({ aud: audience, idtyp: "app" });
  }
});

test("a wrong secret, an unknown application and an unknown service are refused in Entra ID's words", async () => {
  const tokenWith = (form: Record<string, string>) =>
    ask(`${sandbox.url}/${sandbox.tenantId}/oauth2/v2.0/token`, {
      ca: sandbox.ca,
      method: "POST",
      form: {
        grant_type: "client_credentials",
        client_id: sandbox.clientId,
        client_secret: sandbox.clientSecret,
        scope: SCOPES[0] ?? "",
        ...form,
      },
    });
  const secret = await tokenWith({ client_secret: "wrong" });
  expect(secret.status).toBe(401);
  expect(secret.body.error_codes).toEqual([7000215]);
  const application = await tokenWith({ client_id: "99999999-9999-4999-8999-999999999999" });
  expect(application.body.error_description).toMatch(/^AADSTS700016:/);
  const service = await tokenWith({ scope: "https://graph.microsoft.com/.default" });
  expect(service.body.error_description).toMatch(/^AADSTS70011:/);
});

test("an unknown tenant is refused", async () => {
  const answer = await ask(
    `${sandbox.url}/22222222-2222-4222-8222-222222222222/oauth2/v2.0/token`,
    {
      ca: sandbox.ca,
      method: "POST",
      form: { grant_type: "client_credentials" },
    },
  );
  expect(answer.status).toBe(400);
  expect(answer.body.error_description).toMatch(/^AADSTS90002:/);
});

test("a code is worth nothing without its verifier, and is good for one use", async () => {
  const client = msal();
  const { callback, verifier } = await authorize(client, "olivia.owner");
  const code = callback.searchParams.get("code") ?? "";
  const redeem = (codeVerifier: string) =>
    client.acquireTokenByCode({ code, codeVerifier, redirectUri, scopes: SCOPES });
  await expect(redeem("v".repeat(43))).rejects.toThrow(/AADSTS501481/);
  await expect(redeem(verifier)).resolves.toBeTruthy();
  await expect(redeem(verifier)).rejects.toThrow(/AADSTS54005/);
});

test("one browser can sign in as one person after the other; each time it is asked who it is", async () => {
  const client = msal();
  const cookies = new Map<string, string>();
  for (const who of ["olivia.owner", "rita.reader"]) {
    const { url, verifier } = await authorizationUrl(client);
    const code = (await browse(url, who, cookies)).searchParams.get("code") ?? "";
    const { account } = await client.acquireTokenByCode({
      code,
      codeVerifier: verifier,
      redirectUri,
      scopes: SCOPES,
    });
    expect(account?.username).toBe(`${who}@northwind.example`);
  }
});

test("a silent sign-in in a browser without a session is refused, not shown a page", async () => {
  const { url } = await authorizationUrl(msal());
  const silent = url.replace("prompt=select_account", "prompt=none");
  expect((await browse(silent, "olivia.owner")).searchParams.get("error")).toBe("login_required");
});

test("nobody is sent back to a place that isn't the portal's on this machine", async () => {
  const { url } = await authorizationUrl(msal());
  const foreign = url.replace("localhost%3A31999", "evil.example");
  const answer = await ask(foreign);
  expect(answer.status).toBe(400);
  expect(answer.headers.location).toBeUndefined();
  expect(answer.body).toContain("AADSTS50011");
});

test("tokens are not given over plain HTTP", async () => {
  const answer = await ask(`${sandbox.signInUrl}/${sandbox.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    form: { grant_type: "client_credentials" },
  });
  expect(answer.status).toBe(404);
});

test("signing out leads back to the portal and ends the session", async () => {
  const { idToken } = await signInScripted(sandbox, "sven.secreader");
  const start = new URL(`${sandbox.signInUrl}/${sandbox.tenantId}/oauth2/v2.0/logout`);
  start.search = new URLSearchParams({
    id_token_hint: idToken,
    post_logout_redirect_uri: "http://localhost:31999/signed-out",
  }).toString();
  const page = await ask(start.href);
  expect(page.status).toBe(200);
  const action = /action="([^"]+)"/.exec(page.body)?.[1] ?? "";
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
  const cookie = page.cookies.map((text) => text.split(";")[0]).join("; ");
  const done = await ask(action, {
    method: "POST",
    form: { xsrf, logout: "yes" },
    headers: { cookie },
  });
  expect(done.headers.location).toMatch(/^http:\/\/localhost:31999\/signed-out/);
});

function msal(): ConfidentialClientApplication {
  const { url, tenantId, clientId, clientSecret } = sandbox;
  return new ConfidentialClientApplication({
    auth: {
      clientId,
      clientSecret,
      authority: `${url}/${tenantId}`,
      knownAuthorities: [new URL(url).host],
    },
    system: { networkClient },
  });
}

async function authorizationUrl(client: ConfidentialClientApplication) {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const url = await client.getAuthCodeUrl({
    scopes: SCOPES,
    redirectUri,
    codeChallenge: challenge,
    codeChallengeMethod: "S256",
    prompt: "select_account",
  });
  return { url, verifier };
}

async function authorize(client: ConfidentialClientApplication, who: string) {
  const { url, verifier } = await authorizationUrl(client);
  return { callback: await browse(url, who), verifier };
}

async function signIn(client: ConfidentialClientApplication, who: string) {
  const { callback, verifier } = await authorize(client, who);
  return client.acquireTokenByCode({
    code: callback.searchParams.get("code") ?? "",
    codeVerifier: verifier,
    redirectUri,
    scopes: SCOPES,
  });
}

/** msal over a connection that trusts the sandbox's certificate authority. */
const networkClient: INetworkModule = {
  sendGetRequestAsync: (url) =>
    new Promise((resolve, reject) => {
      get(url, { ca: sandbox.ca }, (answer) => void read(answer).then(resolve as never)).on(
        "error",
        reject,
      );
    }),
  sendPostRequestAsync: (url, options) =>
    new Promise((resolve, reject) => {
      request(
        url,
        { method: "POST", ca: sandbox.ca, headers: { ...options?.headers } },
        (answer) => void read(answer).then(resolve as never),
      )
        .on("error", reject)
        .end(options?.body);
    }),
};

async function read(
  answer: import("node:http").IncomingMessage,
): Promise<NetworkResponse<unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers as Record<string, string>,
    body: JSON.parse(Buffer.concat(chunks).toString("utf8")),
  };
}
