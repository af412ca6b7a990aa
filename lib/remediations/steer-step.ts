import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import { record } from "../audit/record.ts";
import { db, Prisma, sql, type Tx } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import { Refusal } from "../result.ts";
import { announceTask } from "./move.ts";

/** What a person can do about a step that failed, and its words in the audit log. */
const ACTS = {
  retry: { state: "queued", says: "Tried again" },
  skip: { state: "skipped", says: "Skipped" },
} as const;

/**
 * Tries a failed step again, or leaves it out. Either goes on in the name of who started the removal, so it is
 * theirs alone to say.
 */
export async function steerStep(
  { remediationId, stepId, act }: { remediationId: string; stepId: string; act: keyof typeof ACTS },
  person: Person,
): Promise<void> {
  const remediation = await seen(remediationId, person);
  if (!remediation) throw new Refusal("There is no such remediation.", "missing");
  if (remediation.personId !== person.id) {
    throw new Refusal(
      `The steps are taken in the name of ${remediation.actor}, who started this and decides on them.`,
      "forbidden",
    );
  }
  const { state, says } = ACTS[act];
  await db().$transaction(async (tx) => {
    const step = await tx.remediationStep.findUnique({ where: { id: stepId, remediationId } });
    const { count } = await tx.remediationStep.updateMany({
      where: { id: stepId, remediationId, state: "failed" },
      data: {
        state,
        attempts: 0,
        ...(act === "retry" ? { startedAt: null, fault: Prisma.DbNull } : {}),
      },
    });
    if (!step || count === 0) throw new Refusal("This step has not failed.", "conflict");
    await record(tx, {
      actor: person,
      action: "remediations.take-away",
      outcome: "started",
      subscriptionId: step.subscriptionId || null,
      resourceId: step.target,
      resourceName: step.title,
      summary: `${says}: ${step.title}.`,
      correlationId: remediation.correlationId,
    });
    await enqueue(tx, "take-away", [{ remediationId }]);
    await announceTask(tx, { remediationId });
  });
}

/**
 * With the last task that had not begun, the steps before it are called off as well. One that runs looks whether what
 * it has sent has come to be, and sends nothing more.
 */
export async function cancelSteps(tx: Tx, remediationId: string): Promise<void> {
  const waiting = await tx.task.count({ where: { remediationId, state: "queued" } });
  if (waiting > 0) return;
  await tx.remediationStep.updateMany({
    where: { remediationId, state: { in: ["queued", "failed"] } },
    data: { state: "cancelled", finishedAt: new Date() },
  });
}

async function seen(remediationId: string, person: Person) {
  const [task] = await db().$queryRaw<{ id: string }[]>(sql`
    SELECT t.id FROM task t WHERE t.remediation_id = ${remediationId}::uuid AND ${visibleTo(person, sql`t`)} LIMIT 1`);
  return task && db().remediation.findUnique({ where: { id: remediationId } });
}
