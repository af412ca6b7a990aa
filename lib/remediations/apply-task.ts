import type { AzureCloud, Change, ClusterWish } from "../cloud/cloud.ts";
import { CloudFault } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import { db } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import type { Outcome } from "../jobs/queues.ts";
import { type RecommendationId, recommendation } from "../recommendations/catalog.ts";
import { assignedWorkspaces, chooseWorkspace } from "../workspaces/choose.ts";
import { ensureDefaultWorkspace } from "../workspaces/ensure.ts";
import { defaultWorkspace } from "../workspaces/model.ts";
import { faulted, laneOpen, pausedFor } from "./faulted.ts";
import { announceTask, move } from "./move.ts";
import { settle } from "./settle.ts";

type LoadedTask = NonNullable<Awaited<ReturnType<typeof load>>>;

/**
 * One step of one task, in the name of the person who pressed Fix. It looks before it acts and stores what it
 * is about to do before it does it, so that it may be called again after a crash at any point.
 */
export async function applyTask(taskId: string): Promise<Outcome> {
  const task = await load(taskId);
  if (!task || !["queued", "applying"].includes(task.state)) return "done";
  const paused = await pausedFor(task.lane);
  if (paused > 0) return { againInSeconds: paused };
  const context = contextOf(task);
  const actor = { kind: "person", ...context.person } as const;
  const cloud = cloudFor(actor, { gate: () => laneOpen(task.lane) });
  try {
    return await step(task, cloud);
  } catch (error) {
    if (error instanceof Lost) return "done";
    if (!(error instanceof CloudFault)) throw error;
    // The row as it is now: the step may have moved it on before the cloud said no.
    return faulted((await load(taskId)) ?? task, error, context);
  }
}

/** Someone else moved the task while we looked: there is nothing left to do here. */
class Lost extends Error {}

async function step(task: LoadedTask, cloud: AzureCloud): Promise<Outcome> {
  const wish = await wishFor(task, cloud);
  if ("againInSeconds" in wish) return wish;
  const cluster = await db().cluster.findUnique({ where: { id: task.clusterId } });
  // A cluster that the discovery has forgotten meanwhile: Azure itself says whether it is gone.
  const armId = cluster?.armId ?? task.clusterId;
  const progress = await cloud.ensureOnCluster(armId, wish, (change) => intend(task, change));
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
  cloud: AzureCloud,
): Promise<ClusterWish | { againInSeconds: number }> {
  const { fix } = recommendation(task.remediation.recommendationId as RecommendationId);
  if (fix?.wish !== "sensor") return { kind: "policyAddon" };
  const { subscriptionId, region } = task;
  const chosen = chooseWorkspace(
    await assignedWorkspaces([subscriptionId]),
    subscriptionId,
    region,
  );
  // An assigned workspace is somebody's choice: it is used as it is, and Azure says if it can't be.
  if (chosen.kind === "assigned") return { kind: "sensor", workspaceId: chosen.id };
  const ready = await ensureDefaultWorkspace(
    cloud,
    defaultWorkspace(subscriptionId, region),
    contextOf(task),
  );
  return ready === "done"
    ? { kind: "sensor", workspaceId: chosen.id }
    : { againInSeconds: ready.askAgainInSeconds };
}

async function intend(task: LoadedTask, change: Change): Promise<void> {
  const moved = await db().$transaction(async (tx) => {
    const done = await move(tx, task.id, "apply", {
      before: change.before,
      intent: { call: change.call, after: change.after },
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

/** A task with what stands around it. */
function load(taskId: string) {
  return db().task.findUnique({
    where: { id: taskId },
    include: { remediation: { include: { person: true } } },
  });
}

/** Who acts, and which audit entries belong together. */
export function contextOf(task: LoadedTask) {
  const { person, correlationId, recommendationId } = task.remediation;
  return { person, correlationId, recommendationId: recommendationId as RecommendationId };
}
