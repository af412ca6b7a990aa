import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { remediation } from "./queries.ts";
import { startRemediation } from "./start.ts";
import { retryRemediation } from "./steer.ts";
import { countIn, SENSOR, untilFinished } from "./testing.ts";
import { watchRemoval } from "./watch.ts";

const HOUR_MS = 3_600_000;
const LISTS = {
  method: "GET",
  resourceId: `/subscriptions/${SUBSCRIPTION.shipping}/providers/Microsoft.ContainerService/managedClusters`,
};

let portal: Portal;
let olivia: Person;
let made: string[];
beforeAll(async () => {
  portal = await openPortal();
  olivia = await portal.signIn("olivia.owner");
  const rows = await db().assessment.findMany({
    where: { recommendationId: SENSOR, subscriptionId: SUBSCRIPTION.shipping, status: "healthy" },
    orderBy: { clusterName: "asc" },
  });
  made = rows.map(({ id }) => id);
  portal.startWorker();
});
afterAll(() => portal?.close());
beforeEach(() => portal.sandbox.control("faults", undefined, "DELETE"));

async function remove(...ids: string[]): Promise<string> {
  const selection = { kind: "these" as const, ids };
  const { remediationId } = await startRemediation(
    { recommendationId: SENSOR, verb: "remove", selection },
    olivia,
  );
  await untilFinished(remediationId);
  return remediationId;
}

/** As if the watch had begun so much earlier. */
async function begunEarlier(id: string, ms: number): Promise<void> {
  const { watchedUntil, watchedAt } = await db().remediation.findUniqueOrThrow({ where: { id } });
  if (!watchedUntil || !watchedAt) throw new Error("The watch has not begun.");
  await db().remediation.update({
    where: { id },
    data: {
      watchedUntil: new Date(watchedUntil.getTime() - ms),
      watchedAt: new Date(watchedAt.getTime() - ms),
    },
  });
}

test("a cluster whose removal is retried after the hour is watched for an hour of its own", async () => {
  const [id = ""] = made;
  await portal.sandbox.control("faults", {
    match: { method: "PUT", pathContains: "/managedClusters/" },
    fault: { kind: "fail-operation", code: "InternalError", message: "Broken." },
    times: 1,
  });
  const [, second = ""] = made;
  const remediationId = await remove(id, second);
  expect(await countIn(remediationId, "failed")).toBe(1);
  expect(await watchRemoval(remediationId)).toEqual({ againInSeconds: 60 });
  await begunEarlier(remediationId, HOUR_MS + 1);
  expect(await watchRemoval(remediationId)).toBe("done");
  await retryRemediation(remediationId, olivia);
  await untilFinished(remediationId);
  expect(await countIn(remediationId, "fixed")).toBe(2);
  expect(await watchRemoval(remediationId)).toEqual({ againInSeconds: 60 });
  const head = await remediation(olivia, remediationId);
  expect(head?.watchedUntil?.getTime()).toBeGreaterThan(Date.now());
});

test("a watch that Azure does not let look says so in the end, and not that nothing came back", async () => {
  const [, , id = ""] = made;
  const remediationId = await remove(id);
  expect(await watchRemoval(remediationId)).toEqual({ againInSeconds: 60 });
  const before = await remediation(olivia, remediationId);
  await portal.sandbox.control("faults", {
    match: LISTS,
    fault: { kind: "status", status: 403, code: "AuthorizationFailed", message: "Not any more." },
  });
  await begunEarlier(remediationId, HOUR_MS + 1);
  expect(await watchRemoval(remediationId)).toEqual({ againInSeconds: 60 });
  await begunEarlier(remediationId, HOUR_MS / 2);
  expect(await watchRemoval(remediationId)).toBe("done");
  const head = await remediation(olivia, remediationId);
  expect(head?.watchedAt).toEqual(head?.watchedUntil);
  expect(head?.watchedAt?.getTime()).toBeLessThan(before?.watchedAt?.getTime() ?? 0);
  const entries = await db().auditEntry.findMany({
    where: { action: "remediations.watch", resourceId: `remediations/${remediationId}` },
  });
  expect(entries.map(({ outcome, summary }) => [outcome, summary])).toEqual([
    ["failed", "Could not be watched to the end of the hour: AuthorizationFailed: Not any more."],
  ]);
  expect(await watchRemoval(remediationId)).toBe("done");
});
