import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endpointsOf } from "./model.ts";
import { connectProxy, dnsServer, type TestServer, testAuthority, tlsServer } from "./testing.ts";
import { CheckRequest, type CheckResult, checks } from "./validate.ts";

const WORKSPACE = "0f6e2a52-5a7f-4c0e-8a5d-3d1f6f3b9c11";
const GOOD = {
  cloud: "public" as const,
  ids: ["sensor-ods.public", "policy-data.public", "arc-obo.public", "arc-servicebus.public"],
  region: "westeurope",
  workspace: WORKSPACE,
};
const NAMES = [
  `${WORKSPACE}.ods.opinsights.azure.com`,
  "data.policy.core.windows.net",
  "westeurope.obo.arc.azure.com",
];

const folder = mkdtempSync(join(tmpdir(), "network-"));
const disposables = new AsyncDisposableStack();
let server: TestServer;
let proxy: Awaited<ReturnType<typeof connectProxy>>;
let dns: Awaited<ReturnType<typeof dnsServer>>;

/** The operator's own settings: a proxy for most, and a DNS server for what goes past it. */
beforeAll(async () => {
  const authority = await testAuthority();
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, authority.pem);
  server = disposables.use(await tlsServer(await authority.issue(...NAMES)));
  proxy = disposables.use(await connectProxy(server.port));
  dns = disposables.use(await dnsServer((_name, family) => (family === 4 ? ["127.0.0.1"] : [])));
  Object.assign(process.env, {
    DATABASE_URL: "postgresql://nobody@localhost/nothing",
    BREAKWATER_KEY: randomBytes(32).toString("base64"),
    AZURE_TENANT_ID: randomUUID(),
    AZURE_CLIENT_ID: randomUUID(),
    AZURE_CLIENT_SECRET: "unused",
    AZURE_CA_FILE: caFile,
    HTTPS_PROXY: `127.0.0.1:${proxy.port}`,
    NO_PROXY: "data.mcr.microsoft.com",
    NETWORK_RESOLVER: dns.address,
  });
});
afterAll(async () => {
  await disposables.disposeAsync();
  rmSync(folder, { recursive: true, force: true });
});

async function all(results: AsyncIterable<CheckResult>): Promise<Record<string, CheckResult>> {
  const found: Record<string, CheckResult> = {};
  for await (const result of results) found[result.id] = result;
  return found;
}

const somebody = () => ({ id: randomUUID() });

test("S3, S4: what is asked by id is connected to by its published name and port, and told one by one", async () => {
  const found = await all(checks(somebody(), CheckRequest.parse(GOOD)));
  expect(Object.keys(found).sort()).toEqual([...GOOD.ids].sort());
  expect(found["sensor-ods.public"]).toMatchObject({ host: NAMES[0], port: 443, tls: true });
  expect(found["arc-obo.public"]).toMatchObject({ host: NAMES[2], port: 8084, tls: true });
  expect(found["arc-servicebus.public"]).toMatchObject({ host: null, connected: null });
  expect(proxy.asked.toSorted()).toEqual([
    `${NAMES[0]}:443`,
    `${NAMES[1]}:443`,
    `${NAMES[2]}:8084`,
  ]);
});

test("S3: what NO_PROXY names goes past the proxy, by the configured resolver, and loopback is not connected to", async () => {
  const before = server.connections();
  const request = CheckRequest.parse({ ...GOOD, ids: ["arc-mcr-data.public"] });
  const found = await all(checks(somebody(), request));
  expect(found["arc-mcr-data.public"]).toMatchObject({
    via: "direct",
    host: "westeurope.data.mcr.microsoft.com",
    addresses: ["127.0.0.1"],
    connected: null,
    problem: expect.stringContaining("the portal's own machine"),
  });
  expect(dns.questions).toContain("A westeurope.data.mcr.microsoft.com");
  expect(server.connections()).toBe(before);
});

test.each([
  ["an id that is no endpoint", { ids: ["evil.example"] }],
  ["an id of another cloud", { ids: ["sensor-ods.china"] }],
  ["an id with a host behind it", { ids: ["sensor-ods.public@evil.example"] }],
  ["an id that every object has", { ids: ["constructor"] }],
  ["no id at all", { ids: [] }],
  ["a host beside the ids", { host: "169.254.169.254" }],
  ["a port beside the ids", { port: 22 }],
  ["a region with a slash", { region: "evil.example/" }],
  ["a region with a host", { region: "evil.example#" }],
  ["a region of another cloud", { region: "chinaeast2" }],
  ["a region with a line break", { region: "westeurope\n" }],
  ["a workspace that is a host", { workspace: "evil.example" }],
  ["a workspace with a host behind it", { workspace: `${WORKSPACE}.evil.example/` }],
  ["a workspace with a line break", { workspace: `${WORKSPACE}\n` }],
  ["a cloud that is none", { cloud: "__proto__" }],
])("a forged request is refused: %s", (_what, forged) => {
  expect(CheckRequest.safeParse({ ...GOOD, ...forged }).success).toBe(false);
});

test("a person has one check at a time and a few a minute, and leaving early gives it free", async () => {
  const person = somebody();
  const request = CheckRequest.parse({ ...GOOD, ids: ["arc-servicebus.public"] });
  const first = checks(person, request);
  expect(() => checks(person, request)).toThrow("still running");
  await first.return?.();
  for (let run = 2; run <= 6; run++) await all(checks(person, request));
  expect(() => checks(person, request)).toThrow("6 times a minute");
  await all(checks(somebody(), request));
});

test("S3: the list of one cluster is never longer than what one request takes", () => {
  for (const cloud of ["public", "government", "china"] as const) {
    const ids = endpointsOf(cloud, "arc").map(({ id }) => id);
    const region = { public: "westus", government: "usgovtexas", china: "chinaeast3" }[cloud];
    expect(CheckRequest.safeParse({ cloud, ids, region, workspace: null }).success).toBe(true);
  }
});
