import type { Change, ClusterFacts } from "../cloud/cloud.ts";
import { CloudFault, FAULTS, type FaultRecord } from "../cloud/faults.ts";
import { db } from "../db/client.ts";
import type { Outcome } from "../jobs/queues.ts";
import { contextOf } from "./apply-task.ts";
import { askedOf } from "./asked.ts";
import { type ClusterCloud, clusterCloud } from "./cluster-cloud.ts";
import { type FaultedTask, fail, faulted, laneOpen } from "./faulted.ts";
import { note } from "./move.ts";
import { settle } from "./settle.ts";

/** AWS and Google Cloud have no list of what is under way: tasks are looked at one by one, so many in a turn. */
const LOOKS_A_TURN = 25;
/** How soon those come again that were not looked at in this turn. */
const NEXT_TURN_SECONDS = 2;
/** After so many refusals in a row the cloud is left alone for a while. */
const REFUSALS_IN_A_ROW = 5;
/** A change that runs for longer is no longer followed. */
const FOLLOW_FOR_MS = 2 * 3_600_000;

type Waiting = Parameters<typeof contextOf>[0] & FaultedTask;

/**
 * Looks at the tasks of a lane that wait for another cloud. A wish may take several calls there, each of which waits
 * for the one before, so each task is asked for again what it was asked for at first, until the cloud answers "done".
 */
export async function followConnector(
  connectorId: string,
  tasks: readonly Waiting[],
): Promise<Outcome> {
  const due = [...tasks].sort((a, b) => (a.nextAt?.getTime() ?? 0) - (b.nextAt?.getTime() ?? 0));
  const turn = due.slice(0, LOOKS_A_TURN);
  let wait = due.length > turn.length ? NEXT_TURN_SECONDS : 0;
  let ended = 0;
  let inARow = 0;
  for (const task of turn) {
    const seconds = await look(connectorId, task);
    if (seconds.againInSeconds === null) ended += 1;
    else wait = Math.max(wait, seconds.againInSeconds);
    inARow = seconds.refused ? inARow + 1 : 0;
    if (seconds.wholeLane || inARow >= REFUSALS_IN_A_ROW) break;
  }
  return ended === tasks.length ? "done" : { againInSeconds: Math.max(1, wait) };
}

interface Looked {
  /** Null when the task has come to its end. */
  againInSeconds: number | null;
  refused: boolean;
  wholeLane: boolean;
}

async function look(connectorId: string, task: Waiting): Promise<Looked> {
  try {
    const cloud = await clusterCloud(contextOf(task).person, connectorId, {
      gate: () => laneOpen(task.lane),
    });
    const againInSeconds = await again(cloud, connectorId, task);
    return { againInSeconds, refused: false, wholeLane: false };
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    // Attempts that fail count as they do for a first call; a fault that stops ends the task.
    const outcome = await faulted(task, error, contextOf(task));
    const againInSeconds = outcome === "done" ? null : outcome.againInSeconds;
    return {
      againInSeconds,
      refused: FAULTS[error.kind].next !== "stop",
      wholeLane: error.wholeLane,
    };
  }
}

/** Asks once more for what the task wants; answers after how many seconds to look again, or null at its end. */
async function again(
  cloud: ClusterCloud,
  connectorId: string,
  task: Waiting,
): Promise<number | null> {
  const said = task.operationUrl ? await cloud.operationFault(task.operationUrl) : null;
  if (said) return end(task, said);
  const since = task.acceptedAt ?? task.createdAt;
  if (Date.now() - since.getTime() > FOLLOW_FOR_MS) return end(task, TOOK_TOO_LONG);
  const { verb, recommendationId, options } = contextOf(task);
  const wish = await askedOf(verb, recommendationId, options, connectorId);
  const intended = (change: Change) => noted(task, change);
  const progress = await cloud.ensureOnCluster(await idOf(task), wish, intended, task.before);
  if (progress.state === "done") return settled(task, progress.cluster);
  await note(task.id, task.remediationId, {
    nextAt: new Date(Date.now() + progress.askAgainInSeconds * 1000),
    fault: null,
    ...(progress.operationUrl ? { operationUrl: progress.operationUrl } : {}),
    ...(progress.requestId ? { requestId: progress.requestId } : {}),
  });
  return progress.askAgainInSeconds;
}

const TOOK_TOO_LONG: FaultRecord = {
  kind: "expired",
  code: "TookTooLong",
  message: "The cloud has worked on it for more than two hours.",
  status: 200,
  requestId: null,
};

/** A later call of the same wish: what the cluster was before the first one stays known. */
async function noted(task: Waiting, { first, call, after }: Change): Promise<void> {
  await note(task.id, task.remediationId, { intent: { first, call, after } });
}

async function settled(task: Waiting, cluster: ClusterFacts): Promise<null> {
  const current = await db().task.findUniqueOrThrow({ where: { id: task.id } });
  await settle(current, cluster, contextOf(task));
  return null;
}

async function end(task: Waiting, fault: FaultRecord): Promise<null> {
  const record = { ...fault, requestId: fault.requestId ?? task.requestId };
  await db().$transaction((tx) => fail(tx, task, record, contextOf(task)));
  return null;
}

async function idOf({ clusterId }: Waiting): Promise<string> {
  const cluster = await db().cluster.findUnique({ where: { id: clusterId } });
  return cluster?.armId ?? clusterId;
}
