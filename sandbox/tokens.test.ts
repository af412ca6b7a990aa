import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { createLocalJWKSet, jwtVerify, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "./testing.ts";

const OLIVIA = "aaaaaaaa-0000-4000-8000-000000000001";

let sandbox: Sandbox;
let key: KeyObject;

beforeAll(async () => {
  sandbox = await startSandbox();
  const database = new DatabaseSync(join(sandbox.dataFolder, "sandbox.sqlite"), { readOnly: true });
  const row = database.prepare("SELECT value FROM setting WHERE name = 'entraSigningKey'").get();
  key = createPrivateKey(String(row?.value));
  database.close();
});
afterAll(() => sandbox.stop());

/** A token as Entra ID makes it, but for what the test changes. */
function token(changes: Record<string, unknown> = {}, signedBy: KeyObject = key): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    aud: "https://management.azure.com",
    iss: `${sandbox.url}/${sandbox.tenantId}/v2.0`,
    iat: now,
    exp: now + 600,
    oid: OLIVIA,
    tid: sandbox.tenantId,
    appid: sandbox.clientId,
    upn: "olivia.owner@northwind.example",
    ...changes,
  })
    .setProtectedHeader({ alg: "RS256", typ: "at+jwt" })
    .sign(signedBy);
}

async function refusalOf(authorization: string | undefined): Promise<string> {
  const headers = { authorization: authorization ?? "" };
  const answer = await sandbox.arm("GET", "/subscriptions?api-version=2022-12-01", { headers });
  expect(answer.status).toBe(401);
  expect(answer.headers["www-authenticate"]).toMatch(/^Bearer authorization_uri="https:/);
  return answer.body.error.code;
}

test("a token with all claims right is let in", async () => {
  const answer = await sandbox.arm("GET", "/subscriptions?api-version=2022-12-01", {
    token: await token(),
  });
  expect(answer.status).toBe(200);
});

const hourAgo = () => Math.floor(Date.now() / 1000) - 3600;

test.each([
  [
    "for another audience",
    { aud: "https://graph.microsoft.com" },
    "InvalidAuthenticationTokenAudience",
  ],
  ["of another issuer", { iss: "https://evil.example/v2.0" }, "InvalidAuthenticationTokenTenant"],
  [
    "of another tenant",
    { tid: "22222222-2222-4222-8222-222222222222" },
    "InvalidAuthenticationToken",
  ],
  ["that has expired", { exp: hourAgo() }, "ExpiredAuthenticationToken"],
  ["that is not good yet", { nbf: hourAgo() + 7200 }, "InvalidAuthenticationToken"],
  ["that speaks for nobody", { oid: undefined }, "InvalidAuthenticationToken"],
])("a token %s is refused", async (_which, changes, code) => {
  expect(await refusalOf(`Bearer ${await token(changes)}`)).toBe(code);
});

test("a token signed by somebody else is refused", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  expect(await refusalOf(`Bearer ${await token({}, privateKey)}`)).toBe(
    "InvalidAuthenticationToken",
  );
});

test("a token whose claims were changed after signing, or that is not signed, is refused", async () => {
  const [head, , signature] = (await token()).split(".");
  const claims = Buffer.from(
    JSON.stringify({ aud: "https://management.azure.com", oid: OLIVIA }),
  ).toString("base64url");
  expect(await refusalOf(`Bearer ${head}.${claims}.${signature}`)).toBe(
    "InvalidAuthenticationToken",
  );
  const unsigned = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  expect(await refusalOf(`Bearer ${unsigned}.${claims}.`)).toBe("InvalidAuthenticationToken");
});

test("no token, or something else in its place, is refused", async () => {
  expect(await refusalOf(undefined)).toBe("AuthenticationFailed");
  expect(await refusalOf("Basic b2xpdmlhOg==")).toBe("AuthenticationFailed");
});

test("a token that was let in is refused once it has expired", async () => {
  const short = await token({ exp: Math.floor(Date.now() / 1000) + 1 });
  const before = await sandbox.arm("GET", "/subscriptions?api-version=2022-12-01", {
    token: short,
  });
  expect(before.status).toBe(200);
  await sleep(2000);
  expect(await refusalOf(`Bearer ${short}`)).toBe("ExpiredAuthenticationToken");
});

test("the portal gets a token for its own application, signed by a key that the issuer publishes", async () => {
  const issuer = `${sandbox.url}/${sandbox.tenantId}/v2.0`;
  const about = await sandbox.arm(
    "GET",
    `/${sandbox.tenantId}/v2.0/.well-known/openid-configuration`,
  );
  expect(about.body.issuer).toBe(issuer);
  const { body: keys } = await sandbox.arm("GET", new URL(about.body.jwks_uri).pathname);
  const { payload } = await jwtVerify(await sandbox.federationToken(), createLocalJWKSet(keys), {
    issuer,
    audience: `api://${sandbox.clientId}`,
  });
  const portal = "bbbbbbbb-0000-4000-8000-000000000001";
  expect(payload).toMatchObject({ sub: portal, oid: portal, appid: sandbox.clientId });
});

test("a token for the portal's own application opens nothing at ARM", async () => {
  expect(await refusalOf(`Bearer ${await sandbox.federationToken()}`)).toBe(
    "InvalidAuthenticationTokenAudience",
  );
});

test("a name of the sandbox's own controls is nothing without the control key", async () => {
  const answer = await fetchControl("faults", "wrong");
  expect(answer).toBe(401);
  expect(await fetchControl("health", "wrong")).toBe(200);
});

async function fetchControl(path: string, controlKey: string): Promise<number> {
  const answer = await sandbox.arm("GET", `/sandbox/${path}`, {
    headers: { "x-sandbox-key": controlKey },
  });
  return answer.status;
}
