import type { Person } from "../access/model.ts";
import { record } from "../audit/record.ts";
import type { AzureCloud } from "../cloud/cloud.ts";
import { CloudFault, FAULTS, type FaultRecord, OWN_FAULT } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import { announce } from "../db/announce.ts";
import { db, Prisma, sql, type Tx } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import type { Outcome } from "../jobs/queues.ts";
import type { StepKind } from "./choice.ts";
import { laneOpen, pause } from "./faulted.ts";
import { announceTask } from "./move.ts";
import { DO_STEP, type DoneStep, type StepIntent } from "./take-away-steps.ts";

const ATTEMPTS_MAX = 8;
/** A step that waits for longer than this on a busy or throttling cloud is given up. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
/** How long to wait where the cloud did not say. */
const SNOOZE_SECONDS = 5;

type Held = NonNullable<Awaited<ReturnType<typeof load>>>;
type Step = Held["steps"][number];

/**
 * Takes away, one after the other and in the person's name, what would undo a remediation; then lets its tasks begin.
 * Each step looks before it acts, so that this may be called again after a crash at any point. A step that fails
 * stops here, until the person tries it again, skips it or cancels.
 */
export async function takeAway(remediationId: string): Promise<Outcome> {
  for (;;) {
    const remediation = await load(remediationId);
    if (!remediation?.held) return "done";
    const step = remediation.steps.find(({ state }) => !["done", "skipped"].includes(state));
    if (!step) {
      await release(remediation);
      return "done";
    }
    if (step.state === "failed" || step.state === "cancelled") return "done";
    const outcome = await take(remediation, step);
    if (outcome !== "done") return outcome;
  }
}

async function take(remediation: Held, step: Step): Promise<Outcome> {
  const { person } = remediation;
  const lane = `${step.subscriptionId}:${person.id}`;
  const gate = () => laneOpen(lane).then(() => stillRunning(step.id));
  const cloud = cloudFor({ kind: "person", ...person }, { gate });
  const startedAt = step.startedAt ?? new Date();
  const running = await db().remediationStep.updateMany({
    where: { id: step.id, state: { in: ["queued", "running"] } },
    data: { state: "running", startedAt },
  });
  if (running.count === 0) return "done";
  try {
    await conclude(remediation, step, await act(cloud, remediation, step));
    return "done";
  } catch (error) {
    if (error instanceof CalledOff) return "done";
    if (!(error instanceof CloudFault)) throw error;
    return afterFault(remediation, { ...step, startedAt }, lane, error);
  }
}

/** The step is no longer to be taken, or another run of the same job has ended it: no call is made any more. */
class CalledOff extends CloudFault {
  constructor() {
    const message = "The step was called off, or has ended.";
    super({ kind: "changed", code: "StepEnded", message, status: 0, requestId: null });
  }
}

async function stillRunning(id: string): Promise<void> {
  const running = await db().remediationStep.count({ where: { id, state: "running" } });
  if (running === 0) throw new CalledOff();
}

function act(cloud: AzureCloud, remediation: Held, step: Step): Promise<DoneStep> {
  return DO_STEP[step.kind as StepKind](cloud, {
    recommendationId: remediation.recommendationId,
    target: step.target,
    details: step.details,
    intend: (intent) => intend(remediation, step, intent),
  });
}

/**
 * Written before the call is made: a run after a crash then knows that the change was ours. Where the person has
 * cancelled meanwhile, nothing is sent any more.
 */
async function intend(
  { id }: Held,
  step: Step,
  { call, before, after }: StepIntent,
): Promise<void> {
  const wanted = await db().$transaction(async (tx) => {
    const waiting = await tx.task.count({ where: { remediationId: id, state: "queued" } });
    await tx.remediationStep.updateMany({
      where: { id: step.id, state: "running" },
      data:
        waiting > 0
          ? { before: before as object, intent: { call, after } as object }
          : { state: "cancelled", finishedAt: new Date() },
    });
    await announceTask(tx, { remediationId: id });
    return waiting > 0;
  });
  if (!wanted) throw new CalledOff();
}

async function conclude(remediation: Held, step: Step, done: DoneStep): Promise<void> {
  await db().$transaction(async (tx) => {
    await done.store(tx);
    const ended = await tx.remediationStep.updateMany({
      where: { id: step.id, state: "running" },
      data: {
        state: "done",
        finishedAt: new Date(),
        requestId: done.requestId,
        fault: Prisma.DbNull,
      },
    });
    if (ended.count === 0) return;
    const row = await tx.remediationStep.findUniqueOrThrow({ where: { id: step.id } });
    const ours = row.intent !== null;
    await audit(tx, remediation, step, {
      outcome: "done",
      summary: ours ? `${step.title}.` : `${step.title}: it was so already; nothing was sent.`,
      before: row.before,
      after: row.intent,
      requestId: done.requestId,
    });
  });
}

async function afterFault(
  remediation: Held,
  step: Step,
  lane: string,
  fault: CloudFault,
): Promise<Outcome> {
  const { next } = FAULTS[fault.kind];
  const late = Date.now() - (step.startedAt?.getTime() ?? Date.now()) > GIVE_UP_AFTER_MS;
  if (next === "stop" || late || (next === "retry" && step.attempts + 1 >= ATTEMPTS_MAX)) {
    await fail(remediation, step, fault.record());
    return "done";
  }
  const seconds = fault.retryAfterSeconds ?? SNOOZE_SECONDS;
  if (fault.wholeLane) await pause(lane, seconds);
  await db().$transaction(async (tx) => {
    await tx.remediationStep.update({
      where: { id: step.id },
      data: {
        fault: { ...fault.record() },
        ...(next === "retry" ? { attempts: { increment: 1 } } : {}),
      },
    });
    await announceTask(tx, { remediationId: remediation.id });
  });
  return { againInSeconds: seconds };
}

/** Ends the step at which the job has failed too often by a fault of our own; a person may try it again. */
export async function giveUpTakingAway(remediationId: string): Promise<void> {
  const remediation = await load(remediationId);
  const step = remediation?.steps.find(({ state }) => state === "running");
  if (remediation && step) await fail(remediation, step, OWN_FAULT);
}

async function fail(remediation: Held, step: Step, fault: FaultRecord): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.remediationStep.updateMany({
      where: { id: step.id, state: "running" },
      data: { state: "failed", finishedAt: new Date(), fault: { ...fault } },
    });
    if (count === 0) return;
    await audit(tx, remediation, step, {
      outcome: "failed",
      summary: `${step.title}: ${fault.code}: ${fault.message}`,
      requestId: fault.requestId,
    });
  });
}

async function audit(
  tx: Tx,
  { id, person, correlationId }: Held,
  step: Step,
  entry: {
    outcome: "done" | "failed";
    summary: string;
    before?: unknown;
    after?: unknown;
    requestId: string | null;
  },
): Promise<void> {
  await record(tx, {
    actor: person as Person,
    action: "remediations.take-away",
    subscriptionId: step.subscriptionId || null,
    resourceId: step.target,
    resourceName: step.title,
    correlationId,
    ...entry,
  });
  await announceTask(tx, { remediationId: id });
  const watched = step.subscriptionId ? ([`subscription:${step.subscriptionId}`] as const) : [];
  await announce(tx, `person:${person.id}`, ...watched);
}

/** Lets the tasks begin: once, however often this is called. */
async function release({ id, person }: Held): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.remediation.updateMany({
      where: { id, held: true },
      data: { held: false },
    });
    if (count === 0) return;
    // How long the cloud may keep a task waiting counts from now.
    const tasks = await tx.$queryRaw<{ taskId: string; lane: string }[]>(sql`
      UPDATE task SET created_at = now() WHERE remediation_id = ${id}::uuid AND state = 'queued'
      RETURNING id AS "taskId", lane`);
    await enqueue(tx, "apply-task", tasks);
    await announceTask(tx, { remediationId: id });
    await announce(tx, `person:${person.id}`);
  });
}

function load(remediationId: string) {
  return db().remediation.findUnique({
    where: { id: remediationId },
    include: { person: true, steps: { orderBy: { position: "asc" } } },
  });
}
