import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { cloudFor } from "../cloud/index.ts";
import { db } from "../db/client.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { openPortal, type Portal, SUBSCRIPTION, until } from "../testing.ts";
import { advised, chosenOf, leftStanding, type RemovalPlan } from "./choice.ts";
import { previewFix } from "./preview.ts";
import { stepsOf } from "./queries.ts";
import { startRemediation } from "./start.ts";
import { SENSOR, tasksOf, untilFinished } from "./testing.ts";
import { watchRemoval } from "./watch.ts";

const CLUSTERS = 200;
const WITHOUT_STEPS = 6;
const HOUR = 3600;
const SENSOR_POLICY = "64def556-fbad-4622-930e-72d1d5589bf5";
const LANDING_ZONES = "/providers/Microsoft.Management/managementGroups/nwh-landing-zones";

let portal: Portal;
let olivia: Person;
let carlos: Person;
/** Assessments of the clusters that the test had made, by the cluster's name. */
let made: string[];

beforeAll(async () => {
  portal = await openPortal();
  const subscriptionId = SUBSCRIPTION.shipping;
  const before = await db().assessment.findMany({ select: { id: true } });
  await portal.sandbox.control("settings", { provisioning: "on" });
  await portal.sandbox.control("clusters", { subscriptionId, count: CLUSTERS, traits: ["sensor"] });
  await discoverEstate();
  olivia = await portal.signIn("olivia.owner");
  carlos = await portal.signIn("carlos.contributor");
  const rows = await db().assessment.findMany({
    where: { recommendationId: SENSOR, id: { notIn: before.map(({ id }) => id) } },
    orderBy: { clusterName: "asc" },
  });
  made = rows.map(({ id }) => id);
  portal.startWorker();
}, 60_000);
afterAll(() => portal?.close());

const these = (ids: string[]) => ({ kind: "these" as const, ids });
const anHourPasses = () => portal.sandbox.control("clock", { advanceSeconds: HOUR });

async function planFor(ids: string[], person = olivia): Promise<RemovalPlan> {
  const request = { recommendationId: SENSOR, verb: "remove" as const, selection: these(ids) };
  const { removal } = await previewFix(request, person);
  if (!removal) throw new Error("The preview of a removal has no plan.");
  return removal;
}

function remove(ids: string[], more: Partial<Parameters<typeof startRemediation>[0]> = {}) {
  return startRemediation(
    { recommendationId: SENSOR, verb: "remove", selection: these(ids), ...more },
    olivia,
  );
}

test("A22: removed while the component is on, the sensor comes back, and the watch says what brought it", async () => {
  const some = made.slice(0, WITHOUT_STEPS);
  const { remediationId } = await remove(some);
  await untilFinished(remediationId);
  expect(await watchRemoval(remediationId)).toEqual({ againInSeconds: 60 });
  expect((await tasksOf(remediationId)).filter(({ returnedAt }) => returnedAt)).toEqual([]);

  await anHourPasses();
  await watchRemoval(remediationId);
  const tasks = await tasksOf(remediationId);
  expect(tasks.map(({ state, returnedAt }) => [state, returnedAt !== null])).toEqual(
    some.map(() => ["fixed", true]),
  );
  for (const { returnedBy } of tasks) {
    expect(returnedBy).toMatchObject({
      what: "Automatic provisioning: the component Defender sensor is on in the Containers plan.",
    });
  }
  const entries = await db().auditEntry.findMany({ where: { action: "clusters.return" } });
  expect(entries.map(({ actor }) => actor)).toEqual(some.map(() => "Breakwater"));
}, 120_000);

test("A22: whoever puts the sensor back by hand is named", async () => {
  const [id = ""] = made;
  const plan = await planFor([id]);
  const { remediationId } = await remove([id], {
    options: { exclude: true },
    steps: chosenOf(plan, { steps: new Set(), exclude: true }),
  });
  await untilFinished(remediationId);
  const [task] = await tasksOf(remediationId);
  const cluster = await db().cluster.findUniqueOrThrow({ where: { id: task?.clusterId ?? "" } });
  expect([cluster.sensorEnabled, cluster.excludedBy]).toEqual([
    false,
    "ms_defender_container_exclude_sensors",
  ]);
  const neighbour = await db().cluster.findFirstOrThrow({
    where: { subscriptionId: SUBSCRIPTION.shipping, sensorWorkspaceId: { not: null } },
  });
  const wish = { kind: "sensor", workspaceId: neighbour.sensorWorkspaceId ?? "" } as const;
  const cloud = cloudFor({ kind: "person", ...carlos });
  await cloud.ensureOnCluster(cluster.armId, wish, async () => {}, null);
  await until("the operation has ended", async () => {
    return (await cloud.cluster(cluster.armId)).provisioningState === "Succeeded";
  });
  await watchRemoval(remediationId);
  const [back] = await tasksOf(remediationId);
  expect(back?.returnedBy).toEqual({
    what: "carlos.contributor@northwind.example put it back.",
    who: "carlos.contributor@northwind.example",
  });
});

test("A22: while the component is on, 200 clusters stay without the sensor once what the planner names is taken away", async () => {
  expect(made).toHaveLength(CLUSTERS);
  await assignAboveShipping();
  const plan = await planFor(made);
  expect(plan.causes.map(({ key, clusters }) => [key.split(" ")[0], clusters])).toEqual([
    // One of them is tagged since the last test.
    ["plan", CLUSTERS - 1],
    ["assignment", CLUSTERS],
  ]);
  const taken = advised(plan);
  // Others have the component too, and stand below the management group: the advice spares them.
  expect(chosenOf(plan, taken).map(({ kind }) => kind)).toEqual(["notScopes"]);
  expect(taken.exclude).toBe(true);
  expect(leftStanding(plan, taken)).toEqual([]);
  expect(leftStanding(plan, { steps: new Set(), exclude: true })).toHaveLength(1);

  const { remediationId, total } = await remove(made, {
    options: { exclude: taken.exclude },
    steps: chosenOf(plan, taken),
  });
  expect(total).toBe(CLUSTERS);
  await untilFinished(remediationId, 120_000);
  expect((await stepsOf(remediationId)).map(({ state }) => state)).toEqual(["done"]);
  expect((await tasksOf(remediationId)).filter(({ state }) => state !== "fixed")).toEqual([]);

  await anHourPasses();
  await watchRemoval(remediationId);
  expect((await tasksOf(remediationId)).filter(({ returnedAt }) => returnedAt)).toEqual([]);
  await discoverEstate();
  const ids = (await tasksOf(remediationId)).map(({ clusterId }) => clusterId);
  expect(await db().cluster.count({ where: { id: { in: ids }, sensorEnabled: true } })).toBe(0);
  const plans = await db().plan.findMany({ where: { subscriptionId: SUBSCRIPTION.shipping } });
  expect(plans.find(({ name }) => name === "Containers")?.tier).toBe("Standard");
}, 240_000);

/** The sensor's policy at a management group, with an identity that may do what it deploys. */
async function assignAboveShipping(): Promise<void> {
  const cloud = cloudFor({ kind: "person", ...olivia });
  const definitionId = `/providers/Microsoft.Authorization/policyDefinitions/${SENSOR_POLICY}`;
  const { roleIds } = await cloud.policyDefinition(definitionId);
  const { assignment } = await cloud.ensureAssignment({
    scope: LANDING_ZONES,
    name: "sensor-everywhere",
    displayName: "Sensor everywhere",
    description: "",
    definitionId,
    parameters: {},
    notScopes: [],
    enforced: true,
    region: "westeurope",
  });
  for (const roleId of roleIds) {
    const principalId = assignment.principalId ?? "";
    await cloud.ensureRole({ scope: LANDING_ZONES, principalId, roleId });
  }
  await discoverEstate();
}
