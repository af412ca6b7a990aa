import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION, until } from "../testing.ts";
import { clusterEffects, fixThese, tasksOf, unhealthyIn, untilFinished } from "./testing.ts";

const CLUSTERS = 200;
/** A task that is refused seven times in a row waits for two minutes in all; one of 200 may be that unlucky. */
const UNLUCKY_MS = 240_000;
const MANAGED_CLUSTERS = "/managedclusters";

/**
 * 30 % 429 (half with Retry-After 1, half with 2), 10 % 500 and 5 % resets. Each rule is asked only when those
 * before it did not hit, so its share is of what they leave over.
 */
const BAD_WEATHER = [
  { share: 0.15, fault: { kind: "status", status: 429, retryAfterSeconds: 1 } },
  { share: 0.15 / 0.85, fault: { kind: "status", status: 429, retryAfterSeconds: 2 } },
  { share: 0.1 / 0.7, fault: { kind: "status", status: 500 } },
  { share: 0.05 / 0.6, fault: { kind: "reset" } },
];

let portal: Portal;
beforeAll(async () => {
  portal = await openPortal({ shipping: CLUSTERS, retail: 30 });
});
afterAll(() => portal?.close());
beforeEach(async () => {
  await portal.sandbox.control("faults", undefined, "DELETE");
  await portal.sandbox.control("effects", undefined, "DELETE");
});

test(
  "with 30 % 429, 10 % 500 and 5 % resets, 200 clusters are fixed once each and nothing is called early",
  async () => {
    const olivia = await portal.signIn("olivia.owner");
    const chosen = (await unhealthyIn(SUBSCRIPTION.shipping)).slice(0, CLUSTERS);
    const { remediationId } = await fixThese(olivia, ...chosen);
    for (const [number, { share, fault }] of BAD_WEATHER.entries()) {
      const match = { pathContains: MANAGED_CLUSTERS, probability: share };
      await portal.sandbox.control("faults", { match, fault, seed: 100 + number });
    }
    const worker = portal.startWorker();
    await untilFinished(remediationId, UNLUCKY_MS);
    await worker.kill();

    expect((await tasksOf(remediationId)).filter(({ state }) => state !== "fixed")).toEqual([]);
    expect(await clusterEffects(portal)).toEqual(Object.fromEntries(chosen.map((id) => [id, 1])));
    expect((await portal.effects()).earlyCalls).toEqual({ count: 0, calls: [] });
    const rules = (await portal.sandbox.control("faults", undefined, "GET")) as { hits: number }[];
    expect(rules.filter(({ hits }) => hits > 0)).toHaveLength(BAD_WEATHER.length);
  },
  UNLUCKY_MS + 60_000,
);

test("when Azure throttles a whole subscription, nothing of the lane calls before the time it named", async () => {
  const olivia = await portal.signIn("olivia.owner");
  const chosen = (await unhealthyIn(SUBSCRIPTION.retail)).slice(0, 30);
  const { remediationId } = await fixThese(olivia, ...chosen);
  for (const retryAfterSeconds of [4, 1]) {
    await portal.sandbox.control("faults", {
      match: { pathContains: MANAGED_CLUSTERS, method: "GET" },
      fault: {
        kind: "status",
        status: 429,
        code: "SubscriptionRequestsThrottled",
        retryAfterSeconds,
      },
      times: 1,
    });
  }
  const worker = portal.startWorker();
  const lane = `${SUBSCRIPTION.retail}:${olivia.id}`;
  await until("the lane pauses", async () => (await db().lanePause.count({ where: { lane } })) > 0);
  await untilFinished(remediationId);
  await worker.kill();

  expect((await tasksOf(remediationId)).filter(({ state }) => state !== "fixed")).toEqual([]);
  expect(await clusterEffects(portal)).toEqual(Object.fromEntries(chosen.map((id) => [id, 1])));
  expect((await portal.effects()).earlyCalls).toEqual({ count: 0, calls: [] });
});
