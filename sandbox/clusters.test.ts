import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const PAYMENTS = `/subscriptions/${SUBSCRIPTIONS.payments.id}`;
const V = "api-version=2024-09-01";
const OLD = "api-version=2022-11-01";

let sandbox: Sandbox;
let workspaceId: string;
let ids: string[];

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.control("settings", { operationSeconds: { min: 60, max: 60 } });
  const workspaces = await sandbox.arm(
    "GET",
    `${PAYMENTS}/providers/Microsoft.OperationalInsights/workspaces?api-version=2022-10-01`,
  );
  workspaceId = workspaces.body.value[0].id;
  const added = await sandbox.control("clusters", {
    subscriptionId: SUBSCRIPTIONS.payments.id,
    count: 14,
    traits: [],
  });
  ids = (added as { ids: string[] }).ids;
});
beforeEach(() => sandbox.control("effects", undefined, "DELETE"));
afterAll(() => sandbox.stop());

/** A cluster that no other test touches. */
function fresh(): string {
  const id = ids.pop();
  if (!id) throw new Error("There are more tests than clusters.");
  return id;
}

const read = async (id: string, version = V) => (await sandbox.arm("GET", `${id}?${version}`)).body;
const put = (id: string, body: unknown, headers: Record<string, string> = {}, version = V) =>
  sandbox.arm("PUT", `${id}?${version}`, { body, headers });
const passes = (advanceSeconds: number) => sandbox.control("clock", { advanceSeconds });
const sensor = (workspace = workspaceId) => ({
  defender: { logAnalyticsWorkspaceResourceId: workspace, securityMonitoring: { enabled: true } },
});

async function withSensor(id: string, workspace?: string) {
  const cluster = await read(id);
  cluster.properties.securityProfile = {
    ...cluster.properties.securityProfile,
    ...sensor(workspace),
  };
  return cluster;
}

async function effectsOn(id: string) {
  const { byResource } = (await sandbox.control("effects", undefined, "GET")) as {
    byResource: Record<string, Record<string, number>>;
  };
  return byResource[id.toLowerCase()];
}

test("turning the sensor on is a long-running operation that ends with the sensor on, counted once", async () => {
  const id = fresh();
  const answer = await put(id, await withSensor(id));
  expect([answer.status, answer.body.properties.provisioningState]).toEqual([200, "Updating"]);
  expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
  const operation = answer.headers["azure-asyncoperation"]?.replace(sandbox.url, "") ?? "";
  expect((await sandbox.arm("GET", operation)).body).toMatchObject({ status: "InProgress" });
  const result = answer.headers.location?.replace(sandbox.url, "") ?? "";
  expect((await sandbox.arm("GET", result)).status).toBe(202);
  await passes(61);
  expect((await sandbox.arm("GET", operation)).body).toMatchObject({ status: "Succeeded" });
  expect((await sandbox.arm("GET", result)).body.id).toBe(id);
  expect((await read(id)).properties).toMatchObject({
    provisioningState: "Succeeded",
    securityProfile: sensor(),
  });
  expect(await effectsOn(id)).toEqual({ put: 1 });
});

test("an operation goes on where it was after the sandbox was killed in the middle", async () => {
  const id = fresh();
  const answer = await put(id, await withSensor(id));
  const operation = answer.headers["azure-asyncoperation"]?.replace(sandbox.url, "") ?? "";
  await sandbox.restart("SIGKILL");
  expect((await read(id)).properties.provisioningState).toBe("Updating");
  expect((await sandbox.arm("GET", operation)).body.status).toBe("InProgress");
  await passes(61);
  expect((await read(id)).properties.provisioningState).toBe("Succeeded");
  expect((await sandbox.arm("GET", operation)).body.status).toBe("Succeeded");
  expect(await effectsOn(id)).toEqual({ put: 1 });
});

test("a second change while one runs is refused and counts for nothing", async () => {
  const id = fresh();
  const body = await withSensor(id);
  await put(id, body);
  const second = await put(id, body);
  expect([second.status, second.body.error.code]).toEqual([409, "OperationNotAllowed"]);
  const tags = await sandbox.arm("PATCH", `${id}?${V}`, { body: { tags: {} } });
  expect(tags.status).toBe(409);
  expect(await effectsOn(id)).toEqual({ put: 1 });
});

test("a PUT replaces the whole: what is left out is gone, what Azure writes itself stays", async () => {
  const id = fresh();
  const before = await read(id);
  expect(before.properties.autoUpgradeProfile).toBeDefined();
  await put(id, { location: before.location, properties: { securityProfile: sensor() } });
  await passes(61);
  const after = await read(id);
  expect(after.tags).toEqual({});
  expect(after.properties.autoUpgradeProfile).toBeUndefined();
  expect(after.properties.fqdn).toBe(before.properties.fqdn);
  expect(after.properties.agentPoolProfiles).toEqual(before.properties.agentPoolProfiles);
});

test("a client of an older version neither sees nor loses what came later", async () => {
  const id = fresh();
  const before = await read(id);
  const old = await read(id, OLD);
  expect(old.eTag).toBeUndefined();
  expect(old.properties.networkProfile.networkPluginMode).toBeUndefined();
  expect(["Paid", "Free"]).toContain(old.sku.tier);
  await put(id, { ...old, tags: { seen: "by an old client" } }, {}, OLD);
  await passes(61);
  const after = await read(id);
  expect(after.tags).toEqual({ seen: "by an old client" });
  expect(after.sku).toEqual(before.sku);
  expect(after.properties).toEqual(before.properties);
});

test("a PUT bound to an old ETag is refused, one bound to the present is not", async () => {
  const id = fresh();
  const body = await withSensor(id);
  const stale = await put(id, body, { "if-match": "something-else" });
  expect([stale.status, stale.body.error.code]).toEqual([412, "PreconditionFailed"]);
  expect((await put(id, body, { "if-match": `"${body.eTag}"` })).status).toBe(200);
  await passes(61);
  expect((await put(id, body, { "if-match": body.eTag })).status).toBe(412);
});

test("a sensor without a workspace is refused; one with a workspace that is not there fails later", async () => {
  const id = fresh();
  const body = await withSensor(id);
  const without = structuredClone(body);
  delete without.properties.securityProfile.defender.logAnalyticsWorkspaceResourceId;
  expect((await put(id, without)).status).toBe(400);
  const answer = await put(id, await withSensor(id, `${workspaceId}-gone`));
  expect(answer.status).toBe(200);
  await passes(61);
  const operation = answer.headers["azure-asyncoperation"]?.replace(sandbox.url, "") ?? "";
  expect((await sandbox.arm("GET", operation)).body).toMatchObject({
    status: "Failed",
    error: { code: "LogAnalyticsWorkspaceNotFound" },
  });
  const after = await read(id);
  expect(after.properties.provisioningState).toBe("Failed");
  expect(after.properties.securityProfile.defender).toBeUndefined();
});

test.each([
  ["a location that moves", { location: "mars" }, 409, "InvalidResourceLocation"],
  ["no location", { location: undefined }, 400, "InvalidRequestContent"],
  [
    "a text for a flag",
    { properties: { securityProfile: { defender: { securityMonitoring: { enabled: "True" } } } } },
    400,
    "InvalidRequestContent",
  ],
  ["another DNS prefix", { properties: { dnsPrefix: "other" } }, 400, "PropertyChangeNotAllowed"],
])("a cluster with %s is refused", async (_what, changes, status, code) => {
  const id = ids[0] ?? "";
  const answer = await put(id, { ...(await read(id)), ...changes });
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
});

test("a stopped cluster takes no configuration", async () => {
  const added = (await sandbox.control("clusters", {
    subscriptionId: SUBSCRIPTIONS.payments.id,
    count: 1,
    traits: ["stopped"],
  })) as { ids: [string] };
  const [id] = added.ids;
  const answer = await put(id, await withSensor(id));
  expect([answer.status, answer.body.error.code]).toEqual([409, "OperationNotAllowed"]);
  expect(answer.body.error.message).toMatch(/stopped/);
});

test("a PATCH changes the tags and nothing else", async () => {
  const id = fresh();
  const before = await read(id);
  const answer = await sandbox.arm("PATCH", `${id}?${V}`, {
    body: { tags: { ms_defender_container_exclude_sensors: "true" } },
  });
  expect(answer.status).toBe(200);
  await passes(61);
  const after = await read(id);
  expect(after.tags).toEqual({ ms_defender_container_exclude_sensors: "true" });
  expect(after.properties).toEqual(before.properties);
});

test("a Security Admin may not change a cluster, a Contributor may", async () => {
  const id = fresh();
  const body = await withSensor(id);
  const as = async (who: string) =>
    (await sandbox.arm("PUT", `${id}?${V}`, { token: await sandbox.tokenFor(who), body })).status;
  expect(await as("sana.secadmin")).toBe(403);
  expect(await as("carlos.contributor")).toBe(200);
});

test("a cluster is deleted by a long-running operation, after which nothing is there", async () => {
  const id = fresh();
  const stale = await sandbox.arm("DELETE", `${id}?${V}`, { headers: { "if-match": "other" } });
  expect(stale.status).toBe(412);
  const answer = await sandbox.arm("DELETE", `${id}?${V}`);
  expect(answer.status).toBe(202);
  const result = answer.headers.location?.replace(sandbox.url, "") ?? "";
  expect((await sandbox.arm("GET", result)).status).toBe(202);
  expect((await read(id)).properties.provisioningState).toBe("Deleting");
  expect((await put(id, await withSensor(id))).status).toBe(409);
  await sandbox.restart("SIGKILL");
  await passes(61);
  expect((await sandbox.arm("GET", result)).status).toBe(204);
  expect((await read(id)).error.code).toBe("ResourceNotFound");
  expect((await sandbox.arm("DELETE", `${id}?${V}`)).status).toBe(204);
  expect(await effectsOn(id)).toEqual({ delete: 1 });
});
