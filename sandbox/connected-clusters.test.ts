import { afterAll, beforeAll, expect, test } from "vitest";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const SHIPPING = `/subscriptions/${SUBSCRIPTIONS.shipping.id}`;
const DEFENDER = "microsoft.azuredefender.kubernetes";
const V = "api-version=2023-05-01";
const CLUSTER_V = "api-version=2024-01-01";

let sandbox: Sandbox;
let workspace: { id: string; customerId: string; key: string };
let ids: string[];

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.control("settings", { operationSeconds: { min: 60, max: 60 } });
  const listed = await sandbox.arm(
    "GET",
    `${SHIPPING}/providers/Microsoft.OperationalInsights/workspaces?api-version=2022-10-01`,
  );
  const [{ id, properties }] = listed.body.value;
  const keys = await sandbox.arm("POST", `${id}/sharedKeys?api-version=2020-08-01`);
  workspace = { id, customerId: properties.customerId, key: keys.body.primarySharedKey };
  ids = await added(10);
});
afterAll(() => sandbox.stop());

async function added(count: number, traits: string[] = []): Promise<string[]> {
  const more = { kind: "arc", subscriptionId: SUBSCRIPTIONS.shipping.id, count, traits };
  return ((await sandbox.control("clusters", more)) as { ids: string[] }).ids;
}

/** A connected cluster that no other test touches. */
function fresh(): string {
  const id = ids.pop();
  if (!id) throw new Error("There are more tests than clusters.");
  return id;
}

const at = (cluster: string) =>
  `${cluster}/providers/Microsoft.KubernetesConfiguration/extensions/${DEFENDER}`;
const read = (cluster: string) => sandbox.arm("GET", `${at(cluster)}?${V}`);
const passes = (advanceSeconds: number) => sandbox.control("clock", { advanceSeconds });

function body() {
  return {
    identity: { type: "SystemAssigned" },
    properties: {
      extensionType: DEFENDER,
      autoUpgradeMinorVersion: true,
      releaseTrain: "Stable",
      configurationSettings: { logAnalyticsWorkspaceResourceID: workspace.id },
      configurationProtectedSettings: {
        "omsagent.secret.wsid": workspace.customerId,
        "omsagent.secret.key": workspace.key,
      },
    },
  };
}

function install(cluster: string) {
  return sandbox.arm("PUT", `${at(cluster)}?${V}`, { body: body() });
}

test("a cluster that Arc does not reach takes the wish and fails it, naming when it was last heard", async () => {
  const [cluster = ""] = await added(1, ["offline"]);
  expect((await install(cluster)).status).toBe(201);
  await passes(61);
  const { provisioningState, errorInfo } = (await read(cluster)).body.properties;
  expect(provisioningState).toBe("Failed");
  expect(errorInfo.code).toBe("ExtensionOperationFailed");
  expect(errorInfo.message).toMatch(/'Offline'\. They last reported at \d{4}-/);
});

test("Resource Graph lists connected clusters and their extensions", async () => {
  const ask = (query: string) =>
    sandbox.arm("POST", "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01", {
      body: { query, subscriptions: [SUBSCRIPTIONS.shipping.id] },
    });
  const clusters = await ask(
    "resources | where type =~ 'microsoft.kubernetes/connectedclusters' | where name startswith 'arc-ship' | project name, status = tostring(properties.connectivityStatus) | order by name asc",
  );
  expect(clusters.body.data).toContainEqual({ name: "arc-ship-vessel-aurora", status: "Offline" });
  const extensions = await ask(
    "kubernetesconfigurationresources | where type =~ 'microsoft.kubernetesconfiguration/extensions' | where id contains 'arc-ship-crane-rotterdam-01' | project type = tostring(properties.extensionType)",
  );
  expect(extensions.body.data.map((row: { type: string }) => row.type).sort()).toEqual([
    DEFENDER,
    "microsoft.policyinsights",
  ]);
});

test("a cluster is connected by PUT, and disconnecting takes its extensions along", async () => {
  const cluster = `${SHIPPING}/resourceGroups/rg-ship-edge/providers/Microsoft.Kubernetes/connectedClusters/arc-new`;
  const sent = {
    location: "westeurope",
    identity: { type: "SystemAssigned" },
    properties: { agentPublicKeyCertificate: "MIIB", distribution: "k3s" },
  };
  const made = await sandbox.arm("PUT", `${cluster}?${CLUSTER_V}`, { body: sent });
  expect(made.status).toBe(201);
  expect(made.body.properties.connectivityStatus).toBe("Connecting");
  await passes(61);
  const { connectivityStatus } = (await sandbox.arm("GET", `${cluster}?${CLUSTER_V}`)).body
    .properties;
  expect(connectivityStatus).toBe("Connected");
  await install(cluster);
  await passes(61);
  expect((await sandbox.arm("DELETE", `${cluster}?${CLUSTER_V}`)).status).toBe(202);
  await passes(61);
  expect((await sandbox.arm("GET", `${cluster}?${CLUSTER_V}`)).status).toBe(404);
});

test("who may only read sees extensions, and neither changes them nor reads a workspace's keys", async () => {
  const cluster = fresh();
  const token = await sandbox.tokenFor("rita.reader");
  const refused = await sandbox.arm("PUT", `${at(cluster)}?${V}`, { body: body(), token });
  expect(refused.body.error.code).toBe("AuthorizationFailed");
  const keys = await sandbox.arm("POST", `${workspace.id}/sharedKeys?api-version=2020-08-01`, {
    token,
  });
  expect(keys.status).toBe(403);
});

test("what the agents report can't be written, and a silent cluster is only back with new agents", async () => {
  const [id = ""] = await added(1, ["offline"]);
  const look = async () => (await sandbox.arm("GET", `${id}?${CLUSTER_V}`)).body;
  const before = await look();
  const put = async (properties: object) => {
    const body = { ...before, properties: { ...before.properties, ...properties } };
    await sandbox.arm("PUT", `${id}?${CLUSTER_V}`, { body });
    await passes(61);
    return (await look()).properties;
  };
  expect(await put({ connectivityStatus: "Connected", agentVersion: "9.9.9" })).toEqual(
    before.properties,
  );
  const patch = { tags: { a: "b" }, properties: { connectivityStatus: "Connected" } };
  const patched = await sandbox.arm("PATCH", `${id}?${CLUSTER_V}`, { body: patch });
  expect([patched.status, patched.body.tags]).toEqual([200, { a: "b" }]);
  expect(patched.body.properties).toEqual(before.properties);
  const anew = await put({ agentPublicKeyCertificate: "TUlJQg==" });
  expect(anew.connectivityStatus).toBe("Connected");
  const { now } = (await sandbox.control("clock", undefined, "GET")) as { now: string };
  expect(Date.parse(now) - Date.parse(anew.lastConnectivityTime)).toBeLessThanOrEqual(300_000);
});

test("connected clusters are listed by pages, to those who may read them", async () => {
  await sandbox.control("settings", { pageSize: 3 });
  const names: string[] = [];
  let next: string | undefined =
    `${SHIPPING}/providers/Microsoft.Kubernetes/connectedClusters?${CLUSTER_V}`;
  while (next) {
    const { body: page } = await sandbox.arm("GET", next);
    names.push(...page.value.map(({ name }: { name: string }) => name));
    next = page.nextLink?.replace(sandbox.url, "");
  }
  await sandbox.control("settings", { pageSize: 100 });
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("arc-ship-vessel-borealis");
  const token = await sandbox.tokenFor("nora.norights");
  const refused = await sandbox.arm(
    "GET",
    `${SHIPPING}/providers/Microsoft.Kubernetes/connectedClusters?${CLUSTER_V}`,
    { token },
  );
  expect(refused.status).toBe(403);
});

test("a cluster whose disconnecting fails keeps its extensions", async () => {
  const [id = ""] = await added(1, ["sensor"]);
  await sandbox.control("faults", {
    match: { method: "DELETE" },
    fault: { kind: "fail-operation" },
    times: 1,
  });
  await sandbox.arm("DELETE", `${id}?${CLUSTER_V}`);
  await passes(61);
  const { body: cluster } = await sandbox.arm("GET", `${id}?${CLUSTER_V}`);
  expect(cluster.properties.provisioningState).toBe("Failed");
  expect((await read(id)).status).toBe(200);
});

test("a workspace is patched and deleted, keeps what it does not know, and hides its keys from readers", async () => {
  const id = `${SHIPPING}/resourceGroups/rg-ship-edge/providers/Microsoft.OperationalInsights/workspaces/law-patched`;
  const version = "api-version=2022-10-01";
  const body = {
    location: "westeurope",
    properties: { publicNetworkAccessForIngestion: "Disabled", futureMember: { kept: true } },
  };
  await sandbox.arm("PUT", `${id}?${version}`, { body });
  await passes(61);
  const keys = (verb: string) => sandbox.arm("POST", `${id}/${verb}?api-version=2020-08-01`);
  const first = (await keys("sharedKeys")).body;
  expect(Buffer.from(first.primarySharedKey, "base64")).toHaveLength(64);
  await sandbox.restart();
  expect((await keys("listKeys")).body).toEqual(first);
  const patched = await sandbox.arm("PATCH", `${id}?${version}`, {
    body: { properties: { features: { disableLocalAuth: true } } },
  });
  expect(patched.body.properties).toMatchObject({
    ...body.properties,
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
  });
  expect((await sandbox.arm("DELETE", `${id}?${version}`)).status).toBe(200);
  expect((await sandbox.arm("DELETE", `${id}?${version}`)).status).toBe(204);
  expect((await keys("sharedKeys")).status).toBe(404);
});
