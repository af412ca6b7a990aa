import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findProgram } from "../../sandbox/az-command.ts";
import { kubectlWith } from "../../sandbox/kubectl-command.ts";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { changeAllIn, fixAllIn, unhealthyIn, untilFinished } from "../remediations/testing.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import type { Check } from "./model.ts";
import { type Verification, verifyCluster } from "./verify-cluster.ts";

const installed = findProgram("kubectl") !== undefined;
if (!installed) process.stderr.write("kubectl is not installed: it is not asked what it sees.\n");

let portal: Portal;
let olivia: Person;

beforeAll(async () => {
  portal = await openPortal({ retail: 1 });
  olivia = await portal.signIn("olivia.owner");
});
afterAll(() => portal?.close());

async function verified(person: Person, id: string): Promise<Verification> {
  const found = await verifyCluster(person, id);
  if (!found) throw new Error(`${id} does not exist for ${person.username}.`);
  return found;
}

async function checkOf(key: string, id: string, person = olivia): Promise<Check> {
  const check = (await verified(person, id)).checks.find((one) => one.key === key);
  if (!check) throw new Error(`There is no check ${key}.`);
  return check;
}

async function named(name: string): Promise<string> {
  return (await db().cluster.findFirstOrThrow({ where: { name } })).id;
}

const passes = (advanceSeconds: number) => portal.sandbox.control("clock", { advanceSeconds });

test("A18, A20: the sensor's pods come after a fix and go after a removal, and each moment is told", async () => {
  const worker = portal.startWorker();
  const [id = ""] = await unhealthyIn(SUBSCRIPTION.retail);
  await portal.sandbox.control("settings", { podStartSeconds: 3600 });
  const before = await verified(olivia, id);
  expect(stateOf(before, "sensorConfiguration", "sensorPods")).toEqual(["off", "off"]);
  expect(recommendationOf(before)).toMatchObject({ status: "unhealthy" });

  const fix = await fixAllIn(olivia, SUBSCRIPTION.retail);
  await untilFinished(fix.remediationId);
  const coming = await verified(olivia, id);
  expect(stateOf(coming, "sensorConfiguration", "sensorPods")).toEqual(["ok", "pending"]);
  expect(coming.checks.find(({ key }) => key === "sensorPods")?.pods?.[0]).toMatchObject({
    status: "ContainerCreating",
    readyAt: null,
  });
  expect(recommendationOf(coming)).toMatchObject({ status: "healthy" });

  await passes(3600);
  const there = await checkOf("sensorPods", id);
  expect(there).toMatchObject({ state: "ok", seen: expect.stringMatching(/all Running/) });
  expect(there.pods?.every(({ name }) => name.startsWith("microsoft-defender-"))).toBe(true);
  expect(await checkOf("heartbeat", id)).toMatchObject({ state: "ok" });
  await kubectlSees(there.pods?.length ?? 0, id);
  const { code } = await checkOf("sensorConfiguration", id);
  expect(JSON.parse(code?.text ?? "")).toMatchObject({
    defender: { securityMonitoring: { enabled: true } },
  });

  const removal = await changeAllIn(olivia, "remove", [SUBSCRIPTION.retail]);
  await untilFinished(removal.remediationId);
  expect(await checkOf("sensorPods", id)).toMatchObject({ state: "pending" });
  await passes(3600);
  expect(await checkOf("sensorPods", id)).toMatchObject({ state: "off", pods: [] });
  await kubectlSees(0, id);
  await worker.kill();
});

test("R8: each recommendation of the cluster stands beside what Defender itself says of it", async () => {
  const { recommendations } = await verified(olivia, await named("aks-terminal-rotterdam"));
  expect(recommendations.map(({ title }) => title)).toContain(
    "Azure Kubernetes Service clusters should have Defender profile enabled",
  );
  // Ours is worked out from the cluster, Defender's is read from Azure: they agree, recommendation by recommendation.
  for (const { title, status, defender } of recommendations) {
    const said = "value" in defender ? defender.value?.status : undefined;
    expect([title, said?.toLowerCase()]).toEqual([title, status?.toLowerCase()]);
  }
});

test("the pods of the policy add-on are told apart from the sensor's", async () => {
  const { pods } = await checkOf("policyPods", await named("aks-terminal-rotterdam"));
  const namespaces = new Set(pods?.map(({ namespace }) => namespace));
  expect(namespaces).toEqual(new Set(["gatekeeper-system", "kube-system"]));
  expect(pods?.every(({ name }) => /^(azure-policy|gatekeeper)/.test(name))).toBe(true);
});

test("R9, R10: an Arc cluster shows its extension's install status, the pods of mdc and when it was last heard", async () => {
  const id = await named("arc-ship-crane-rotterdam-01");
  const found = await verified(olivia, id);
  expect(stateOf(found, "sensorConfiguration", "sensorPods", "policyPods", "heartbeat")).toEqual([
    "ok",
    "ok",
    "ok",
    "ok",
  ]);
  const check = (key: string) => found.checks.find((one) => one.key === key);
  expect(check("sensorConfiguration")?.seen).toMatch(/^Install status Installed: microsoft\./);
  const pods = check("sensorPods")?.pods;
  expect(pods?.map(({ namespace }) => namespace)).toContain("mdc");
  expect(pods?.map(({ name }) => name).join()).toMatch(/microsoft-defender-collectors-ds-/);
  expect(found.commands.map(({ code }) => code).join("\n")).toMatch(
    /az k8s-extension show .* --cluster-type connectedClusters/,
  );
});

test("R9: an extension that failed shows the cloud's own words", async () => {
  const check = await checkOf("sensorConfiguration", await named("arc-ship-customs-legacy"));
  expect(check).toMatchObject({ state: "problem" });
  expect(check.seen).toMatch(/^Install status Failed\. \w+: ./);
});

test("a connected cluster that is not heard says so instead of its pods", async () => {
  const found = await verified(olivia, await named("arc-ship-vessel-aurora"));
  expect(stateOf(found, "sensorPods", "heartbeat")).toEqual(["unknown", "problem"]);
  expect(found.checks.find(({ key }) => key === "sensorPods")?.advice).toMatch(/azure-arc/);
});

test("who may not have the kubeconfig is told which role gives it, sees all the rest, and with it the pods", async () => {
  const rita = await portal.signIn("rita.reader");
  const found = await verified(rita, await named("aks-terminal-rotterdam"));
  expect(stateOf(found, "sensorConfiguration", "sensorPods")).toEqual(["ok", "unknown"]);
  expect(found.checks.find(({ key }) => key === "sensorPods")).toMatchObject({
    fault: { code: "AuthorizationFailed" },
    advice: expect.stringContaining("Azure Kubernetes Service Cluster User Role"),
  });
  const role = `${found.cluster.armId}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
  const roleDefinitionId = `/subscriptions/${found.cluster.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/4abbcc35-e782-43d8-92c5-2d3f1bd2253f`;
  const properties = { roleDefinitionId, principalId: rita.id, principalType: "User" };
  const given = await portal.sandbox.arm("PUT", `${role}?api-version=2022-04-01`, {
    body: { properties },
  });
  expect(given.status).toBe(201);
  expect(await checkOf("sensorPods", found.cluster.id, rita)).toMatchObject({ state: "ok" });
});

test("a Security Admin, who may not read the cluster itself, sees what the portal last saw of it", async () => {
  const sana = await portal.signIn("sana.secadmin");
  const found = await verified(sana, await named("aks-terminal-rotterdam"));
  expect(found.fault).toMatchObject({ code: "AuthorizationFailed" });
  expect(found.checks.find(({ key }) => key === "sensorConfiguration")).toMatchObject({
    state: "ok",
    source: expect.stringContaining("discovery"),
    code: null,
  });
});

test("a cluster that a person can't see does not exist for them", async () => {
  const nora = await portal.signIn("nora.norights");
  expect(await verifyCluster(nora, await named("aks-terminal-rotterdam"))).toBeNull();
  expect(await verifyCluster(olivia, "/subscriptions/nowhere")).toBeNull();
});

test.each([
  ["signs in through kubelogin", "aks-pay-api-prod-weu", { seen: /kubelogin/ }],
  ["is stopped", "aks-pay-batch-prod-weu", { advice: /Start it/ }],
  ["is private", "aks-pay-disputes-prod-uks", { advice: /private cluster/ }],
])("a cluster that %s is told as such, and its pods stay unknown", async (_what, name, says) => {
  const check = await checkOf("sensorPods", await named(name));
  expect(check.state).toBe("unknown");
  for (const [member, words] of Object.entries(says)) {
    expect(check[member as "seen" | "advice"]).toMatch(words as RegExp);
  }
});

test("the commands by hand are read by Bash as they are meant", async () => {
  const { commands } = await verified(olivia, await named("aks-terminal-rotterdam"));
  for (const { code } of commands) {
    expect(() => execFileSync("bash", ["-n", "-c", code])).not.toThrow();
  }
  expect(commands.map(({ code }) => code.split(" ").slice(0, 2).join(" "))).toEqual([
    "az aks",
    "az rest",
    "az aks",
    "kubectl get",
    "kubectl get",
  ]);
});

/** Asks the real kubectl for the sensor's pods. */
async function kubectlSees(count: number, id: string): Promise<void> {
  if (!installed) return;
  const path = `${id}/listClusterUserCredential?api-version=2024-09-01`;
  const { body } = await portal.sandbox.arm("POST", path);
  const kubeconfig = Buffer.from(body.kubeconfigs[0].value, "base64").toString();
  const folder = mkdtempSync(join(tmpdir(), "kubectl-"));
  const { stdout } = await kubectlWith(kubeconfig, folder)("get", "pods", "-n", "kube-system");
  rmSync(folder, { recursive: true, force: true });
  expect(stdout.match(/^microsoft-defender-/gm) ?? []).toHaveLength(count);
}

function stateOf({ checks }: Verification, ...keys: string[]) {
  return keys.map((key) => checks.find((check) => check.key === key)?.state);
}

function recommendationOf({ recommendations }: Verification) {
  return recommendations.find(({ id }) => id === "aksDefenderProfile");
}
