import type { Person } from "../access/model.ts";
import { record } from "../audit/record.ts";
import type { AzureCloud, PlanFacts } from "../cloud/cloud.ts";
import { CloudFault, FAULTS, type FaultRecord, OWN_FAULT, WishEnded } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import type { PolicyWish } from "../cloud/policy.ts";
import { announce } from "../db/announce.ts";
import { db, type Tx } from "../db/client.ts";
import type { Outcome } from "../jobs/queues.ts";
import { storeAssignments } from "../policy/store.ts";
import { CONTAINERS, LEGACY_PLANS } from "./catalog.ts";
import { choiceOf, policyWishes, wishOf } from "./model.ts";
import { assignedPolicies, stateFingerprint } from "./state.ts";
import { storePlans } from "./store.ts";
import { StoredWish } from "./wish.ts";

const ATTEMPTS_MAX = 8;
const LIVE = { in: ["queued", "applying"] };

interface Push {
  wish: { id: string; subscriptionId: string; baseline: string; correlationId: string };
  wanted: StoredWish;
  person: Person;
  cloud: AzureCloud;
}

/**
 * Makes the plan what a person wanted, in their name. Looks before it writes, so that it may be called again
 * after a crash at any point. `judge` is called when the subscription's plan has changed.
 */
export async function pushPlan(
  wishId: string,
  judge: (subscriptionId: string) => Promise<void>,
): Promise<Outcome> {
  const push = await load(wishId);
  if (!push) return "done";
  const { wish } = push;
  await db().planWish.updateMany({
    where: { id: wishId, state: LIVE },
    data: { state: "applying" },
  });
  try {
    const { plan, before, requestId } = await write(push);
    // Judged before it is called applied: a crash in between brings the job back, and it is judged again.
    await storePlans(db(), [plan], new Date());
    await judge(wish.subscriptionId);
    await conclude(push, { state: "applied", plan, before, requestId });
    return "done";
  } catch (error) {
    if (error instanceof WishEnded) return "done";
    if (!(error instanceof CloudFault)) throw error;
    return afterFault(push, error, wish.attempts);
  }
}

/** Ends a wish whose job has failed too often by a fault of our own. */
export async function giveUpPlan(wishId: string): Promise<void> {
  const push = await load(wishId);
  if (push) await conclude(push, { state: "failed", fault: OWN_FAULT });
}

/** A wish that is on its way, with who made it; null when it has ended. */
async function load(wishId: string) {
  const live = { id: wishId, state: LIVE };
  const wish = await db().planWish.findFirst({ where: live });
  if (!wish) return null;
  const person = await db().person.findUniqueOrThrow({ where: { id: wish.personId } });
  const gate = async () => {
    if ((await db().planWish.count({ where: live })) === 0) throw new WishEnded();
  };
  const actor = { kind: "person", id: person.id, homeAccountId: person.homeAccountId } as const;
  const cloud = cloudFor(actor, { gate });
  return { wish, person, cloud, wanted: StoredWish.parse(wish.wanted) };
}

async function write({ wish, wanted, cloud }: Push) {
  const { subscriptionId } = wish;
  const policyIds = await assignedPolicies(db(), subscriptionId);
  const expected = (plan: PlanFacts) =>
    stateFingerprint(plan.document, choiceOf(plan.document, policyIds)) === wish.baseline;
  const current = await cloud.plan(subscriptionId, CONTAINERS);
  const outcome = await cloud.ensurePlan(
    subscriptionId,
    CONTAINERS,
    wishOf(wanted.choice, current.document),
    expected,
  );
  await writePolicies(cloud, subscriptionId, policyWishes(wanted.choice, policyIds));
  if (wanted.replaceLegacy) {
    for (const name of LEGACY_PLANS) {
      const off = await cloud.ensurePlan(
        subscriptionId,
        name,
        { tier: "Free", extensions: {} },
        () => true,
      );
      await storePlans(db(), [off.plan], new Date());
    }
  }
  return outcome;
}

/** Components outside the plan: each stands for policy assignments on the subscription. */
async function writePolicies(
  cloud: AzureCloud,
  subscriptionId: string,
  wishes: PolicyWish[],
): Promise<void> {
  for (const wish of wishes) {
    const stored = await cloud.ensurePolicyAssignment(subscriptionId, wish);
    if (stored) await storeAssignments(db(), [stored], new Date());
    else {
      await db().policyAssignment.deleteMany({
        where: { subscriptionId, resourceGroup: "", policyDefinitionId: wish.definitionId },
      });
    }
  }
}

async function afterFault(push: Push, fault: CloudFault, attempts: number): Promise<Outcome> {
  const { wish } = push;
  if (fault.kind === "changed") {
    const plan = await push.cloud.plan(wish.subscriptionId, CONTAINERS);
    await conclude(push, { state: "conflict", plan, fault: fault.record() });
    return "done";
  }
  const { next } = FAULTS[fault.kind];
  if (next === "stop" || (next === "retry" && attempts + 1 >= ATTEMPTS_MAX)) {
    await conclude(push, { state: "failed", fault: fault.record() });
    return "done";
  }
  await db().$transaction(async (tx) => {
    const more = next === "retry" ? 1 : 0;
    await tx.planWish.update({
      where: { id: wish.id },
      data: { fault: { ...fault.record() }, attempts: { increment: more } },
    });
    await announce(tx, `subscription:${wish.subscriptionId}`);
  });
  return { againInSeconds: fault.retryAfterSeconds ?? 2 ** Math.min(attempts, 5) };
}

async function conclude(
  { wish, wanted, person }: Push,
  end: {
    state: "applied" | "conflict" | "failed";
    plan?: PlanFacts;
    before?: PlanFacts;
    fault?: FaultRecord;
    requestId?: string | null;
  },
): Promise<void> {
  const { plan, before, fault, requestId = fault?.requestId ?? null } = end;
  const good = end.state === "applied";
  await db().$transaction(async (tx: Tx) => {
    const { count } = await tx.planWish.updateMany({
      where: { id: wish.id, state: LIVE },
      data: { state: end.state, ...(fault ? { fault: { ...fault } } : {}) },
    });
    if (count === 0) return;
    if (plan) await storePlans(tx, [plan], new Date());
    await record(tx, {
      actor: person,
      action: "plans.apply",
      outcome: good ? "done" : "failed",
      subscriptionId: wish.subscriptionId,
      resourceName: CONTAINERS,
      summary: fault?.message ?? "Azure has applied the plan.",
      before: before?.document,
      after: good ? plan?.document : wanted.choice,
      correlationId: wish.correlationId,
      requestId,
    });
    await announce(tx, `subscription:${wish.subscriptionId}`, `person:${person.id}`);
  });
}
