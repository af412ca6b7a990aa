import { announce } from "../db/announce.ts";
import { db, join, sql, type Tx } from "../db/client.ts";
import { movesOn, type TaskEvent } from "./flow.ts";

/** What may be written together with a move. */
export interface TaskChange {
  nextAt?: Date | null;
  before?: unknown;
  intent?: unknown;
  operationUrl?: string | null;
  requestId?: string | null;
  fault?: unknown;
  attempts?: number;
  startedAt?: Date;
  acceptedAt?: Date;
  finishedAt?: Date | null;
}

/**
 * Moves a task along its flow as a compare-and-set: false when the task is in no state that knows the event,
 * because someone was first.
 */
export async function move(
  tx: Tx,
  taskId: string,
  event: TaskEvent,
  change: TaskChange = {},
): Promise<boolean> {
  for (const [from, to] of movesOn(event)) {
    const { count } = await tx.task.updateMany({
      where: { id: taskId, state: from },
      data: { ...jsonSafe(change), state: to },
    });
    if (count > 0) return true;
  }
  return false;
}

/** Moves many tasks on the same event; answers those that moved. */
export async function moveAll(tx: Tx, taskIds: string[], event: TaskEvent): Promise<string[]> {
  if (taskIds.length === 0) return [];
  const moved: { id: string }[] = [];
  for (const [from, to] of movesOn(event)) {
    const rows = await tx.$queryRaw<{ id: string }[]>(sql`
      UPDATE task SET state = ${to}, finished_at = CASE WHEN ${to} = 'cancelled' THEN now() END,
        fault = NULL, attempts = 0, next_at = NULL,
        -- What an earlier try sent has come to its end, and is no sign of what the next one does.
        before = CASE WHEN ${to} = 'queued' THEN NULL ELSE before END,
        intent = CASE WHEN ${to} = 'queued' THEN NULL ELSE intent END,
        operation_url = CASE WHEN ${to} = 'queued' THEN NULL ELSE operation_url END,
        request_id = CASE WHEN ${to} = 'queued' THEN NULL ELSE request_id END,
        -- A retry is a new beginning: how long the cloud may keep us waiting counts from now.
        created_at = CASE WHEN ${to} = 'queued' THEN now() ELSE created_at END
      WHERE id IN (${join(taskIds.map((id) => sql`${id}::uuid`))}) AND state = ${from}
        -- Another remediation may be fixing the same resource by now; it goes first.
        AND NOT EXISTS (SELECT 1 FROM task other WHERE other.assessment_id = task.assessment_id
          AND other.id <> task.id AND other.state IN ('queued', 'applying', 'waiting', 'verifying'))
      RETURNING id`);
    moved.push(...rows);
  }
  return moved.map((row) => row.id);
}

/** Tells the pages that watch a remediation, and its owner's bell. */
export async function announceTask(tx: Tx, task: { remediationId: string }): Promise<void> {
  await announce(tx, `remediation:${task.remediationId}`);
}

/** A change outside the flow: a note on a task that stays where it is. */
export async function note(
  taskId: string,
  remediationId: string,
  change: TaskChange,
): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.task.update({ where: { id: taskId }, data: jsonSafe(change) });
    await announceTask(tx, { remediationId });
  });
}

function jsonSafe({ before, intent, fault, ...plain }: TaskChange) {
  return {
    ...plain,
    ...(before === undefined ? {} : { before: before as object }),
    ...(intent === undefined ? {} : { intent: intent as object }),
    ...(fault === undefined ? {} : { fault: fault as object }),
  };
}
