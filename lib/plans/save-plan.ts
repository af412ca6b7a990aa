import { lacks, type Person } from "../access/model.ts";
import { placesOf, rightsOf } from "../access/rights.ts";
import { record } from "../audit/record.ts";
import { announce } from "../db/announce.ts";
import { db, sql, type Tx } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import { Refusal } from "../result.ts";
import { CONTAINERS, component } from "./catalog.ts";
import { changedComponents, type PlanChoice } from "./choice.ts";
import { newCorrelationId, planState } from "./state.ts";
import type { SavePlan } from "./wish.ts";

/**
 * Stores what a person wants the Containers plan to be, with its audit entry and its job, or none of them.
 * Refuses when the plan is no longer the one that the person saw, and what they may not change.
 */
export async function savePlan(input: SavePlan, person: Person): Promise<{ wishId: string }> {
  const { subscriptionId, baseline, choice, replaceLegacy } = input;
  await refuseForeignComponents(input, person);
  return db().$transaction(async (tx) => {
    await lockPlan(tx, subscriptionId);
    const state = await planState(tx, subscriptionId);
    if (!state)
      throw new Refusal(
        "This plan has not been read from Azure yet. Refresh, then save again.",
        "conflict",
      );
    if (state.fingerprint !== baseline) {
      throw new Refusal("Someone else changed this plan after you opened it.", "conflict");
    }
    const correlationId = newCorrelationId();
    await refuseWhileSaving(tx, subscriptionId, person);
    const wish = await tx.planWish.create({
      data: {
        subscriptionId,
        name: CONTAINERS,
        wanted: { choice, replaceLegacy },
        baseline,
        state: "queued",
        personId: person.id,
        correlationId,
      },
    });
    await record(tx, {
      actor: person,
      action: "plans.save",
      outcome: "started",
      subscriptionId,
      resourceName: CONTAINERS,
      summary: summaryOf(state.choice, choice),
      before: state.choice,
      after: choice,
      correlationId,
    });
    await enqueue(tx, "push-plan", [{ wishId: wish.id, subscriptionId }]);
    await announce(tx, `subscription:${subscriptionId}`, `person:${person.id}`);
    return { wishId: wish.id };
  });
}

/** Two people who save at the same moment come one after the other. */
async function lockPlan(tx: Tx, subscriptionId: string): Promise<void> {
  await tx.$queryRaw(sql`SELECT 1 FROM plan
    WHERE subscription_id = ${subscriptionId} AND name = ${CONTAINERS} FOR UPDATE`);
}

/** Somebody's wish that is on its way must not be overwritten unseen; one's own that waits is replaced. */
async function refuseWhileSaving(tx: Tx, subscriptionId: string, person: Person): Promise<void> {
  const live = await tx.planWish.findFirst({
    where: { subscriptionId, name: CONTAINERS, state: { in: ["queued", "applying"] } },
  });
  if (!live) return;
  if (live.personId === person.id && live.state === "queued") {
    await tx.planWish.update({ where: { id: live.id }, data: { state: "superseded" } });
    return;
  }
  const other = await tx.person.findUnique({ where: { id: live.personId } });
  const who =
    live.personId === person.id
      ? "Your last change"
      : `A change by ${other?.displayName ?? "someone else"}`;
  throw new Refusal(`${who} is being applied to this plan right now.`, "conflict");
}

async function refuseForeignComponents({ subscriptionId, choice }: SavePlan, person: Person) {
  const state = await planState(db(), subscriptionId);
  if (!state || !choice.on) return;
  const rights = await rightsOf(person);
  const place = (await placesOf([subscriptionId])).get(subscriptionId);
  const foreign = changedComponents(state.choice, choice).filter(
    (id) => component(id).carrier.kind === "policies",
  );
  if (place && foreign.length > 0 && !rights.may("policies:write", place)) {
    const labels = foreign.map((id) => component(id).label).join(", ");
    throw new Refusal(`${labels}: ${lacks("policies:write", "this subscription")}`, "forbidden");
  }
}

function summaryOf(before: PlanChoice, after: PlanChoice): string {
  if (before.on !== after.on) return `Turned the Containers plan ${after.on ? "on" : "off"}.`;
  const changes = changedComponents(before, after).map(
    (id) => `${component(id).label} ${after.components[id] ? "on" : "off"}`,
  );
  return changes.length > 0
    ? `Turned ${changes.join(", ")}.`
    : "Saved the Containers plan without a change.";
}
