import type { Person } from "../access/model.ts";
import { record } from "../audit/record.ts";
import { CloudFault, FAULTS } from "../cloud/faults.ts";
import { announce } from "../db/announce.ts";
import { db, sql, type Tx } from "../db/client.ts";
import type { Outcome } from "../jobs/queues.ts";
import { VERBS, type Verb } from "./catalog.ts";
import { announceTask, move, note, type TaskChange } from "./move.ts";

/** How often an unanswered call is made again before a person is asked. */
const ATTEMPTS_MAX = 8;
/** A task that waits for longer than this on a busy or throttling cloud is given up. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
/** How long to wait where the cloud did not say, by what it said. */
const SNOOZE_SECONDS: Record<string, number> = { busy: 10, throttled: 5, changed: 1 };

export interface FaultedTask {
  id: string;
  remediationId: string;
  lane: string;
  clusterId: string;
  clusterName: string;
  subscriptionId: string;
  resourceGroup: string;
  attempts: number;
  createdAt: Date;
}

interface FaultContext {
  person: Person;
  correlationId: string;
  verb: Verb;
}

/** What follows from a fault, by the table of faults: wait, try again, or stop and say why. */
export async function faulted(
  task: FaultedTask,
  fault: CloudFault,
  context: FaultContext,
): Promise<Outcome> {
  const { next } = FAULTS[fault.kind];
  const late = Date.now() - task.createdAt.getTime() > GIVE_UP_AFTER_MS;
  if (next === "stop" || late || (next === "retry" && task.attempts + 1 >= ATTEMPTS_MAX)) {
    await db().$transaction((tx) => fail(tx, task, fault.record(), context));
    return "done";
  }
  if (fault.wholeLane) await pause(task.lane, fault.retryAfterSeconds ?? 1);
  const seconds = secondsUntilNext(task, fault);
  await note(task.id, task.remediationId, {
    fault: fault.record(),
    nextAt: new Date(Date.now() + seconds * 1000),
    ...(next === "retry" ? { attempts: task.attempts + 1 } : {}),
  });
  return { againInSeconds: seconds };
}

/** Ends a task as failed, with its audit entry. */
export async function fail(
  tx: Tx,
  task: FaultedTask,
  fault: ReturnType<CloudFault["record"]>,
  { person, correlationId, verb }: FaultContext,
): Promise<void> {
  const change: TaskChange = { fault, finishedAt: new Date(), nextAt: null };
  const moved =
    (await move(tx, task.id, "refuse", change)) || (await move(tx, task.id, "fail", change));
  if (!moved) return;
  await record(tx, {
    actor: person,
    action: VERBS[verb].action,
    outcome: "failed",
    subscriptionId: task.subscriptionId,
    resourceGroup: task.resourceGroup,
    resourceId: task.clusterId,
    resourceName: task.clusterName,
    summary: `${fault.code}: ${fault.message}`,
    correlationId,
    requestId: fault.requestId,
  });
  await announceTask(tx, task);
  await announce(tx, `person:${person.id}`);
}

/** Throws while the lane may not call: others of the lane may have been refused since this task looked. */
export async function laneOpen(lane: string): Promise<void> {
  const seconds = await pausedFor(lane);
  if (seconds === 0) return;
  throw new CloudFault({
    kind: "throttled",
    code: "SubscriptionRequestsThrottled",
    message: "The cloud has asked us to make no call there for a while.",
    status: 0,
    requestId: null,
    retryAfterSeconds: seconds,
  });
}

/** Lets nothing of the lane call before the time that the cloud named. */
export async function pause(lane: string, seconds: number): Promise<void> {
  const until = new Date(Date.now() + seconds * 1000);
  // Of several refusals the longest counts; a shorter one that comes later takes nothing back.
  await db().$executeRaw(sql`
    INSERT INTO lane_pause (lane, until) VALUES (${lane}, ${until})
    ON CONFLICT (lane) DO UPDATE SET until = GREATEST(lane_pause.until, excluded.until)`);
}

/** Seconds until the lane may call again; 0 when it may now. */
export async function pausedFor(lane: string): Promise<number> {
  const row = await db().lanePause.findUnique({ where: { lane } });
  return row ? Math.max(0, Math.ceil((row.until.getTime() - Date.now()) / 1000)) : 0;
}

function secondsUntilNext(task: FaultedTask, fault: CloudFault): number {
  if (fault.retryAfterSeconds !== null) return Math.max(1, fault.retryAfterSeconds);
  return SNOOZE_SECONDS[fault.kind] ?? 2 ** Math.min(task.attempts, 6);
}
