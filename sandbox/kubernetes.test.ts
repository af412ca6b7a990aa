import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { findProgram } from "./az-command.ts";
import { kubectlWith } from "./kubectl-command.ts";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { ask } from "./testing/ask.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const PAYMENTS = `/subscriptions/${SUBSCRIPTIONS.payments.id}`;
const V = "api-version=2024-09-01";
const ARC_V = "api-version=2024-01-01";
vi.setConfig({ testTimeout: 60_000 });

const installed = findProgram("kubectl") !== undefined;
if (!installed) process.stderr.write("kubectl is not installed: its tests are skipped.\n");
const testKubectl = test.skipIf(!installed);

let sandbox: Sandbox;
let folder: string;
let workspaceId: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), "kubectl-"));
  await sandbox.control("settings", { operationSeconds: { min: 60, max: 60 } });
  const { body } = await sandbox.arm(
    "GET",
    `${PAYMENTS}/providers/Microsoft.OperationalInsights/workspaces?api-version=2022-10-01`,
  );
  workspaceId = body.value[0].id;
});
afterAll(async () => {
  await sandbox?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const passes = (advanceSeconds: number) => sandbox.control("clock", { advanceSeconds });
const aks = (group: string, name: string) =>
  `${PAYMENTS}/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
const credentialsOf = (id: string, verb = "listClusterUserCredential", who?: string) =>
  asking(who, (token) => sandbox.arm("POST", `${id}/${verb}?${V}`, { ...token }));

async function asking<T>(who: string | undefined, ask: (token: { token?: string }) => Promise<T>) {
  return ask(who === undefined ? {} : { token: await sandbox.tokenFor(who) });
}

async function fresh(traits: string[] = []): Promise<string> {
  const subscriptionId = SUBSCRIPTIONS.payments.id;
  const added = await sandbox.control("clusters", { subscriptionId, count: 1, traits });
  return (added as { ids: [string] }).ids[0];
}

/** Turns the sensor of a cluster on or off, by the PUT that Defender itself makes. */
async function turnSensor(id: string, enabled: boolean): Promise<void> {
  const { body } = await sandbox.arm("GET", `${id}?${V}`);
  body.properties.securityProfile = {
    ...body.properties.securityProfile,
    defender: {
      securityMonitoring: { enabled },
      ...(enabled && { logAnalyticsWorkspaceResourceId: workspaceId }),
    },
  };
  expect((await sandbox.arm("PUT", `${id}?${V}`, { body })).status).toBe(200);
}

function decoded(answer: { body: { kubeconfigs: { value: string }[] } }): string {
  return Buffer.from(answer.body.kubeconfigs[0]?.value ?? "", "base64").toString();
}

/** A cluster's API as its kubeconfig opens it. */
async function apiOf(id: string) {
  const config = parse(decoded(await credentialsOf(id)));
  const { server, "certificate-authority-data": authority } = config.clusters[0].cluster;
  const { token } = config.users[0].user;
  const ca = Buffer.from(authority, "base64").toString();
  return (path: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
    ask(`${server}${path}`, { ca, headers });
}

async function kubectlOf(id: string) {
  return kubectlWith(decoded(await credentialsOf(id)), mkdtempSync(join(folder, "home-")));
}

const SENSOR = /^microsoft-defender-/;
const sensorPods = async (id: string) => {
  const { body } = await (await apiOf(id))("/api/v1/namespaces/kube-system/pods");
  return (body.items as { metadata: { name: string }; status: { phase: string } }[]).filter(
    ({ metadata }) => SENSOR.test(metadata.name),
  );
};

testKubectl(
  "A18: kubectl shows the sensor's pods some seconds after it is turned on, Running on every node",
  async () => {
    const id = await fresh();
    const kubectl = await kubectlOf(id);
    const before = await kubectl("get", "pods", "-n", "kube-system");
    expect(before.stdout).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\n/);
    expect(before.stdout).not.toMatch(/microsoft-defender/);
    await turnSensor(id, true);
    await passes(61);
    const coming = await kubectl("get", "pods", "-n", "kube-system");
    expect(coming.stdout).toMatch(
      /microsoft-defender-collector-ds-\w{5} +0\/2 +ContainerCreating +0 +\d+s/,
    );
    await passes(10);
    const { stdout } = await kubectl("get", "pods", "-n", "kube-system");
    const nodes = (await kubectl("get", "nodes", "-o", "name")).stdout.trim().split("\n");
    const running = (name: string) =>
      stdout.match(new RegExp(`^${name}-\\w+ +\\d/\\d +Running +0 +`, "gm")) ?? [];
    expect(running("microsoft-defender-collector-ds")).toHaveLength(nodes.length);
    expect(running("microsoft-defender-publisher-ds")).toHaveLength(nodes.length);
    expect(running("microsoft-defender-collector-misc-\\w+")).toHaveLength(1);
  },
);

testKubectl("A20: after the sensor is removed, kubectl shows none of its pods", async () => {
  const id = await fresh(["sensor"]);
  const kubectl = await kubectlOf(id);
  const pods = async () => (await kubectl("get", "pods", "-n", "kube-system")).stdout;
  expect(await pods()).toMatch(/microsoft-defender-publisher-ds-\w{5} +1\/1 +Running +0 +\d+d/);
  await turnSensor(id, false);
  expect(await pods()).toMatch(/microsoft-defender-publisher-ds-\w{5} +1\/1 +Running/);
  await passes(61);
  expect(await pods()).toMatch(/microsoft-defender-publisher-ds-\w{5} +1\/1 +Terminating/);
  await passes(10);
  expect(await pods()).not.toMatch(/microsoft-defender/);
  expect((await kubectl("get", "ds", "-A")).stdout).not.toMatch(/microsoft-defender/);
});

testKubectl(
  "S9: the namespace of the simulated alert holds no resource, which is no error",
  async () => {
    const kubectl = await kubectlOf(await fresh());
    const { stdout, stderr } = await kubectl("get", "pods", "--namespace=asc-alerttest-662jfi039n");
    expect(stdout).toBe("");
    expect(stderr).toBe("No resources found in asc-alerttest-662jfi039n namespace.\n");
  },
);

testKubectl("kubectl works with selectors, wide lists, single objects and pages", async () => {
  const id = await fresh(["sensor", "policyAddon"]);
  const kubectl = await kubectlOf(id);
  const lines = async (...args: string[]) =>
    (await kubectl(...args, "--no-headers")).stdout.trim().split("\n");
  const all = await lines("get", "pods", "-A");
  expect(await lines("get", "pods", "-A", "--chunk-size=7")).toHaveLength(all.length);
  const defender = await lines("get", "pods", "-A", "-l", "app=defender");
  expect(defender.every((line) => /^kube-system +microsoft-defender-/.test(line))).toBe(true);
  const others = await lines("get", "pods", "-A", "-l", "app!=defender");
  expect(defender.length + others.length).toBe(all.length);
  expect(
    await lines("get", "pods", "-A", "--field-selector=status.phase!=Running", "-o", "name"),
  ).toEqual([""]);
  expect(await lines("get", "pods", "-n", "gatekeeper-system")).toHaveLength(3);
  expect((await kubectl("get", "ns", "gatekeeper-system", "-o", "wide")).stdout).toMatch(/Active/);
  expect((await lines("get", "nodes", "-o", "wide"))[0]).toMatch(
    / Ready .* v1\.\S+ +10\.224\.0\.\d+ /,
  );
  const [name = ""] = await lines("get", "pods", "-n", "kube-system", "-o", "name");
  const described = await kubectl("describe", name, "-n", "kube-system");
  expect(described.stdout).toMatch(/Status: +Running/);
  await expect(kubectl("get", "pod", "nobody", "-n", "kube-system")).rejects.toThrow(
    /Error from server \(NotFound\): pods "nobody" not found/,
  );
});

testKubectl("kubectl learns what it may do, and that nothing is changed this way", async () => {
  const kubectl = await kubectlOf(await fresh());
  const canI = (...what: string[]) => kubectl("auth", "can-i", ...what);
  expect((await canI("list", "pods", "-n", "mdc")).stdout).toBe("yes\n");
  await expect(canI("delete", "pods")).rejects.toMatchObject({ stdout: "no\n" });
  await expect(kubectl("create", "namespace", "mine")).rejects.toThrow(/Forbidden/);
});

test("discovery is there in its old form and in both versions of its new one", async () => {
  const id = await fresh();
  const api = await apiOf(id);
  expect((await api("/apis")).body).toMatchObject({
    kind: "APIGroupList",
    groups: ["apps", "authentication.k8s.io", "authorization.k8s.io"].map((name) => ({ name })),
  });
  const { token } = parse(decoded(await credentialsOf(id))).users[0].user;
  for (const version of ["v2beta1", "v2"]) {
    const accept = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
    const answer = await api("/apis", { authorization: `Bearer ${token}`, accept });
    expect(answer.headers["content-type"]).toBe(accept);
    expect(answer.body).toMatchObject({ apiVersion: `apidiscovery.k8s.io/${version}` });
  }
  expect((await api("/version")).body.gitVersion).toMatch(/^v1\.\d+\.\d+$/);
});

test("who shows no token of this very cluster is refused", async () => {
  const [first, second] = [await fresh(), await fresh()];
  const api = await apiOf(first);
  const foreign = parse(decoded(await credentialsOf(second))).users[0].user.token;
  for (const headers of [
    {},
    { authorization: "Bearer x" },
    { authorization: `Bearer ${foreign}` },
  ]) {
    const answer = await api("/api/v1/pods", headers as Record<string, string>);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ kind: "Status", reason: "Unauthorized", code: 401 });
  }
});

test("a stopped or private cluster gives its kubeconfig, and nobody answers at its address", async () => {
  for (const trait of ["stopped", "private"]) {
    const api = await apiOf(await fresh([trait]));
    await expect(api("/version")).rejects.toThrow();
  }
});

test("a Contributor gets a kubeconfig, a Security Admin and a Reader do not", async () => {
  const id = await fresh();
  const status = async (who: string) =>
    (await credentialsOf(id, "listClusterUserCredential", who)).status;
  expect(await status("carlos.contributor")).toBe(200);
  expect(await status("sana.secadmin")).toBe(403);
});

test("a cluster that only Entra's users may use gives no token, and no admin's kubeconfig at all", async () => {
  const id = aks("rg-pay-api", "aks-pay-api-prod-weu");
  const [user] = parse(decoded(await credentialsOf(id))).users;
  expect(user.user).toMatchObject({ "auth-provider": { name: "azure" } });
  const exec = await sandbox.arm("POST", `${id}/listClusterUserCredential?${V}&format=exec`);
  expect(parse(decoded(exec)).users[0].user.exec).toMatchObject({ command: "kubelogin" });
  const admin = await credentialsOf(id, "listClusterAdminCredential");
  expect([admin.status, admin.body.error.code]).toEqual([400, "BadRequest"]);
  expect(admin.body.error.message).toMatch(/disable local accounts/);
  expect((await credentialsOf(await fresh(), "listClusterAdminCredential")).status).toBe(200);
});

test("a change of tags leaves the sensor's pods as they are, and so does a restart", async () => {
  const id = await fresh();
  await turnSensor(id, true);
  await passes(70);
  const before = await sensorPods(id);
  expect(before.length).toBeGreaterThan(0);
  expect((await sandbox.arm("PATCH", `${id}?${V}`, { body: { tags: { a: "b" } } })).status).toBe(
    200,
  );
  expect(await sensorPods(id)).toEqual(before);
  await passes(61);
  await sandbox.restart("SIGKILL");
  expect(await sensorPods(id)).toEqual(before);
});

test("a change that fails brings no pods", async () => {
  const id = await fresh();
  await sandbox.control("faults", {
    match: { method: "PUT", resourceId: id },
    fault: { kind: "fail-operation", code: "VMExtensionProvisioningError", message: "No." },
    times: 1,
  });
  await turnSensor(id, true);
  await passes(120);
  expect(await sensorPods(id)).toEqual([]);
});

const arc = (group: string, name: string, subscription: keyof typeof SUBSCRIPTIONS = "payments") =>
  `/subscriptions/${SUBSCRIPTIONS[subscription].id}/resourceGroups/${group}/providers/Microsoft.Kubernetes/connectedClusters/${name}`;
const credentialsOfArc = (id: string) =>
  sandbox.arm("POST", `${id}/listClusterUserCredential?${ARC_V}`, {
    body: { authenticationMethod: "Token", clientProxy: false },
  });

testKubectl(
  "R10: kubectl shows the pods of namespace mdc once the Arc extension is installed, and none once it is gone",
  async () => {
    const id = arc("rg-pay-terminals", "arc-pay-terminals-rotterdam");
    const folderOfIts = mkdtempSync(join(folder, "home-"));
    const kubectl = kubectlWith(decoded(await credentialsOfArc(id)), folderOfIts);
    const pods = async () => (await kubectl("get", "pods", "-n", "mdc")).stdout;
    const extension = `${id}/providers/Microsoft.KubernetesConfiguration/extensions/microsoft.azuredefender.kubernetes?api-version=2023-05-01`;
    const keys = await sandbox.arm("POST", `${workspaceId}/sharedKeys?api-version=2020-08-01`);
    const body = {
      identity: { type: "SystemAssigned" },
      properties: {
        extensionType: "microsoft.azuredefender.kubernetes",
        configurationSettings: { logAnalyticsWorkspaceResourceID: workspaceId },
        configurationProtectedSettings: { "omsagent.secret.key": keys.body.primarySharedKey },
        autoUpgradeMinorVersion: true,
        releaseTrain: "Stable",
        scope: { cluster: { releaseNamespace: "mdc" } },
      },
    };
    expect(await pods()).toBe("");
    expect((await sandbox.arm("PUT", extension, { body })).status).toBe(201);
    expect(await pods()).toBe("");
    await passes(3600);
    expect(await pods()).toMatch(/^microsoft-defender-collectors-ds-\w{5} +2\/2 +Running +0 /m);
    const sets = await kubectl("get", "ds", "-n", "mdc", "microsoft-defender-collectors-ds");
    expect(sets.stdout).toMatch(/microsoft-defender-collectors-ds +9 +9 +9 +9 +9 /);
    expect([200, 202]).toContain((await sandbox.arm("DELETE", extension)).status);
    await passes(3600);
    expect(await pods()).toBe("");
  },
);

test("a connected cluster that isn't there or isn't heard has no kubeconfig", async () => {
  const missing = await credentialsOfArc(arc("rg-pay-terminals", "nobody"));
  expect([missing.status, missing.body.error.code]).toEqual([404, "ResourceNotFound"]);
  const offline = await credentialsOfArc(
    arc("rg-ship-vessels", "arc-ship-vessel-aurora", "shipping"),
  );
  expect(offline.status).toBe(404);
  expect(offline.body.error.message).toMatch(/Agent might not have started/);
});
