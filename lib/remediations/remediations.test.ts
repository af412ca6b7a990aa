import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { closeEverySession } from "../access/session.ts";
import type { FaultRecord } from "../cloud/faults.ts";
import { db } from "../db/client.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { openPortal, type Portal, SUBSCRIPTION, type Worker } from "../testing.ts";
import { bellOf } from "./bell.ts";
import { taskPage } from "./queries.ts";
import { cancelRemediation, retryRemediation } from "./steer.ts";
import {
  clusterEffects,
  countIn,
  fixAllIn,
  fixThese,
  onlyFault,
  someUnhealthy,
  tasksOf,
  unhealthyIn,
  untilFinished,
} from "./testing.ts";

const WRITES = { method: "PUT", pathContains: "/managedclusters/" };

let portal: Portal;
let olivia: Person;
let carlos: Person;
let worker: Worker | undefined;
beforeAll(async () => {
  portal = await openPortal({ shipping: 60, retail: 60 });
  olivia = await portal.signIn("olivia.owner");
  carlos = await portal.signIn("carlos.contributor");
});
afterAll(() => portal?.close());
beforeEach(async () => {
  await worker?.kill();
  worker = undefined;
  await portal.sandbox.control("faults", undefined, "DELETE");
  await portal.sandbox.control("effects", undefined, "DELETE");
});

test("an operation that Azure accepts and can't carry out ends failed with Azure's own words, and a retry fixes it", async () => {
  const cluster = await someUnhealthy(SUBSCRIPTION.shipping);
  await portal.sandbox.control("faults", {
    match: { method: "PUT", resourceId: cluster },
    fault: { kind: "fail-operation", code: "SkuNotAvailable", message: "No room in the region." },
    times: 1,
  });
  const { remediationId } = await fixThese(olivia, cluster);
  worker = portal.startWorker();
  await untilFinished(remediationId);

  const { kind, code, message, requestId } = await onlyFault(remediationId);
  expect({ kind, code, message }).toEqual({
    kind: "failed",
    code: "SkuNotAvailable",
    message: "No room in the region.",
  });
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  const [shown] = (await taskPage(olivia, remediationId, {})).rows;
  expect(shown?.fault?.advice).toContain("Retry");
  expect((await bellOf(olivia))[0]).toMatchObject({ id: remediationId, state: "failed" });

  await expect(retryRemediation(remediationId, carlos)).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await retryRemediation(remediationId, olivia)).toEqual({ count: 1 });
  await untilFinished(remediationId);
  expect(await countIn(remediationId, "fixed")).toBe(1);
  expect(await unhealthyIn(SUBSCRIPTION.shipping)).not.toContain(cluster);
});

test("a retry days later has as much patience with a throttling cloud as the first try", async () => {
  const cluster = await someUnhealthy(SUBSCRIPTION.shipping);
  await portal.sandbox.control("faults", {
    match: { method: "PUT", resourceId: cluster },
    fault: { kind: "status", status: 400, code: "BadRequest", message: "Not today." },
    times: 1,
  });
  const { remediationId } = await fixThese(olivia, cluster);
  worker = portal.startWorker();
  await untilFinished(remediationId);
  expect(await onlyFault(remediationId)).toMatchObject({ kind: "rejected", message: "Not today." });

  const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);
  await db().task.updateMany({ where: { remediationId }, data: { createdAt: twoDaysAgo } });
  await portal.sandbox.control("faults", {
    match: { resourceId: cluster },
    fault: { kind: "status", status: 429, retryAfterSeconds: 1 },
    times: 1,
  });
  await retryRemediation(remediationId, olivia);
  await untilFinished(remediationId);
  expect(await countIn(remediationId, "fixed")).toBe(1);
  expect((await portal.effects()).earlyCalls.count).toBe(0);
});

test("what is queued can be cancelled: nothing is sent, and the clusters can be fixed later", async () => {
  const chosen = (await unhealthyIn(SUBSCRIPTION.shipping)).slice(0, 3);
  const first = await fixThese(olivia, ...chosen);
  expect(await cancelRemediation(first.remediationId, carlos)).toEqual({ count: 3 });
  expect(await countIn(first.remediationId, "cancelled")).toBe(3);

  const second = await fixThese(olivia, ...chosen);
  worker = portal.startWorker();
  await untilFinished(second.remediationId);
  expect(await countIn(second.remediationId, "fixed")).toBe(3);
  expect(await countIn(first.remediationId, "cancelled")).toBe(3);
  expect(await clusterEffects(portal)).toEqual(Object.fromEntries(chosen.map((id) => [id, 1])));
});

test("one person's many fixes do not hold up another's one", async () => {
  const [one = "", ...many] = await unhealthyIn(SUBSCRIPTION.retail);
  await portal.sandbox.control("faults", { match: WRITES, fault: { kind: "slow", seconds: 2 } });
  const hers = await fixThese(olivia, ...many);
  expect(hers.total).toBeGreaterThan(50);
  const his = await fixThese(carlos, one);
  worker = portal.startWorker();
  await untilFinished(his.remediationId);
  expect(await countIn(his.remediationId, "fixed")).toBe(1);
  expect(await countIn(hers.remediationId, "queued")).toBeGreaterThan(0);

  await cancelRemediation(hers.remediationId, olivia);
  await portal.sandbox.control("faults", undefined, "DELETE");
  await untilFinished(hers.remediationId);
});

test("a double click, or a second admin at the same moment, adds no second task", async () => {
  const cluster = await someUnhealthy(SUBSCRIPTION.shipping);
  const answers = await Promise.allSettled([
    fixThese(olivia, cluster),
    fixThese(olivia, cluster),
    fixThese(carlos, cluster),
  ]);
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const answer of answers) {
    if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "conflict" });
  }
  const [{ remediationId } = { remediationId: "" }] = await db().task.findMany({
    where: { clusterId: cluster, state: "queued" },
  });
  expect(await db().task.count({ where: { clusterId: cluster, state: "queued" } })).toBe(1);
  worker = portal.startWorker();
  await untilFinished(remediationId);
  expect(await clusterEffects(portal)).toEqual({ [cluster]: 1 });
});

test("S10, A5: the default workspace of a region is created once, however many fixes ask for it", async () => {
  const { byResource } = await portal.effects();
  expect(byResource).toEqual({});
  const { ids } = (await portal.sandbox.control("clusters", {
    subscriptionId: SUBSCRIPTION.retail,
    count: 50,
    traits: [],
    seed: 7,
  })) as { ids: string[] };
  await discoverEstate();
  portal.changeState(
    "DELETE FROM resource WHERE type = 'microsoft.operationalinsights/workspaces'",
  );
  const { remediationId } = await fixThese(olivia, ...ids.map((id) => id.toLowerCase()));
  worker = portal.startWorker();
  await untilFinished(remediationId);
  expect(await countIn(remediationId, "fixed")).toBe(50);
  const made = Object.entries((await portal.effects()).byResource).filter(([id]) =>
    id.includes("/workspaces/"),
  );
  expect(made.length).toBeGreaterThan(1);
  expect(made.filter(([, kinds]) => kinds.put !== 1)).toEqual([]);
});

test("a person who signs out everywhere stops what they started", async () => {
  const carlosNow = await portal.signIn("carlos.contributor");
  const { remediationId } = await fixAllIn(carlosNow, SUBSCRIPTION.shipping);
  await closeEverySession(carlosNow);
  worker = portal.startWorker();
  await untilFinished(remediationId);
  const tasks = await tasksOf(remediationId);
  expect(new Set(tasks.map(({ state }) => state))).toEqual(new Set(["failed"]));
  const kinds = tasks.map(({ fault }) => (fault as unknown as FaultRecord).kind);
  expect(new Set(kinds)).toEqual(new Set(["signedOut"]));
  expect(await clusterEffects(portal)).toEqual({});
});
