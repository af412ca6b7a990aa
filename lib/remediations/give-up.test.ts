import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "../db/client.ts";
import { giveUpPlan } from "../plans/push-plan.ts";
import { savePlan } from "../plans/save-plan.ts";
import { planState } from "../plans/state.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { giveUpTask } from "./apply-task.ts";
import { fixThese, tasksOf, unhealthyIn } from "./testing.ts";

let portal: Portal;
beforeAll(async () => {
  portal = await openPortal({ shipping: 1 });
});
afterAll(() => portal?.close());

test("a task that the portal itself can't carry out ends as failed, and the audit log says so", async () => {
  const olivia = await portal.signIn("olivia.owner");
  const { remediationId } = await fixThese(olivia, ...(await unhealthyIn(SUBSCRIPTION.shipping)));
  const [task] = await tasksOf(remediationId);
  // As a worker leaves it that a bug ends after the cluster was looked at.
  await db().task.update({ where: { id: task?.id ?? "" }, data: { state: "applying" } });
  await giveUpTask(task?.id ?? "");
  await giveUpTask(task?.id ?? "");
  const [ended] = await tasksOf(remediationId);
  expect(ended).toMatchObject({ state: "failed", fault: { kind: "ours" } });
  const entries = await db().auditEntry.findMany({ where: { action: "clusters.fix" } });
  expect(entries.map(({ outcome, resourceId }) => [outcome, resourceId])).toEqual([
    ["failed", ended?.clusterId],
  ]);
});

test("a plan that the portal itself can't write ends as failed, and can be saved again", async () => {
  const olivia = await portal.signIn("olivia.owner");
  const state = await planState(db(), SUBSCRIPTION.shipping);
  if (!state) throw new Error("The plan was not read.");
  const { choice, fingerprint: baseline } = state;
  const save = () =>
    savePlan(
      { subscriptionId: SUBSCRIPTION.shipping, baseline, choice, replaceLegacy: false },
      olivia,
    );
  const { wishId } = await save();
  await giveUpPlan(wishId);
  const wish = await db().planWish.findUniqueOrThrow({ where: { id: wishId } });
  expect(wish).toMatchObject({ state: "failed", fault: { code: "PortalFault" } });
  await expect(save()).resolves.toHaveProperty("wishId");
});
