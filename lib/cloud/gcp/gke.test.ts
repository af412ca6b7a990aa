import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { google } from "../../../sandbox/testing/gcp.ts";
import { type Sandbox, startSandbox } from "../../../sandbox/testing.ts";
import { gcpNeeds } from "../../onboarding/gcp-access.ts";
import { becomePortalOf, gcpChoice } from "../../onboarding/testing.ts";
import type { Change, ClusterFacts, ClusterWish, ConnectorAccess } from "../cloud.ts";
import { connectorCloudFor, federatedIdentity } from "../index.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PROJECT = "nwh-shipping-prod";
const MIRA = "mira@northwind.example";
const ACCESS: ConnectorAccess = {
  cloud: "gcp",
  hierarchyId: "104857600001",
  projectId: PROJECT,
  externalId: "",
  regions: [],
  agentlessRoleArn: "",
  connectorId:
    "/subscriptions/s/resourcegroups/g/providers/microsoft.security/securityconnectors/c",
  subscriptionId: "s",
  resourceGroup: "g",
};
const NAMES = ["ms_defender_container_exclude_agents", "ms_defender_container_exclude_sensors"];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0, connectors: true });
  await sandbox.control("settings", { operationSeconds: { min: 0.5, max: 1 } });
  becomePortalOf(sandbox);
});
afterAll(() => sandbox?.stop());

const cloud = () => connectorCloudFor(ACCESS, { sessionName: MIRA });

async function all(): Promise<ClusterFacts[]> {
  const found: ClusterFacts[] = [];
  for await (const { described } of cloud().clusters(() => true)) found.push(...described);
  return found;
}

async function made(...traits: string[]): Promise<ClusterFacts> {
  const answer = await sandbox.control("clusters", {
    ...{ kind: "gke", projectId: PROJECT, count: 1, traits },
  });
  const [id = ""] = z.object({ ids: z.array(z.string()) }).parse(answer).ids;
  return cloud().cluster(id);
}

const Effects = z.object({ byResource: z.record(z.string(), z.record(z.string(), z.number())) });
async function labelled(id: string): Promise<number> {
  const { byResource } = Effects.parse(await sandbox.control("effects", undefined, "GET"));
  const own = Object.entries(byResource).find(([name]) => name.toLowerCase() === id.toLowerCase());
  return own?.[1].SET_LABELS ?? 0;
}

/** Grants a wish as a job does: again and again until it is done. */
async function granted(id: string, wish: ClusterWish): Promise<ClusterFacts> {
  let earlier: unknown = null;
  const keep = async (change: Change) => {
    earlier = change.before;
  };
  for (let look = 0; look < 100; look += 1) {
    const progress = await cloud().ensureOnCluster(id, wish, keep, earlier);
    if (progress.state === "done") return progress.cluster;
    await sleep(100);
  }
  throw new Error("The wish was not granted.");
}

test("G13: labels keep a GKE cluster out of the sensor and out of agentless discovery, each set once and taken away whole", async () => {
  const { id, tags } = await made();
  const kept = await granted(id, { kind: "exclusion", excluded: true, from: "sensor" });
  expect(kept.excludedBy).toBe("ms_defender_container_exclude_sensors");
  expect(kept.agentlessExcludedBy).toBeNull();
  expect(kept.tags).toEqual({
    ...tags,
    ...Object.fromEntries(NAMES.map((name) => [name, "true"])),
  });
  expect(await labelled(id)).toBe(1);

  await granted(id, { kind: "exclusion", excluded: true });
  expect(await labelled(id)).toBe(1);

  const both = await granted(id, { kind: "exclusion", excluded: true, from: "agentless" });
  expect(both.agentlessExcludedBy).toBe("ms_defender_container_exclude_agentless");
  expect(both.excludedBy).not.toBeNull();

  await granted(id, { kind: "exclusion", excluded: false, from: "sensor" });
  const back = await granted(id, { kind: "exclusion", excluded: false, from: "agentless" });
  expect(back.tags).toEqual(tags);
});

test("G13: the call is shown before it is made, and there is none where nothing is to be done", async () => {
  const { id, tags } = await made("excludedAgentless");
  const change = await cloud().clusterChange(id, { kind: "exclusion", excluded: true });
  expect(change.call).toMatchObject({
    method: "POST",
    url: expect.stringMatching(
      /\/v1\/projects\/nwh-shipping-prod\/locations\/.+:setResourceLabels$/,
    ),
    body: {
      resourceLabels: { ...tags, [NAMES[0] ?? ""]: "true", [NAMES[1] ?? ""]: "true" },
      labelFingerprint: expect.stringMatching(/.+/),
    },
  });
  expect(change.before).toEqual({ resourceLabels: tags });
  const none = await cloud().clusterChange(id, {
    ...{ kind: "exclusion", excluded: true, from: "agentless" },
  });
  expect(none.call).toBeNull();
});

test("G13: labels that somebody changes meanwhile are not undone, and a cluster that is busy is waited for", async () => {
  const { id } = await made();
  const path = `/v1/${id.slice("//container.googleapis.com/".length)}`;
  const meanwhile = async () => {
    const { body } = await google(sandbox, "GET", path);
    const resourceLabels = { ...body.resourceLabels, owner: "somebody" };
    const { labelFingerprint } = body;
    await google(sandbox, "POST", `${path}:setResourceLabels`, {
      body: { resourceLabels, labelFingerprint },
    });
    await sandbox.control("clock", { advanceSeconds: 5 });
  };
  const wish: ClusterWish = { kind: "exclusion", excluded: true };
  await expect(cloud().ensureOnCluster(id, wish, meanwhile, null)).rejects.toMatchObject({
    kind: "changed",
    status: 412,
  });
  const kept = await granted(id, wish);
  expect(kept.tags.owner).toBe("somebody");

  await google(sandbox, "POST", `${path}:setLegacyAbac`, { body: { enabled: true } });
  const other: ClusterWish = { kind: "exclusion", excluded: false };
  await expect(cloud().ensureOnCluster(id, other, async () => {}, null)).rejects.toMatchObject({
    kind: "busy",
    code: "RECONCILING",
  });
  await sandbox.control("clock", { advanceSeconds: 5 });
  expect((await granted(id, other)).excludedBy).toBeNull();
});

test("an operation that failed says why, in Google's words", async () => {
  const { id } = await made();
  await sandbox.control("faults", {
    match: { cloud: "gcp", pathContains: ":setResourceLabels" },
    fault: { kind: "fail-operation", code: "INTERNAL", message: "The label service is asleep." },
    times: 1,
  });
  const wish: ClusterWish = { kind: "exclusion", excluded: true };
  const progress = await cloud().ensureOnCluster(id, wish, async () => {}, null);
  const url = progress.state === "running" ? (progress.operationUrl ?? "") : "";
  await sandbox.control("clock", { advanceSeconds: 5 });
  expect(await cloud().operationFault(url)).toMatchObject({
    kind: "failed",
    code: "INTERNAL",
    message: "The label service is asleep.",
  });
  expect((await cloud().cluster(id)).excludedBy).toBeNull();
});

test("a GKE cluster is read as it is set up, whatever Google leaves out of its answer", async () => {
  const well = await made();
  expect(well).toMatchObject({
    kind: "gke",
    distribution: "gke",
    connectorId: ACCESS.connectorId,
    provisioningState: "Succeeded",
    rbac: true,
    restrictedApi: true,
    posture: {
      ...{ kind: "gke", logging: true, monitoring: true, autoRepair: true, autoUpgrade: true },
      ...{ dashboard: false, legacyAbac: false, authorizedNetworks: true, aliasIp: true },
      ...{ privateNodes: true, networkPolicy: true },
    },
  });
  expect(well.nodeCount).toBeGreaterThan(0);
  const poor = await made(
    ...["noLogging", "noMonitoring", "noAutoRepair", "noAutoUpgrade", "dashboard", "legacyAbac"],
    ...["openControlPlane", "routesBased", "publicNodes", "noNetworkPolicy"],
  );
  expect(poor.posture).toEqual({
    ...{ kind: "gke", autopilot: false, logging: false, monitoring: false, autoRepair: false },
    ...{ autoUpgrade: false, dashboard: true, legacyAbac: true, authorizedNetworks: false },
    ...{ aliasIp: false, privateNodes: false, networkPolicy: false },
  });
  expect(poor.rbac).toBe(false);
  expect(await made("broken")).toMatchObject({ provisioningState: "Failed" });
  const listed = await all();
  expect(listed).toContainEqual(well);
});

test("the gate is asked before each call, and what it throws is thrown instead", async () => {
  const { id } = await made();
  let asked = 0;
  const gated = connectorCloudFor(ACCESS, {
    sessionName: MIRA,
    gate: async () => {
      asked += 1;
      if (asked > 1) throw new Error("Not now.");
    },
  });
  await gated.cluster(id);
  await expect(gated.cluster(id)).rejects.toThrow("Not now.");
  expect(asked).toBe(2);
});

test("a token that ended before its time is replaced without a word, and throttling is waited out where the rules allow it", async () => {
  const { id } = await made();
  await sandbox.control("clock", { advanceSeconds: 3700 });
  expect((await cloud().cluster(id)).id).toBe(id);
  await sandbox.control("faults", {
    match: { cloud: "gcp", method: "GET", pathContains: "/clusters/" },
    fault: { kind: "status", status: 429, retryAfterSeconds: 0 },
    times: 2,
  });
  await expect(cloud().cluster(id)).rejects.toMatchObject({ kind: "throttled", wholeLane: true });
  const patient = connectorCloudFor(ACCESS, { sessionName: "breakwater", retries: 2 });
  expect((await patient.cluster(id)).id).toBe(id);
});

test("G12: a project that is connected already has all that its script would make, but for the script's version", async () => {
  const choice = gcpChoice({ projectId: PROJECT, projectNumber: ACCESS.hierarchyId });
  const needed = gcpNeeds(choice, await federatedIdentity());
  const reading = await cloud().readAccess(needed);
  expect(reading).toMatchObject({ fault: null, template: "" });
  expect(reading.rights.length).toBeGreaterThan(50);
  expect(reading.rights.filter(({ found }) => !found)).toEqual([]);
});
