import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type ConnectedAccount, connectAccount } from "../connectors/testing.ts";
import { db } from "../db/client.ts";
import type { RecommendationId } from "../recommendations/catalog.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { discoverConnector } from "../recommendations/discover-connector.ts";
import { openPortal, type Portal, SUBSCRIPTION, until, type Worker } from "../testing.ts";
import type { Verb } from "./catalog.ts";
import type { Options } from "./model.ts";
import { startRemediation } from "./start.ts";
import { countIn, tasksOf, untilFinished } from "./testing.ts";

vi.setConfig({ testTimeout: 120_000 });

const CLUSTERS = 12;
const API = "2024-08-01-preview";

let portal: Portal;
let account: ConnectedAccount;
let made: string[];
beforeAll(async () => {
  portal = await openPortal();
  account = await connectAccount(portal);
  await turnOn();
  const more = { kind: "eks", accountId: account.accountId, count: CLUSTERS, traits: [] };
  made = ((await portal.sandbox.control("clusters", more)) as { ids: string[] }).ids;
  await discoverEstate();
  await discoverConnector({ connectorId: account.connectorId, refresh: true });
}, 180_000);
beforeEach(() => portal.sandbox.control("effects", undefined, "DELETE"));
afterAll(() => portal?.close());

/** Both components whose recommendations are fixed here. */
async function turnOn(): Promise<void> {
  const path = `${account.connectorId}?api-version=${API}`;
  const { body } = await portal.sandbox.arm("GET", path);
  const [offering] = body.properties.offerings;
  const role = `arn:aws:iam::${account.accountId}:role`;
  const offerings = [
    {
      ...offering,
      enableAuditLogsAutoProvisioning: true,
      kubeAuditRetentionTime: 30,
      mdcContainersAgentlessDiscoveryK8s: {
        enabled: true,
        cloudRoleArn: `${role}/MDCContainersAgentlessDiscoveryK8sRole`,
      },
    },
  ];
  const { location, properties } = body;
  const answer = await portal.sandbox.arm("PUT", path, {
    body: { location, properties: { ...properties, offerings } },
  });
  expect(answer.status).toBe(200);
}

/** Assessments of the clusters that were made for the test, in one status. */
async function assessments(recommendationId: RecommendationId, status: string) {
  return db().assessment.findMany({
    where: { recommendationId, status, clusterId: { in: made } },
  });
}

async function begin(
  who: string,
  recommendationId: RecommendationId,
  status: string,
  verb: Verb,
  options: Options = {},
) {
  const person = await portal.signIn(who);
  const ids = (await assessments(recommendationId, status)).map(({ id }) => id);
  return startRemediation(
    { recommendationId, selection: { kind: "these", ids }, verb, options },
    person,
  );
}

/** Runs it, with the worker killed as soon as something has happened, twice. */
async function killedTwice(remediationId: string): Promise<void> {
  for (const states of [["applying", "waiting", "verifying", "fixed"], ["fixed"]] as const) {
    const worker: Worker = portal.startWorker();
    await until(
      `tasks are ${states[0]}`,
      async () => (await countIn(remediationId, ...states)) > 0,
    );
    await worker.kill();
  }
  const last = portal.startWorker();
  await untilFinished(remediationId, 90_000);
  await last.kill();
}

/** What the sandbox has changed on the clusters that were made, by what was called, and on how many each. */
async function effects(): Promise<Record<string, number[]>> {
  const { byResource } = await portal.effects();
  const found: Record<string, number[]> = {};
  for (const id of made) {
    const kinds = byResource[id] ?? byResource[id.toLowerCase()] ?? {};
    for (const [kind, count] of Object.entries(kinds)) {
      found[kind] = [...(found[kind] ?? []), count];
    }
  }
  return found;
}
const once = Array(CLUSTERS).fill(1);

test("E4: audit logs are turned on once on each cluster and kept for the chosen days, though the worker is killed", async () => {
  const options = { retentionDays: 90 };
  expect(await assessments("eksAuditLogs", "unhealthy")).toHaveLength(CLUSTERS);
  const { remediationId, total } = await begin(
    "olivia.owner",
    "eksAuditLogs",
    "unhealthy",
    "fix",
    options,
  );
  expect(total).toBe(CLUSTERS);
  const [task] = await tasksOf(remediationId);
  expect(task?.lane).toMatch(new RegExp(`^${account.connectorId}:`));
  await killedTwice(remediationId);
  expect(await countIn(remediationId, "fixed")).toBe(CLUSTERS);
  expect(await effects()).toMatchObject({ UpdateClusterConfig: once });
  const clusters = await db().cluster.findMany({ where: { id: { in: made } } });
  expect(clusters.map(({ posture }) => posture)).toEqual(
    clusters.map(() => expect.objectContaining({ auditLogs: true, retentionDays: 90 })),
  );
  expect(await assessments("eksAuditLogs", "healthy")).toHaveLength(CLUSTERS);
  const entries = await db().auditEntry.findMany({ where: { action: "clusters.fix" } });
  expect(entries.filter(({ actor }) => actor === "Olivia Owner")).toHaveLength(CLUSTERS);
});

test("E4: days that CloudWatch does not know, and none at all, are refused with those it knows", async () => {
  const olivia = await portal.signIn("olivia.owner");
  const selection = { kind: "all", filter: {} } as const;
  const request = { recommendationId: "eksAuditLogs", selection, verb: "fix" } as const;
  await expect(startRemediation({ ...request, options: {} }, olivia)).rejects.toThrow(
    "1, 3, 5, 7, 14, 30",
  );
});

test("E10: access entries let the role in, once on each cluster though the worker is killed, and are taken away again", async () => {
  const { remediationId } = await begin("olivia.owner", "eksAgentlessAccess", "unhealthy", "fix");
  await killedTwice(remediationId);
  expect(await countIn(remediationId, "fixed")).toBe(CLUSTERS);
  expect(await effects()).toMatchObject({
    CreateAccessEntry: once,
    AssociateAccessPolicy: once,
  });
  expect(await assessments("eksAgentlessAccess", "healthy")).toHaveLength(CLUSTERS);

  const back = await begin("olivia.owner", "eksAgentlessAccess", "healthy", "withdraw");
  const worker = portal.startWorker();
  await untilFinished(back.remediationId);
  await worker.kill();
  expect(await countIn(back.remediationId, "fixed")).toBe(CLUSTERS);
  expect(await assessments("eksAgentlessAccess", "unhealthy")).toHaveLength(CLUSTERS);
  expect(await effects()).toMatchObject({ DeleteAccessEntry: once });
});

test("E14: clusters are kept out of agentless discovery by one job, and let in again by another", async () => {
  const options = { from: "agentless" } as const;
  const out = await begin("olivia.owner", "eksAgentlessAccess", "unhealthy", "exclude", options);
  const worker = portal.startWorker();
  await untilFinished(out.remediationId);
  expect(await countIn(out.remediationId, "fixed")).toBe(CLUSTERS);
  const excluded = await assessments("eksAgentlessAccess", "notApplicable");
  expect(excluded.map(({ reason }) => reason)).toEqual(once.map(() => "agentlessExcluded"));
  expect(await assessments("eksDefenderExtension", "unhealthy")).toHaveLength(CLUSTERS);
  const back = await begin(
    "olivia.owner",
    "eksAgentlessAccess",
    "notApplicable",
    "include",
    options,
  );
  await untilFinished(back.remediationId);
  await worker.kill();
  expect(await assessments("eksAgentlessAccess", "unhealthy")).toHaveLength(CLUSTERS);
});

test("E10: who may not change the connector may not have the portal act by it, not even after they have begun", async () => {
  await expect(begin("rita.reader", "eksAgentlessAccess", "unhealthy", "fix")).rejects.toThrow(
    "None of the selected clusters can be changed by you now.",
  );
  const { remediationId } = await begin("olivia.owner", "eksAgentlessAccess", "unhealthy", "fix");
  await db().roleGrant.deleteMany({ where: { roleName: { in: ["Owner", "Contributor"] } } });
  const worker = portal.startWorker();
  await untilFinished(remediationId);
  await worker.kill();
  const tasks = await tasksOf(remediationId);
  expect(
    tasks.map(({ state, fault }) => [state, (fault as { code?: string } | null)?.code]),
  ).toEqual(once.map(() => ["failed", "NoRightToConnector"]));
  expect(await effects()).toEqual({});
  expect(tasks[0]?.subscriptionId).toBe(SUBSCRIPTION.shipping);
});
