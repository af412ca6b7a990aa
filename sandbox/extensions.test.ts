import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const PAYMENTS = `/subscriptions/${SUBSCRIPTIONS.payments.id}`;
const SENSOR = "microsoft.azuredefender.kubernetes";
const V = "api-version=2023-05-01";
const FIRST = "api-version=2020-07-01-preview";

let sandbox: Sandbox;
let workspace: { id: string; customerId: string; key: string };
let ids: string[];

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.control("settings", { operationSeconds: { min: 60, max: 60 } });
  workspace = await newWorkspace("law-extensions");
  ids = await add(12, []);
});
beforeEach(() => sandbox.control("effects", undefined, "DELETE"));
afterAll(() => sandbox.stop());

async function add(count: number, traits: string[]): Promise<string[]> {
  const body = { subscriptionId: SUBSCRIPTIONS.payments.id, count, kind: "arc", traits };
  return ((await sandbox.control("clusters", body)) as { ids: string[] }).ids;
}

async function newWorkspace(name: string, features: object = {}) {
  const id = `${PAYMENTS}/resourceGroups/rg-pay-fraud/providers/Microsoft.OperationalInsights/workspaces/${name}`;
  const version = "api-version=2022-10-01";
  const made = await sandbox.arm("PUT", `${id}?${version}`, {
    body: { location: "westeurope", properties: { features } },
  });
  const keys = await sandbox.arm("POST", `${id}/sharedKeys?api-version=2020-08-01`);
  return {
    id,
    customerId: made.body.properties.customerId as string,
    key: keys.body.primarySharedKey as string,
  };
}

/** A connected cluster that no other test touches. */
function fresh(): string {
  const id = ids.pop();
  if (!id) throw new Error("There are more tests than clusters.");
  return id;
}

const extensionOn = (cluster: string, name = SENSOR) =>
  `${cluster}/providers/Microsoft.KubernetesConfiguration/extensions/${name}`;
const passes = (advanceSeconds = 61) => sandbox.control("clock", { advanceSeconds });
const read = (id: string, version = V) => sandbox.arm("GET", `${id}?${version}`);
const put = (id: string, body: unknown, version = V) =>
  sandbox.arm("PUT", `${id}?${version}`, { body });

function sensor(to = workspace, properties: object = {}) {
  return {
    identity: { type: "SystemAssigned" },
    properties: {
      extensionType: SENSOR,
      autoUpgradeMinorVersion: true,
      releaseTrain: "Stable",
      scope: { cluster: { releaseNamespace: "mdc" } },
      configurationSettings: {
        logAnalyticsWorkspaceResourceID: to.id,
        auditLogPath: "/var/log/kube-apiserver/audit.log",
      },
      configurationProtectedSettings: {
        "omsagent.secret.wsid": to.customerId,
        "omsagent.secret.key": to.key,
      },
      ...properties,
    },
  };
}

async function effectsOn(id: string) {
  const { byResource } = (await sandbox.control("effects", undefined, "GET")) as {
    byResource: Record<string, Record<string, number>>;
  };
  return byResource[id.toLowerCase()];
}

/** What became of a write, when its time is over. */
async function outcomeOf({ headers }: { headers: Record<string, string | undefined> }) {
  await passes();
  const url = headers["azure-asyncoperation"]?.replace(sandbox.url, "") ?? "";
  return (await sandbox.arm("GET", url)).body;
}

/** Installs the sensor, waits and gives the extension's id. */
async function installed(cluster: string): Promise<string> {
  const id = extensionOn(cluster);
  expect(await outcomeOf(await put(id, sensor()))).toMatchObject({ status: "Succeeded" });
  return id;
}

test("R4: installing the sensor's extension is a long-running operation, counted once, whose secrets never come back", async () => {
  const id = extensionOn(fresh());
  const answer = await put(id, sensor());
  expect(answer.status).toBe(201);
  expect(answer.body.properties.provisioningState).toBe("Creating");
  expect(answer.body.identity.principalId).toMatch(/^[0-9a-f-]{36}$/);
  const url = answer.headers["azure-asyncoperation"]?.replace(sandbox.url, "") ?? "";
  expect(url).toMatch(/\/extensions\/microsoft\.azuredefender\.kubernetes\/operations\//);
  expect((await sandbox.arm("GET", url)).body).toMatchObject({ status: "InProgress" });
  await passes();
  expect((await sandbox.arm("GET", url)).body).toMatchObject({ status: "Succeeded" });
  const { body } = await read(id);
  expect(body).toMatchObject({
    type: "Microsoft.KubernetesConfiguration/extensions",
    name: SENSOR,
    properties: {
      provisioningState: "Succeeded",
      extensionType: SENSOR,
      configurationSettings: { logAnalyticsWorkspaceResourceID: workspace.id },
      errorInfo: null,
    },
  });
  expect(body.properties).not.toHaveProperty("configurationProtectedSettings");
  expect(body.properties.currentVersion).toMatch(/^\d+\.\d+/);
  expect(await effectsOn(id)).toEqual({ put: 1 });
});

test("R10: the article's version shows installState, Pending at first and then Installed", async () => {
  const id = extensionOn(fresh());
  const body = {
    properties: {
      extensionType: SENSOR,
      configurationSettings: { "logAnalytics.workspaceId": workspace.customerId },
      configurationProtectedSettings: { "logAnalytics.key": workspace.key },
    },
  };
  const answer = await put(id, body, FIRST);
  expect([answer.status, answer.body.properties.installState]).toEqual([201, "Pending"]);
  await passes();
  const after = await read(id, FIRST);
  expect(after.body.properties.installState).toBe("Installed");
  expect(after.body.properties.provisioningState).toBeUndefined();
});

test("an installation goes on where it was after the sandbox was killed in the middle, and so does a removal", async () => {
  const cluster = fresh();
  const id = extensionOn(cluster);
  const answer = await put(id, sensor());
  await sandbox.restart("SIGKILL");
  expect((await read(id)).body.properties.provisioningState).toBe("Creating");
  expect(await outcomeOf(answer)).toMatchObject({ status: "Succeeded" });
  const removal = await sandbox.arm("DELETE", `${id}?${V}`);
  await sandbox.restart("SIGKILL");
  expect((await read(id)).body.properties.provisioningState).toBe("Deleting");
  expect(await outcomeOf(removal)).toMatchObject({ status: "Succeeded" });
  expect((await read(id)).status).toBe(404);
  expect(await effectsOn(id)).toEqual({ put: 1, delete: 1 });
});

test("R12: removing an extension takes a while and ends with it gone; removing it again is no change", async () => {
  const cluster = fresh();
  const id = await installed(cluster);
  const answer = await sandbox.arm("DELETE", `${id}?${V}`);
  expect([answer.status, answer.body]).toEqual([202, ""]);
  expect((await sandbox.arm("DELETE", `${id}?${V}`)).body.error.code).toBe("Conflict");
  expect(await outcomeOf(answer)).toMatchObject({ status: "Succeeded" });
  expect((await read(id)).body.error.code).toBe("ResourceNotFound");
  expect((await sandbox.arm("DELETE", `${id}?${V}`)).status).toBe(204);
  const list = await read(extensionOn(cluster, "").replace(/\/$/, ""));
  expect(list.body.value).toEqual([]);
  expect(await effectsOn(id)).toEqual({ put: 1, delete: 1 });
});

test("a change while another runs is refused and counts for nothing", async () => {
  const id = extensionOn(fresh());
  await put(id, sensor());
  const second = await put(id, sensor());
  expect([second.status, second.body.error.code]).toEqual([409, "Conflict"]);
  const forced = await sandbox.arm("DELETE", `${id}?${V}&forceDelete=true`);
  expect(forced.status).toBe(409);
  expect(await effectsOn(id)).toEqual({ put: 1 });
});

test("a PATCH moves the sensor to another workspace and keeps its other settings; a wrong key fails", async () => {
  const id = await installed(fresh());
  const other = await newWorkspace("law-extensions-2");
  const patch = (key: string) =>
    sandbox.arm("PATCH", `${id}?${V}`, {
      body: {
        properties: {
          configurationSettings: { logAnalyticsWorkspaceResourceID: other.id },
          configurationProtectedSettings: { "omsagent.secret.key": key },
        },
      },
    });
  const wrong = await patch(workspace.key);
  expect(wrong.status).toBe(202);
  expect((await outcomeOf(wrong)).error.message).toMatch(/refused the key/);
  expect(await outcomeOf(await patch(other.key))).toMatchObject({ status: "Succeeded" });
  expect((await read(id)).body.properties).toMatchObject({
    provisioningState: "Succeeded",
    configurationSettings: {
      logAnalyticsWorkspaceResourceID: other.id,
      auditLogPath: "/var/log/kube-apiserver/audit.log",
    },
  });
});

test.each([
  ["offline", "Offline"],
  ["expired", "Expired"],
])(
  "an installation on a cluster that is %s is accepted and fails, with when it was last heard of",
  async (trait, status) => {
    const [cluster = ""] = await add(1, [trait]);
    const { body } = await read(cluster, "api-version=2024-01-01");
    expect(body.properties.connectivityStatus).toBe(status);
    const id = extensionOn(cluster);
    const answer = await put(id, sensor());
    expect(answer.status).toBe(201);
    const { error } = await outcomeOf(answer);
    expect(error.code).toBe("ExtensionOperationFailed");
    expect(error.message).toContain(body.properties.lastConnectivityTime);
    expect((await read(id)).body.properties).toMatchObject({
      provisioningState: "Failed",
      errorInfo: error,
      statuses: [{ level: "Error", message: error.message }],
    });
    expect((await read(id, FIRST)).body.properties.installState).toBe("Failed");
    const removal = await sandbox.arm("DELETE", `${id}?${V}`);
    expect((await outcomeOf(removal)).status).toBe("Failed");
    const forced = await sandbox.arm("DELETE", `${id}?${V}&forceDelete=true`);
    expect((await outcomeOf(forced)).status).toBe("Succeeded");
    expect((await read(id)).status).toBe(404);
  },
);

test("a sensor whose workspace is missing, takes no keys or another key fails and says so", async () => {
  const closed = await newWorkspace("law-entra-only", { disableLocalAuth: true });
  const gone = { ...workspace, id: `${workspace.id}-gone` };
  const id = extensionOn(fresh());
  const why = async (to: typeof workspace, properties: object = {}) =>
    (await outcomeOf(await put(id, sensor(to, properties)))).error.message;
  expect(await why(gone)).toMatch(/could not be found/);
  expect(await why(closed)).toMatch(/local authentication disabled/);
  expect(await why({ ...workspace, key: "bm9uZQ==" })).toMatch(/refused the key/);
  expect(await why(workspace, { configurationProtectedSettings: {} })).toMatch(/is missing/);
  expect(await outcomeOf(await put(id, sensor()))).toMatchObject({ status: "Succeeded" });
});

test.each([
  [
    "an unknown type",
    { extensionType: "contoso.nothing" },
    400,
    "ExtensionTypeRegistrationGetFailed",
  ],
  ["no type", { extensionType: undefined }, 400, "InvalidRequestContent"],
  ["a number for a setting", { configurationSettings: { a: 1 } }, 400, "InvalidRequestContent"],
  [
    "a secret that is no text",
    { configurationProtectedSettings: { a: {} } },
    400,
    "InvalidRequestContent",
  ],
  ["a version that upgrades itself", { version: "0.9.1" }, 400, "InvalidExtensionVersion"],
])("an extension with %s is refused", async (_what, properties, status, code) => {
  const answer = await put(extensionOn(ids[0] ?? ""), sensor(workspace, properties));
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
});

test("a cluster has one extension of a type, and an extension keeps its type", async () => {
  const cluster = fresh();
  const id = await installed(cluster);
  const second = await put(extensionOn(cluster, "another"), sensor());
  expect([second.status, second.body.error.code]).toEqual([400, "ExtensionTypeAlreadyInstalled"]);
  const other = await put(id, { properties: { extensionType: "microsoft.policyinsights" } });
  expect([other.status, other.body.error.code]).toEqual([400, "PropertyChangeNotAllowed"]);
  const policy = extensionOn(cluster, "azurepolicy");
  const answer = await put(policy, { properties: { extensionType: "microsoft.policyinsights" } });
  expect(await outcomeOf(answer)).toMatchObject({ status: "Succeeded" });
});

test("faults that make operations fail or slow reach extensions too", async () => {
  const id = extensionOn(fresh());
  await sandbox.control("faults", {
    match: { pathContains: "/extensions/" },
    fault: { kind: "fail-operation", code: "HelmTimedOut", message: "No room on the nodes." },
    times: 1,
  });
  const failed = await outcomeOf(await put(id, sensor()));
  expect(failed).toMatchObject({ status: "Failed", error: { code: "HelmTimedOut" } });
  await sandbox.control("faults", {
    match: { method: "DELETE", pathContains: "/extensions/" },
    fault: { kind: "slow-operation", seconds: 300 },
    times: 1,
  });
  const removal = await sandbox.arm("DELETE", `${id}?${V}`);
  expect((await outcomeOf(removal)).status).toBe("InProgress");
  await passes(300);
  expect((await read(id)).status).toBe(404);
});

test("who may only read may not install; a Contributor may", async () => {
  const id = extensionOn(fresh());
  const as = async (who: string) =>
    (await sandbox.arm("PUT", `${id}?${V}`, { token: await sandbox.tokenFor(who), body: sensor() }))
      .status;
  expect(await as("rita.reader")).toBe(403);
  expect(await as("sana.secadmin")).toBe(403);
  expect(await as("carlos.contributor")).toBe(201);
});

test("extensions of AKS can be read, and Defender's is not for them", async () => {
  const aks = `${PAYMENTS}/resourceGroups/rg-pay-fraud/providers/Microsoft.ContainerService/managedClusters/aks-pay-fraud-scoring-prod`;
  expect((await read(extensionOn(aks, "").replace(/\/$/, ""))).body).toEqual({ value: [] });
  const answer = await put(extensionOn(aks), sensor());
  expect(answer.body.error.code).toBe("ExtensionTypeRegistrationGetFailed");
});

test("a PATCH that brings no secrets keeps those of the cluster, as long as the workspace stays", async () => {
  const id = await installed(fresh());
  const patch = (configurationSettings: object) =>
    sandbox.arm("PATCH", `${id}?${V}`, { body: { properties: { configurationSettings } } });
  expect((await outcomeOf(await patch({ auditLogPath: "/var/log/audit.log" }))).status).toBe(
    "Succeeded",
  );
  const other = await newWorkspace("law-extensions-3");
  const moved = await outcomeOf(await patch({ logAnalyticsWorkspaceResourceID: other.id }));
  expect(moved.error.message).toMatch(/omsagent\.secret\.key' is missing/);
});

test("no list and no query ever shows a secret", async () => {
  const cluster = fresh();
  await installed(cluster);
  const { body } = await sandbox.arm(
    "POST",
    "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
    {
      body: {
        query: `kubernetesconfigurationresources | where id startswith '${cluster.toLowerCase()}' | project name, tenantId, subscriptionId, properties`,
      },
    },
  );
  expect(body.data).toMatchObject([
    {
      name: SENSOR,
      tenantId: sandbox.tenantId,
      subscriptionId: SUBSCRIPTIONS.payments.id,
      properties: {
        provisioningState: "Succeeded",
        configurationProtectedSettings: { "omsagent.secret.wsid": "", "omsagent.secret.key": "" },
      },
    },
  ]);
});
