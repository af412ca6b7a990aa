import type { container_v1 } from "@googleapis/container";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { containerClient, findGcloud, gcloud, google, projectOf } from "./testing/gcp.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const LAB = "nwh-sandbox-lab";
const PROD = "nwh-shipping-prod";
const SCRATCH = `projects/${LAB}/locations/europe-west4-a/clusters/gke-lab-scratch`;

let sandbox: Sandbox;
let clusters: container_v1.Resource$Projects$Locations$Clusters;
let operations: container_v1.Resource$Projects$Locations$Operations;

beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
  const { accessToken } = projectOf(sandbox, LAB);
  ({ clusters, operations } = containerClient(sandbox, accessToken).projects.locations);
});
afterAll(() => sandbox?.stop());
beforeEach(async () => {
  await sandbox.control("seed", { clusters: 0 });
  await sandbox.control("settings", {
    operationSeconds: { min: 60, max: 60 },
    gcpQuota: { requests: 600, windowSeconds: 60 },
  });
  await sandbox.control("effects", undefined, "DELETE");
  await sandbox.control("faults", undefined, "DELETE");
});

const passes = (advanceSeconds: number) => sandbox.control("clock", { advanceSeconds });
const clusterAt = async (name = SCRATCH) => (await clusters.get({ name })).data;
const nameOf = ({ name, location }: container_v1.Schema$Operation) =>
  `projects/${LAB}/locations/${location}/operations/${name}`;
const operationAt = async (name: string) => (await operations.get({ name })).data;

async function label(resourceLabels: Record<string, string>, labelFingerprint: string) {
  const requestBody = { resourceLabels, labelFingerprint };
  return (await clusters.setResourceLabels({ name: SCRATCH, requestBody })).data;
}

test("300 clusters in 20 locations and their zones are listed by one call", async () => {
  const added = await sandbox.control("clusters", {
    kind: "gke",
    projectId: LAB,
    count: 300,
    regions: 20,
  });
  const { ids } = added as { ids: string[] };
  expect(new Set(ids).size).toBe(300);
  const { data } = await clusters.list({ parent: `projects/${LAB}/locations/-` });
  const fleet = (data.clusters ?? []).filter(({ name }) => name?.startsWith("gke-fleet-"));
  expect(fleet).toHaveLength(300);
  const regions = fleet.map(({ location }) => location?.replace(/-[a-z]$/, ""));
  expect(new Set(regions).size).toBe(20);
  const [one] = fleet;
  expect(ids).toContain(
    `//container.googleapis.com/projects/${LAB}/locations/${one?.location}/clusters/${one?.name}`,
  );
});

test("a list over all locations names the zones that could not be reached, and leaves their clusters out", async () => {
  await sandbox.control("settings", { gcpMissingZones: ["europe-west4-a"] });
  const parent = `projects/${LAB}/locations/-`;
  const { data } = await clusters.list({ parent });
  await sandbox.control("settings", { gcpMissingZones: [] });
  expect(data.missingZones).toEqual(["europe-west4-a"]);
  expect(data.clusters?.map(({ name }) => name)).not.toContain("gke-lab-scratch");
  expect((await clusters.list({ parent })).data).not.toHaveProperty("missingZones");
});

test("a cluster says everything that the recommendations for GKE look at", async () => {
  const { accessToken } = projectOf(sandbox, PROD);
  const own = containerClient(sandbox, accessToken).projects.locations.clusters;
  const { data } = await own.list({ parent: `projects/${PROD}/locations/-` });
  const byName = new Map((data.clusters ?? []).map((cluster) => [cluster.name, cluster]));
  expect(byName.get("gke-ship-tracking")).toMatchObject({
    nodePools: [{ management: { autoRepair: true, autoUpgrade: true } }],
    loggingService: "logging.googleapis.com/kubernetes",
    monitoringService: "monitoring.googleapis.com/kubernetes",
    addonsConfig: { kubernetesDashboard: { disabled: true } },
    masterAuthorizedNetworksConfig: { enabled: true },
    ipAllocationPolicy: { useIpAliases: true },
    privateClusterConfig: { enablePrivateNodes: true },
    networkPolicy: { enabled: true },
    resourceLabels: { env: "prod" },
    status: "RUNNING",
    currentNodeCount: 3,
    masterAuth: { clusterCaCertificate: expect.any(String) },
  });
  const flawed = byName.get("gke-ship-port-singapore");
  expect(flawed).toMatchObject({
    loggingService: "none",
    monitoringService: "none",
    legacyAbac: { enabled: true },
    addonsConfig: { kubernetesDashboard: {} },
  });
  expect(flawed).not.toHaveProperty("privateClusterConfig");
  expect(byName.get("gke-ship-bookings")).toMatchObject({ autopilot: { enabled: true } });
});

test("labels are set with the fingerprint that belongs to them, by an operation that takes its time", async () => {
  const { labelFingerprint = "" } = await clusterAt();
  const operation = await label(
    { ms_defender_container_exclude_agents: "true" },
    labelFingerprint ?? "",
  );
  expect(operation).toMatchObject({ status: "PENDING", operationType: "SET_LABELS" });
  await passes(10);
  expect(await operationAt(nameOf(operation))).toMatchObject({ status: "RUNNING" });
  expect(await clusterAt()).toMatchObject({ status: "RECONCILING" });
  await passes(60);
  expect(await operationAt(nameOf(operation))).toMatchObject({
    status: "DONE",
    endTime: expect.any(String),
  });
  const after = await clusterAt();
  expect(after).toMatchObject({
    status: "RUNNING",
    resourceLabels: { ms_defender_container_exclude_agents: "true" },
  });
  expect(after.labelFingerprint).not.toBe(labelFingerprint);
});

test("with yesterday's fingerprint labels are refused with 412, and nothing is changed", async () => {
  await expect(label({ a: "b" }, "00000000")).rejects.toMatchObject({
    code: 412,
    message: expect.stringContaining("fingerprint mismatch"),
  });
  expect((await sandbox.control("effects", undefined, "GET")) as object).toMatchObject({
    total: 0,
  });
});

test("labels that Google doesn't allow are refused by their names", async () => {
  const { labelFingerprint } = await clusterAt();
  await expect(label({ Team: "x" }, labelFingerprint ?? "")).rejects.toMatchObject({
    code: 400,
    message: expect.stringContaining('"Team"'),
  });
});

test("a cluster that is being changed refuses the next change and names the operation", async () => {
  const { labelFingerprint } = await clusterAt();
  const operation = await label({ a: "b" }, labelFingerprint ?? "");
  const requestBody = { loggingService: "none" };
  await expect(clusters.setLogging({ name: SCRATCH, requestBody })).rejects.toMatchObject({
    code: 400,
    message: expect.stringContaining(String(operation.name)),
  });
});

test("turning logging off and on keeps the older and the newer setting alike", async () => {
  await clusters.setLogging({ name: SCRATCH, requestBody: { loggingService: "none" } });
  await passes(61);
  expect(await clusterAt()).toMatchObject({
    loggingService: "none",
    loggingConfig: { componentConfig: { enableComponents: [] } },
  });
  const desiredLoggingConfig = {
    componentConfig: { enableComponents: ["SYSTEM_COMPONENTS", "APISERVER"] },
  };
  const requestBody = { update: { desiredLoggingConfig } };
  await clusters.update({ name: SCRATCH, requestBody });
  await passes(61);
  expect(await clusterAt()).toMatchObject({
    loggingService: "logging.googleapis.com/kubernetes",
    loggingConfig: desiredLoggingConfig,
  });
});

test("an operation that fails says why, and leaves the cluster as it was", async () => {
  await sandbox.control("faults", {
    match: { cloud: "gcp", operation: "container:clusters.setLogging" },
    fault: { kind: "fail-operation", message: "Insufficient quota to satisfy the request." },
  });
  const requestBody = { loggingService: "none" };
  const { data } = await clusters.setLogging({ name: SCRATCH, requestBody });
  await passes(61);
  expect(await operationAt(nameOf(data))).toMatchObject({
    status: "DONE",
    error: { message: "Insufficient quota to satisfy the request." },
  });
  expect(await clusterAt()).toMatchObject({
    status: "RUNNING",
    loggingService: "logging.googleapis.com/kubernetes",
  });
});

test("above its quota a project is told to wait, per method, and the call is counted", async () => {
  await sandbox.control("settings", { gcpQuota: { requests: 2, windowSeconds: 60 } });
  const path = `/v1/projects/${PROD}/locations/-/clusters`;
  await google(sandbox, "GET", path);
  await google(sandbox, "GET", path);
  const { status, headers, body } = await google(sandbox, "GET", path);
  expect(status).toBe(429);
  expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  expect(body.error).toMatchObject({
    status: "RESOURCE_EXHAUSTED",
    details: [{ reason: "RATE_LIMIT_EXCEEDED" }],
  });
  const other = await google(sandbox, "GET", `/v1/projects/${PROD}`);
  expect(other.status).toBe(200);
  expect(await sandbox.control("effects", undefined, "GET")).toMatchObject({
    throttledCalls: { gcp: 1 },
  });
});

test("faults hit the operation that they name, and the log tells what was asked", async () => {
  await sandbox.control("faults", {
    match: { cloud: "gcp", operation: "clusters.list" },
    fault: { kind: "status", status: 503 },
    times: 1,
  });
  const parent = `projects/${LAB}/locations/-`;
  await expect(clusters.list({ parent })).rejects.toMatchObject({ code: 503 });
  await clusters.list({ parent });
  const log = (await sandbox.control("requests?limit=2", undefined, "GET")) as object[];
  const asked = { cloud: "gcp", service: "container", operation: "clusters.list", region: "-" };
  expect(log).toEqual([
    expect.objectContaining({ ...asked, status: 503 }),
    expect.objectContaining({ ...asked, status: 200, principal: "lab.cloud@northwind.example" }),
  ]);
});

test("a deleted cluster is stopping while its operation runs, and then gone from the list", async () => {
  const { data } = await clusters.delete({ name: SCRATCH });
  expect(await clusterAt()).toMatchObject({ status: "STOPPING" });
  await passes(61);
  await expect(clusters.get({ name: SCRATCH })).rejects.toMatchObject({ code: 404 });
  expect(await operationAt(nameOf(data))).toMatchObject({
    status: "DONE",
    operationType: "DELETE_CLUSTER",
  });
  const { data: left } = await clusters.list({ parent: `projects/${LAB}/locations/-` });
  expect(left.clusters).toHaveLength(2);
});

test("a change survives the process being killed", async () => {
  const { labelFingerprint } = await clusterAt();
  const operation = await label({ kept: "true" }, labelFingerprint ?? "");
  await sandbox.restart("SIGKILL");
  await passes(61);
  expect(await operationAt(nameOf(operation))).toMatchObject({ status: "DONE" });
  expect(await clusterAt()).toMatchObject({ resourceLabels: { kept: "true" } });
});

const installed = findGcloud() !== undefined;
if (!installed) process.stderr.write("gcloud is not installed: its tests are skipped.\n");

test.skipIf(!installed)("the real gcloud lists, labels and describes clusters", async () => {
  await sandbox.control("settings", { operationSeconds: { min: 1, max: 1 } });
  const run = (...args: string[]) => gcloud(sandbox, LAB, "container", "clusters", ...args);
  expect(await run("list")).toHaveLength(3);
  await run(
    ...["update", "gke-lab-scratch", "--location=europe-west4-a"],
    "--update-labels=ms_defender_container_exclude_agentless=true",
  );
  expect(await run("describe", "gke-lab-scratch", "--location=europe-west4-a")).toMatchObject({
    resourceLabels: { ms_defender_container_exclude_agentless: "true" },
  });
  await expect(run("describe", "nothing", "--location=europe-west4-a")).rejects.toThrow(
    /Not found: projects\/nwh-sandbox-lab/,
  );
});
