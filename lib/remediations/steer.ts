import { may, type Permission, type Person } from "../access/model.ts";
import { placesOf, rightsOf } from "../access/rights.ts";
import { visibleTo } from "../access/scope.ts";
import { record } from "../audit/record.ts";
import { announce } from "../db/announce.ts";
import { db, sql, type Tx } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import { type RecommendationId, recommendation } from "../recommendations/catalog.ts";
import { Refusal } from "../result.ts";
import { permissionOf, type Verb } from "./catalog.ts";
import type { TaskState } from "./flow.ts";
import { announceTask, moveAll } from "./move.ts";
import { cancelSteps } from "./steer-step.ts";

interface Steered {
  id: string;
  state: TaskState;
  lane: string;
  subscriptionId: string;
  resourceGroup: string;
}

/** Cancels the tasks that have not started. What Azure has accepted is carried to its end. */
export function cancelRemediation(
  remediationId: string,
  person: Person,
): Promise<{ count: number }> {
  return steer(remediationId, person, {
    from: "queued",
    event: "cancel",
    action: "remediations.cancel",
    says: "Cancelled",
  });
}

/** Queues the failed tasks again, in the name of the person who first started them. */
export function retryRemediation(
  remediationId: string,
  person: Person,
): Promise<{ count: number }> {
  return steer(remediationId, person, {
    from: "failed",
    event: "retry",
    action: "remediations.retry",
    says: "Retried",
  });
}

async function steer(
  remediationId: string,
  person: Person,
  how: {
    from: TaskState;
    event: "cancel" | "retry";
    action: "remediations.cancel" | "remediations.retry";
    says: string;
  },
): Promise<{ count: number }> {
  const remediation = await db().remediation.findUnique({ where: { id: remediationId } });
  const seen = await db().$queryRaw<Steered[]>(sql`
    SELECT t.id, t.lane, t.state, t.subscription_id AS "subscriptionId", t.resource_group AS "resourceGroup"
      FROM task t WHERE t.remediation_id = ${remediationId}::uuid AND ${visibleTo(person, sql`t`)}`);
  // Of a remediation without a visible task the person must not even learn that it exists.
  if (!remediation || seen.length === 0) {
    throw new Refusal("There is no such remediation.", "missing");
  }
  if (how.event === "retry" && remediation.personId !== person.id) {
    throw new Refusal(
      `A retry acts in the name of ${remediation.actor}, who started this. Start a fix of your own instead.`,
      "forbidden",
    );
  }
  const theirs = await permitted(
    seen,
    person,
    permissionOf(remediation.verb as Verb, remediation.recommendationId as RecommendationId),
  );
  if (theirs.length === 0) {
    throw new Refusal("Your role does not allow to change these clusters.", "forbidden");
  }
  const mine = theirs.filter((task) => task.state === how.from);
  const count = await db().$transaction(async (tx) => {
    const moved = new Set(
      await moveAll(
        tx,
        mine.map((task) => task.id),
        how.event,
      ),
    );
    const changed = mine.filter((task) => moved.has(task.id));
    if (how.event === "retry") {
      await enqueue(
        tx,
        "apply-task",
        changed.map(({ id, lane }) => ({ taskId: id, lane })),
      );
      if (remediation.verb === "remove") await watchAnew(tx, remediationId);
    }
    if (how.event === "cancel") await cancelSteps(tx, remediationId);
    await record(tx, {
      actor: person,
      action: how.action,
      outcome: "done",
      resourceId: `remediations/${remediationId}`,
      resourceName: recommendation(remediation.recommendationId as RecommendationId).title,
      summary: `${how.says} ${changed.length} clusters.`,
      correlationId: remediation.correlationId,
    });
    await announceTask(tx, { remediationId });
    await announce(tx, `person:${remediation.personId}`);
    return changed.length;
  });
  return { count };
}

/** The hour of watching begins again when the last of the tasks has ended. */
async function watchAnew(tx: Tx, remediationId: string): Promise<void> {
  await tx.remediation.update({
    where: { id: remediationId },
    data: { watchedUntil: null, watchedAt: null },
  });
  await enqueue(tx, "watch-removal", [{ remediationId }]);
}

async function permitted(
  tasks: Steered[],
  person: Person,
  permission: Permission,
): Promise<Steered[]> {
  const { grants } = await rightsOf(person);
  const places = await placesOf([...new Set(tasks.map((task) => task.subscriptionId))]);
  return tasks.filter(({ subscriptionId, resourceGroup }) => {
    const place = places.get(subscriptionId);
    return place !== undefined && may(grants, permission, { ...place, resourceGroup });
  });
}
