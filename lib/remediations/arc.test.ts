import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { openPortal, type Portal, SUBSCRIPTION, until } from "../testing.ts";
import { startRemediation } from "./start.ts";
import { changeAllIn, countIn, tasksOf, untilFinished } from "./testing.ts";

const CLUSTERS = 100;
const UNREACHABLE = 20;
const DEFENDER = "arcDefenderExtension" as const;
const SHIPPING = [SUBSCRIPTION.shipping];
const ACCEPTED_WITHOUT_AN_ANSWER = 5;

let portal: Portal;
let olivia: Person;
let workspaceId: string;
beforeAll(async () => {
  portal = await openPortal();
  olivia = await portal.signIn("olivia.owner");
  // Retail's own workspace: not the default of shipping, so that what is used was chosen.
  workspaceId = await workspaceOf(SUBSCRIPTION.retail);
});
afterAll(() => portal?.close());
beforeEach(() => portal.sandbox.control("effects", undefined, "DELETE"));

async function workspaceOf(subscriptionId: string): Promise<string> {
  const listed = await portal.sandbox.arm(
    "GET",
    `/subscriptions/${subscriptionId}/providers/Microsoft.OperationalInsights/workspaces?api-version=2022-10-01`,
  );
  return listed.body.value[0].id;
}

/** Adds connected clusters without anything on them, and has the portal learn of them. */
async function connect(count: number): Promise<string[]> {
  const more = { kind: "arc", subscriptionId: SUBSCRIPTION.shipping, count, traits: [] };
  const { ids } = (await portal.sandbox.control("clusters", more)) as { ids: string[] };
  await discoverEstate();
  return ids.map((id) => id.toLowerCase());
}

/** The clusters' sites lose their connection, and nobody has told the portal yet. */
function disconnect(ids: string[]): void {
  for (const id of ids) {
    portal.changeState(
      "UPDATE resource SET body = json_set(body, '$.properties.connectivityStatus', 'Offline') WHERE id_key = ?",
      id,
    );
  }
}

function assessmentsOf(ids: string[]) {
  return db().assessment.findMany({
    where: { recommendationId: DEFENDER, clusterId: { in: ids } },
  });
}

/** How often an extension's installation was accepted on each cluster. */
async function installs(): Promise<Record<string, number>> {
  const { byResource } = await portal.effects();
  const behind = "/providers/microsoft.kubernetesconfiguration/";
  return Object.fromEntries(
    Object.entries(byResource)
      .filter(([id]) => id.includes(behind))
      .map(([id, kinds]) => [id.slice(0, id.indexOf(behind)), kinds.put ?? 0]),
  );
}

test("R4: 100 connected clusters, 20 of them unreachable, fixed in one go with a chosen workspace, through crashes and faults", async () => {
  const ids = await connect(CLUSTERS);
  const away = ids.slice(0, UNREACHABLE);
  const before = await assessmentsOf(ids);
  expect(before.filter(({ status }) => status === "unhealthy")).toHaveLength(CLUSTERS);
  disconnect(away);
  const { remediationId, total } = await changeAllIn(olivia, "fix", SHIPPING, {
    recommendationId: DEFENDER,
    options: { workspaceId, auditLogPath: "/var/log/kube-audit/audit.log" },
  });
  expect(total).toBeGreaterThanOrEqual(CLUSTERS);

  // Azure has taken some, and the worker dies before it hears of it; the rest in bad weather.
  await portal.sandbox.control("faults", {
    match: { method: "PUT", pathContains: "/extensions/" },
    fault: { kind: "accept-then-hang", seconds: 60 },
    times: ACCEPTED_WITHOUT_AN_ANSWER,
  });
  const first = portal.startWorker();
  await until(
    "calls were accepted and not written down",
    async () =>
      Object.keys(await installs()).length -
        (await countIn(remediationId, "waiting", "verifying", "fixed", "failed")) >=
      ACCEPTED_WITHOUT_AN_ANSWER,
  );
  await first.kill();
  for (const fault of [
    { kind: "status", status: 429, retryAfterSeconds: 1 },
    { kind: "status", status: 500 },
    { kind: "reset" },
  ]) {
    const match = { pathContains: "/connectedclusters/", probability: 0.1 };
    await portal.sandbox.control("faults", { match, fault });
  }
  const second = portal.startWorker();
  await untilFinished(remediationId, 240_000);
  await second.kill();
  await portal.sandbox.control("faults", undefined, "DELETE");

  const tasks = (await tasksOf(remediationId)).filter((task) => ids.includes(task.clusterId));
  const failed = tasks.filter(({ state }) => state === "failed");
  expect(failed.map(({ clusterId }) => clusterId).sort()).toEqual([...away].sort());
  for (const { fault } of failed) {
    const { code, message } = fault as { code: string; message: string };
    expect(code).toBe("ExtensionOperationFailed");
    expect(message).toContain("connectivity status is 'Offline'");
  }
  expect(tasks.filter(({ state }) => state === "fixed")).toHaveLength(CLUSTERS - UNREACHABLE);
  const clusters = await db().cluster.findMany({ where: { id: { in: ids } } });
  for (const { id, sensorWorkspaceId, extensions } of clusters) {
    const [extension] = extensions as { state: string; workspaceId: string }[];
    expect(extension?.state).toBe(away.includes(id) ? "Failed" : "Succeeded");
    if (!away.includes(id)) expect(sensorWorkspaceId).toBe(workspaceId);
  }
  // Exactly once each, whatever happened in between.
  const counts = await installs();
  expect(ids.filter((id) => counts[id] !== 1)).toEqual([]);
  // The workspace's key went to Azure and is written nowhere here.
  const keys = await portal.sandbox.arm("POST", `${workspaceId}/sharedKeys?api-version=2020-08-01`);
  const rows = await db().$queryRaw<unknown[]>`
    SELECT 1 FROM task WHERE intent::text LIKE '%' || ${keys.body.primarySharedKey} || '%'`;
  expect(rows).toEqual([]);
}, 360_000);

test("R12: uninstalling removes the extension once, and the cluster is unhealthy again", async () => {
  const [id = ""] = await db()
    .cluster.findMany({
      where: {
        kind: "arc",
        sensorEnabled: true,
        policyAddon: true,
        subscriptionId: SUBSCRIPTION.shipping,
      },
    })
    .then((rows) => rows.map((row) => row.id));
  const [assessment] = await assessmentsOf([id]);
  expect(assessment?.status).toBe("healthy");
  const worker = portal.startWorker();
  const { remediationId } = await startRemediation(
    {
      recommendationId: DEFENDER,
      selection: { kind: "these", ids: [assessment?.id ?? ""] },
      verb: "remove",
    },
    olivia,
  );
  await untilFinished(remediationId);
  await worker.kill();
  const [task] = await tasksOf(remediationId);
  expect(task).toMatchObject({ state: "fixed", intent: { call: { method: "DELETE" } } });
  const cluster = await db().cluster.findUniqueOrThrow({ where: { id } });
  expect(cluster).toMatchObject({ sensorEnabled: false, policyAddon: true });
  expect((await assessmentsOf([id]))[0]?.status).toBe("unhealthy");
});

test("Arc-enabled clusters that are away, excluded or exempt are left alone, with the reason", async () => {
  const rows = await db().assessment.findMany({
    where: {
      recommendationId: DEFENDER,
      status: "notApplicable",
      clusterName: { startsWith: "arc-ship" },
    },
  });
  const reasons = Object.fromEntries(rows.map(({ clusterName, reason }) => [clusterName, reason]));
  expect(reasons).toMatchObject({
    "arc-ship-vessel-aurora": "unreachable",
    "arc-ship-vessel-borealis": "unreachable",
    "arc-ship-simulator": "excluded",
  });
});
