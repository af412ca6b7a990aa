import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION, until } from "../testing.ts";
import {
  clusterEffects,
  countIn,
  fixThese,
  SENSOR,
  tasksOf,
  unhealthyIn,
  untilFinished,
} from "./testing.ts";

const CLUSTERS = 200;
const ACCEPTED_WITHOUT_AN_ANSWER = 5;

let portal: Portal;
beforeAll(async () => {
  portal = await openPortal({ shipping: 150, retail: 60 });
});
afterAll(() => portal?.close());

test("a fix of 200 clusters survives its worker being killed at each step, and changes each cluster once", async () => {
  const olivia = await portal.signIn("olivia.owner");
  const [shipping, retail] = await Promise.all([
    unhealthyIn(SUBSCRIPTION.shipping),
    unhealthyIn(SUBSCRIPTION.retail),
  ]);
  const chosen = [...shipping.slice(0, 145), ...retail].slice(0, CLUSTERS);
  expect(chosen).toHaveLength(CLUSTERS);
  const { remediationId, total } = await fixThese(olivia, ...chosen);
  expect(total).toBe(CLUSTERS);

  // While it claims: some tasks have begun, most are queued.
  await killWhen("tasks are being claimed", async () => (await begun()) > 0);

  // While it applies: Azure has accepted calls whose answers never arrived.
  await portal.sandbox.control("faults", {
    match: { method: "PUT", pathContains: "/managedclusters/" },
    fault: { kind: "accept-then-hang", seconds: 60 },
    times: ACCEPTED_WITHOUT_AN_ANSWER,
  });
  const before = await acceptedWithoutNote();
  await killWhen(
    "calls were accepted and not written down",
    async () => (await acceptedWithoutNote()) >= before + ACCEPTED_WITHOUT_AN_ANSWER,
  );

  // While it waits for Azure.
  await killWhen("tasks wait for Azure", async () => (await countIn(remediationId, "waiting")) > 8);

  // While it verifies: some are settled, others are about to be.
  const fixed = await countIn(remediationId, "fixed");
  await killWhen(
    "tasks are being settled",
    async () => (await countIn(remediationId, "fixed")) > fixed,
  );

  portal.startWorker();
  await untilFinished(remediationId, 240_000);

  expect((await tasksOf(remediationId)).filter(({ state }) => state !== "fixed")).toEqual([]);
  const healthy = await db().assessment.count({
    where: { recommendationId: SENSOR, clusterId: { in: chosen }, status: "healthy" },
  });
  expect(healthy).toBe(CLUSTERS);
  expect(await clusterEffects(portal)).toEqual(Object.fromEntries(chosen.map((id) => [id, 1])));
  const ends = await db().auditEntry.count({ where: { action: "clusters.fix", outcome: "done" } });
  expect(ends).toBe(CLUSTERS);

  async function begun() {
    return CLUSTERS - (await countIn(remediationId, "queued"));
  }

  /** Changes that the sandbox has accepted beyond those that our rows know of. */
  async function acceptedWithoutNote() {
    const accepted = Object.keys(await clusterEffects(portal)).length;
    return accepted - (await countIn(remediationId, "waiting", "verifying", "fixed"));
  }

  async function killWhen(what: string, holds: () => Promise<boolean>) {
    const worker = portal.startWorker();
    await until(what, holds);
    await worker.kill();
  }
}, 400_000);
