import { randomUUID } from "node:crypto";
import type { CallRules, Change, ClusterWish } from "../cloud/cloud.ts";
import { CloudFault, OWN_FAULT } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import { carrierOf } from "../cloud/wishes.ts";
import { db } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import type { Outcome } from "../jobs/queues.ts";
import { clusterRecommendation, type RecommendationId } from "../recommendations/catalog.ts";
import { askedOf } from "./asked.ts";
import { needsWorkspace, type Verb, wishOf } from "./catalog.ts";
import { clusterCloud } from "./cluster-cloud.ts";
import { fail, faulted, laneOpen, pausedFor } from "./faulted.ts";
import { Options, partsOfLane } from "./model.ts";
import { announceTask, move } from "./move.ts";
import { settle } from "./settle.ts";
import { readyWorkspace } from "./workspace.ts";

type LoadedTask = NonNullable<Awaited<ReturnType<typeof load>>>;

/**
 * One step of one task, in the name of the person who asked for it. It looks before it acts and stores what it
 * is about to do before it does it, so that it may be called again after a crash at any point.
 */
export async function applyTask(taskId: string): Promise<Outcome> {
  const task = await load(taskId);
  if (!task || !["queued", "applying"].includes(task.state)) return "done";
  const paused = await pausedFor(task.lane);
  if (paused > 0) return { againInSeconds: paused };
  const context = contextOf(task);
  const runId = await hold(taskId);
  const gate = () => laneOpen(task.lane).then(() => stillHeld(taskId, runId));
  try {
    return await step(task, { gate });
  } catch (error) {
    if (error instanceof Lost) return "done";
    if (!(error instanceof CloudFault)) throw error;
    // What a run hears that has lost the task is no news of the run that holds it.
    if (!(await isHeld(taskId, runId))) return "done";
    // The row as it is now: the step may have moved it on before the cloud said no.
    return faulted((await load(taskId)) ?? task, error, context);
  }
}

/** Someone else moved the task while we looked, or runs it now: there is nothing left to do here. */
class Lost extends CloudFault {
  constructor() {
    const message = "Another run of the same job holds the task.";
    super({ kind: "changed", code: "TaskLost", message, status: 0, requestId: null });
  }
}

/** Takes the task for this run of its job: one that had been thought dead and still lives makes no call any more. */
async function hold(taskId: string): Promise<string> {
  const runId = randomUUID();
  await db().task.update({ where: { id: taskId }, data: { runId } });
  return runId;
}

async function stillHeld(taskId: string, runId: string): Promise<void> {
  if (!(await isHeld(taskId, runId))) throw new Lost();
}

async function isHeld(taskId: string, runId: string): Promise<boolean> {
  return (await db().task.count({ where: { id: taskId, runId } })) > 0;
}

async function step(task: LoadedTask, rules: CallRules): Promise<Outcome> {
  const { connectorId } = partsOfLane(task.lane);
  const wish = await wishFor(task, connectorId, rules);
  if ("againInSeconds" in wish) return wish;
  const cloud = await clusterCloud(contextOf(task).person, connectorId, rules);
  const cluster = await db().cluster.findUnique({ where: { id: task.clusterId } });
  // A cluster that the discovery has forgotten meanwhile: Azure itself says whether it is gone.
  const armId = cluster?.armId ?? task.clusterId;
  const earlier = task.intent ? task.before : null;
  const intended = (change: Change) => intend(task, change);
  const progress = await cloud.ensureOnCluster(armId, wish, intended, earlier);
  if (progress.state === "done") {
    const current = (await load(task.id)) ?? task;
    await settle(current, progress.cluster, contextOf(task));
    return "done";
  }
  await accept(task, progress);
  return "done";
}

/** What to ask of the cluster; where a workspace is needed, it is there afterwards. */
async function wishFor(
  task: LoadedTask,
  connectorId: string | null,
  rules: CallRules,
): Promise<ClusterWish | { againInSeconds: number }> {
  const context = contextOf(task);
  const { verb, recommendationId, options } = context;
  if (!needsWorkspace(verb, recommendationId)) {
    return askedOf(verb, recommendationId, options, connectorId);
  }
  const kind = carrierOf(clusterRecommendation(recommendationId).kind);
  const cloud = cloudFor({ kind: "person", ...context.person }, rules);
  const ready = await readyWorkspace(cloud, { ...task, kind }, options, context);
  return "id" in ready
    ? wishOf(verb, recommendationId, { ...options, workspaceId: ready.id })
    : ready;
}

async function intend(task: LoadedTask, change: Change): Promise<void> {
  const moved = await db().$transaction(async (tx) => {
    const done = await move(tx, task.id, "apply", {
      before: change.before,
      intent: { first: change.first, call: change.call, after: change.after },
      fault: null,
      nextAt: null,
      startedAt: task.startedAt ?? new Date(),
    });
    await announceTask(tx, task);
    return done;
  });
  if (!moved) throw new Lost();
}

async function accept(
  task: LoadedTask,
  progress: { askAgainInSeconds: number; operationUrl: string | null; requestId: string | null },
): Promise<void> {
  const nextAt = new Date(Date.now() + progress.askAgainInSeconds * 1000);
  await db().$transaction(async (tx) => {
    // Found already running after a crash: the acceptance itself was never written down.
    if (task.state === "queued") await move(tx, task.id, "apply");
    const moved = await move(tx, task.id, "accept", {
      nextAt,
      acceptedAt: new Date(),
      ...(progress.operationUrl ? { operationUrl: progress.operationUrl } : {}),
      ...(progress.requestId ? { requestId: progress.requestId } : {}),
      fault: null,
      attempts: 0,
    });
    if (!moved) return;
    await enqueue(tx, "follow-lane", [{ lane: task.lane }], progress.askAgainInSeconds);
    await announceTask(tx, task);
  });
}

/** Ends a task whose job has failed too often by a fault of our own. */
export async function giveUpTask(taskId: string): Promise<void> {
  const task = await load(taskId);
  if (task) await db().$transaction((tx) => fail(tx, task, OWN_FAULT, contextOf(task)));
}

/** A task with what stands around it. */
function load(taskId: string) {
  return db().task.findUnique({
    where: { id: taskId },
    include: { remediation: { include: { person: true } } },
  });
}

/** Who acts, and which audit entries belong together. */
export function contextOf(task: LoadedTask) {
  const { person, correlationId, recommendationId, verb, options } = task.remediation;
  return {
    person,
    correlationId,
    recommendationId: recommendationId as RecommendationId,
    verb: verb as Verb,
    options: Options.parse(options),
  };
}
