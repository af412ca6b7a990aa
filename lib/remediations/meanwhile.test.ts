import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import type { FaultRecord } from "../cloud/faults.ts";
import { db } from "../db/client.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { openPortal, type Portal, SUBSCRIPTION, until, type Worker } from "../testing.ts";
import { applyTask } from "./apply-task.ts";
import { taskPage } from "./queries.ts";
import {
  clusterEffects,
  countIn,
  fixThese,
  onlyFault,
  someUnhealthy,
  tasksOf,
  unhealthyIn,
  untilFinished,
} from "./testing.ts";

const WRITES = { method: "PUT", pathContains: "/managedclusters/" };

// What happens to clusters at the cloud between the press of Fix and its end.
let portal: Portal;
let olivia: Person;
let worker: Worker | undefined;
beforeAll(async () => {
  portal = await openPortal({ shipping: 10 });
  olivia = await portal.signIn("olivia.owner");
});
afterAll(() => portal?.close());
beforeEach(async () => {
  await worker?.kill();
  worker = undefined;
  // Learns of what the test before has done beneath the portal.
  await discoverEstate();
  await portal.sandbox.control("faults", undefined, "DELETE");
  await portal.sandbox.control("effects", undefined, "DELETE");
});

test("a cluster that is deleted meanwhile ends failed as missing, whether or not the portal knows", async () => {
  const [known = "", unknown = ""] = await unhealthyIn(SUBSCRIPTION.shipping);
  const { remediationId } = await fixThese(olivia, known, unknown);
  portal.changeState("DELETE FROM resource WHERE id_key = ?", known);
  await discoverEstate();
  expect(await db().cluster.count({ where: { id: known } })).toBe(0);
  portal.changeState("DELETE FROM resource WHERE id_key = ?", unknown);
  worker = portal.startWorker();
  await untilFinished(remediationId);
  const faults = (await tasksOf(remediationId)).map(({ state, fault }) => [
    state,
    (fault as unknown as FaultRecord).kind,
  ]);
  expect(faults).toEqual([
    ["failed", "missing"],
    ["failed", "missing"],
  ]);
});

test("a cluster that is deleted while Azure works on it ends failed as missing", async () => {
  const cluster = await someUnhealthy(SUBSCRIPTION.shipping);
  await portal.sandbox.control("faults", {
    match: WRITES,
    fault: { kind: "slow-operation", seconds: 60 },
  });
  const { remediationId } = await fixThese(olivia, cluster);
  worker = portal.startWorker();
  await until("Azure works on it", async () => (await countIn(remediationId, "waiting")) === 1);
  portal.changeState("DELETE FROM operation WHERE resource_key = ?", cluster);
  portal.changeState("DELETE FROM resource WHERE id_key = ?", cluster);
  await untilFinished(remediationId);
  expect(await onlyFault(remediationId)).toMatchObject({ kind: "missing", code: "ClusterGone" });
});

test("a cluster that was stopped meanwhile is left alone, with the advice to start it", async () => {
  const cluster = await someUnhealthy(SUBSCRIPTION.shipping);
  const { remediationId } = await fixThese(olivia, cluster);
  portal.changeState(
    "UPDATE resource SET body = json_set(body, '$.properties.powerState.code', 'Stopped') WHERE id_key = ?",
    cluster,
  );
  worker = portal.startWorker();
  await untilFinished(remediationId);
  expect(await onlyFault(remediationId)).toMatchObject({ kind: "stopped" });
  const [task] = (await taskPage(olivia, remediationId, {})).rows;
  expect(task?.fault?.advice).toBe("Start the cluster, then retry.");
  expect(await clusterEffects(portal)).toEqual({});
});

test("a cluster on which someone else's operation runs is waited for, and then fixed", async () => {
  const cluster = await someUnhealthy(SUBSCRIPTION.shipping);
  await portal.sandbox.control("faults", {
    match: { method: "PUT", resourceId: cluster },
    fault: { kind: "status", status: 409, code: "OperationNotAllowed", retryAfterSeconds: 1 },
    times: 2,
  });
  const { remediationId } = await fixThese(olivia, cluster);
  worker = portal.startWorker();
  await untilFinished(remediationId);
  expect(await countIn(remediationId, "fixed")).toBe(1);
  expect(await clusterEffects(portal)).toEqual({ [cluster]: 1 });
});

test("a run that has lost its task to another does not end it with what it hears", async () => {
  const cluster = await someUnhealthy(SUBSCRIPTION.shipping);
  const { remediationId } = await fixThese(olivia, cluster);
  const [task] = await tasksOf(remediationId);
  const rename = (to: string) =>
    portal.changeState(
      "UPDATE resource SET id_key = ? WHERE lower(id_key) LIKE ?",
      to,
      `${cluster}%`,
    );
  await portal.sandbox.control("faults", {
    match: WRITES,
    fault: { kind: "slow-operation", seconds: 60 },
  });
  await portal.sandbox.control("faults", {
    match: { method: "GET", resourceId: cluster },
    fault: { kind: "slow", seconds: 4 },
    times: 1,
  });
  const slow = applyTask(task?.id ?? "");
  await sleep(500);
  // Another worker takes the task, and Azure accepts its call; then the cluster can't be seen for a moment.
  expect(await applyTask(task?.id ?? "")).toBe("done");
  expect(await countIn(remediationId, "waiting")).toBe(1);
  rename(`${cluster}-unseen`);
  expect(await slow).toBe("done");
  rename(cluster);
  expect(await countIn(remediationId, "waiting")).toBe(1);
});

test("a cluster that the person may no longer read ends its own task, and no other's", async () => {
  const [one = "", other = ""] = await unhealthyIn(SUBSCRIPTION.shipping);
  await portal.sandbox.control("faults", {
    match: WRITES,
    fault: { kind: "slow-operation", seconds: 6 },
  });
  const { remediationId } = await fixThese(olivia, one, other);
  worker = portal.startWorker();
  await until("Azure works on both", async () => (await countIn(remediationId, "waiting")) === 2);
  await portal.sandbox.control("faults", {
    match: { method: "GET", resourceId: one },
    fault: { kind: "status", status: 403, code: "AuthorizationFailed" },
  });
  await untilFinished(remediationId);
  const ends = new Map((await tasksOf(remediationId)).map((task) => [task.clusterId, task]));
  expect(ends.get(one)).toMatchObject({ state: "failed", fault: { kind: "forbidden" } });
  expect(ends.get(other)?.state).toBe("fixed");
});

test("an answer of Azure that can't be read ends the task in words, and is not tried for ever", async () => {
  const cluster = await someUnhealthy(SUBSCRIPTION.shipping);
  const { remediationId } = await fixThese(olivia, cluster);
  const enableRbac = (value: string) =>
    portal.changeState(
      "UPDATE resource SET body = json_set(body, '$.properties.enableRBAC', json(?)) WHERE id_key = ?",
      value,
      cluster,
    );
  enableRbac('"sometimes"');
  worker = portal.startWorker();
  await untilFinished(remediationId);
  enableRbac("true");
  expect(await onlyFault(remediationId)).toMatchObject({
    code: "UnexpectedAnswer",
    message: expect.stringContaining("properties.enableRBAC"),
  });
});
