import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { carrierCounts, carrierPage } from "./queries.ts";
import { changeAllIn, fixAllIn, tasksOf, untilFinished } from "./testing.ts";

const RETAIL = [SUBSCRIPTION.retail];
let portal: Portal;
let olivia: Person;
beforeAll(async () => {
  portal = await openPortal({ retail: 4 });
  portal.startWorker();
  olivia = await portal.signIn("olivia.owner");
  const { remediationId } = await fixAllIn(olivia, ...RETAIL);
  await untilFinished(remediationId);
});
afterAll(() => portal?.close());

function protectedClusters() {
  return db().cluster.findMany({
    where: {
      subscriptionId: SUBSCRIPTION.retail,
      kind: "aks",
      sensorEnabled: true,
      powerState: "Running",
    },
    orderBy: { id: "asc" },
  });
}

test("moving changes the workspace of every sensor that reports elsewhere, and nothing else", async () => {
  const before = await protectedClusters();
  const { sensorWorkspaceId: workspaceId } = before.find((row) => row.sensorWorkspaceId) ?? {};
  if (!workspaceId) throw new Error("No sensor reports anywhere.");
  const elsewhere = before.filter(
    (row) => row.sensorWorkspaceId?.toLowerCase() !== workspaceId.toLowerCase(),
  );
  expect(elsewhere.length).toBeGreaterThan(0);

  const { remediationId, total } = await changeAllIn(olivia, "move", RETAIL, {
    options: { workspaceId },
  });
  expect(total).toBe(elsewhere.length);
  await untilFinished(remediationId);

  const tasks = await tasksOf(remediationId);
  expect(tasks.filter(({ state }) => state !== "fixed")).toEqual([]);
  const after = await protectedClusters();
  expect(new Set(after.map((row) => row.sensorWorkspaceId?.toLowerCase()))).toEqual(
    new Set([workspaceId.toLowerCase()]),
  );
  expect(after.map(({ id, tags, version }) => ({ id, tags, version }))).toEqual(
    before.map(({ id, tags, version }) => ({ id, tags, version })),
  );
});

test("S8: excluding sets the tag under both of its names, and including takes it away again", async () => {
  const out = await changeAllIn(olivia, "exclude", RETAIL);
  await untilFinished(out.remediationId);
  const excluded = await protectedClusters();
  for (const { tags, excludedBy } of excluded) {
    expect(tags).toMatchObject({
      ms_defender_container_exclude_sensors: "true",
      ms_defender_container_exclude_agents: "true",
    });
    expect(excludedBy).toBe("ms_defender_container_exclude_sensors");
  }
  const back = await changeAllIn(olivia, "include", RETAIL);
  await untilFinished(back.remediationId);
  for (const { tags, excludedBy } of await protectedClusters()) {
    expect(excludedBy).toBeNull();
    expect(Object.keys(tags as object).filter((tag) => tag.includes("exclude"))).toEqual([]);
  }
});

test("the clusters that a component is on are listed by name and counted, whatever is judged of them", async () => {
  const filter = { subscription: RETAIL };
  const expected = await db().cluster.findMany({
    where: { subscriptionId: SUBSCRIPTION.retail, sensorEnabled: true, kind: "aks" },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  const { rows, next } = await carrierPage(olivia, "aksDefenderProfile", filter, null);
  expect(rows.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
  expect(next).toBeNull();
  const counts = await carrierCounts(olivia, filter);
  expect(counts.aksDefenderProfile).toBe(expected.length);
  const nora = await portal.signIn("nora.norights");
  expect((await carrierCounts(nora, {})).aksDefenderProfile).toBe(0);
});

test("A19: removing sends the whole cluster with the sensor disabled, and the audit log says who did it", async () => {
  const before = await protectedClusters();
  const { remediationId, total } = await changeAllIn(olivia, "remove", RETAIL);
  expect(total).toBeGreaterThanOrEqual(before.length);
  await untilFinished(remediationId);

  const tasks = await tasksOf(remediationId);
  const removed = tasks.filter(({ state }) => state === "fixed");
  expect(removed.map(({ clusterId }) => clusterId).sort()).toEqual(before.map(({ id }) => id));
  for (const { intent } of removed) {
    const { call } = intent as unknown as { call: { method: string; body: SentCluster } };
    expect(call.method).toBe("PUT");
    expect(call.body.properties.securityProfile.defender).toEqual({
      securityMonitoring: { enabled: false },
    });
    expect(call.body.properties.agentPoolProfiles.length).toBeGreaterThan(0);
    expect(call.body.location).toBeTruthy();
  }
  expect(await protectedClusters()).toEqual([]);
  const entries = await db().auditEntry.findMany({
    where: { action: "clusters.remove", outcome: "done" },
  });
  expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set([olivia.displayName]));
  expect(entries).toHaveLength(removed.length);
});

interface SentCluster {
  location: string;
  properties: { securityProfile: { defender: unknown }; agentPoolProfiles: unknown[] };
}
