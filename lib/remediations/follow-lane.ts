import type { AzureCloud, ClusterFacts } from "../cloud/cloud.ts";
import { CloudFault, FAULTS, type FaultKind, type FaultRecord } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import { extensionOf, isGranted, stateOf } from "../cloud/wishes.ts";
import { db } from "../db/client.ts";
import { storeClusters } from "../inventory/store.ts";
import type { Outcome } from "../jobs/queues.ts";
import { clusterRecommendation } from "../recommendations/catalog.ts";
import { judge } from "../recommendations/evaluate.ts";
import { contextOf } from "./apply-task.ts";
import { partOfVerb, wishOf } from "./catalog.ts";
import { fail, laneOpen, pause, pausedFor } from "./faulted.ts";
import { followConnector } from "./follow-connector.ts";
import { partsOfLane } from "./model.ts";
import { announceTask } from "./move.ts";
import { readWaiting } from "./read-waiting.ts";
import { settle } from "./settle.ts";

/** Of ARM's 25 reads a second for a person in a subscription, following takes so many. */
const READS_A_SECOND = 5;
const BATCH = 5_000;
/** How often a lane is looked at while Azure works. */
const LOOK_EVERY_SECONDS = 3;
/** An AKS operation that runs for longer is no longer followed. */
const FOLLOW_FOR_MS = 2 * 3_600_000;
const SETTLE_AT_ONCE = 8;

type Waiting = Awaited<ReturnType<typeof waitingIn>>[number];

/**
 * Follows all tasks of a lane that wait for Azure, however many, with one list call where there is one. Each that has come to
 * rest is settled; the others are looked at again.
 */
export async function followLane(lane: string): Promise<Outcome> {
  const tasks = await waitingIn(lane);
  const [first] = tasks;
  if (!first) return "done";
  const paused = Math.max(await pausedFor(lane), await pausedFor(followingOf(lane)));
  if (paused > 0) return { againInSeconds: paused };
  const { connectorId } = partsOfLane(lane);
  if (connectorId) return followConnector(connectorId, tasks);
  const actor = { kind: "person", ...first.remediation.person } as const;
  const cloud = cloudFor(actor, { gate: () => laneOpen(lane) });
  let pace = LOOK_EVERY_SECONDS;
  try {
    const { clusters, reads, refused, refusals } = await readWaiting(cloud, lane, tasks);
    pace = Math.max(pace, Math.ceil(reads / READS_A_SECOND));
    for (const task of tasks) {
      const fault = refused.get(task.clusterId);
      if (fault) await endWith(task, fault.record());
    }
    const read = tasks.filter(({ clusterId }) => clusters.has(clusterId));
    throwLongest([...refusals, ...(await lookAtAll(cloud, read, clusters))]);
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    return afterFault(lane, tasks, error);
  }
  return (await waitingIn(lane)).length > 0 ? { againInSeconds: pace } : "done";
}

/** Under this name the following of a lane waits, when Azure refused the reading and not the whole subscription. */
function followingOf(lane: string): string {
  return `${lane}:following`;
}

/** Looks at every task, whatever becomes of the others; answers what the cloud refused. */
async function lookAtAll(
  cloud: AzureCloud,
  tasks: Waiting[],
  clusters: Map<string, ClusterFacts | null>,
): Promise<CloudFault[]> {
  const refusals: CloudFault[] = [];
  for (let from = 0; from < tasks.length; from += SETTLE_AT_ONCE) {
    const some = tasks.slice(from, from + SETTLE_AT_ONCE);
    const looks = some.map((task) => look(cloud, task, clusters.get(task.clusterId) ?? null));
    for (const looked of await Promise.allSettled(looks)) {
      if (looked.status === "fulfilled") continue;
      if (!(looked.reason instanceof CloudFault)) throw looked.reason;
      refusals.push(looked.reason);
    }
  }
  return refusals;
}

/** The refusal that asks for the longest wait; one that needs a person goes before all. */
function throwLongest(refusals: CloudFault[]): void {
  const wait = (fault: CloudFault) =>
    FAULTS[fault.kind].next === "stop" ? Number.MAX_VALUE : (fault.retryAfterSeconds ?? 0);
  const [longest] = refusals.sort((a, b) => wait(b) - wait(a));
  if (longest) throw longest;
}

function waitingIn(lane: string) {
  return db().task.findMany({
    where: { lane, state: { in: ["waiting", "verifying"] } },
    include: { remediation: { include: { person: true } } },
    orderBy: { acceptedAt: "asc" },
    take: BATCH,
  });
}

/** What has become of one task, by what the list says of its cluster. */
async function look(cloud: AzureCloud, task: Waiting, facts: ClusterFacts | null): Promise<void> {
  if (!facts) {
    return end(task, "missing", "ClusterGone", "The cluster is no longer in the subscription.");
  }
  const context = contextOf(task);
  const state = stateOf(facts, partOfVerb(context.verb, context.recommendationId));
  // What is not there has been removed, or never came: what the verb asks for decides.
  if (state === "Succeeded" || state === null) return settle(task, facts, context);
  if (state === "Failed" || state === "Canceled") return endBadly(cloud, task, facts, state);
  const since = task.acceptedAt ?? task.createdAt;
  if (Date.now() - since.getTime() > FOLLOW_FOR_MS) {
    return end(task, "expired", "TookTooLong", "Azure has worked on it for more than two hours.");
  }
}

/** What was changed came to rest in a bad state; the operation says why, or the extension itself. */
async function endBadly(
  cloud: AzureCloud,
  task: Waiting,
  facts: ClusterFacts,
  state: string,
): Promise<void> {
  const context = contextOf(task);
  const { verb, recommendationId } = context;
  const said = task.operationUrl ? await reasonOf(cloud, task.operationUrl) : null;
  if (said) return endWith(task, said, facts);
  // A cluster that had failed before, and whose operation went well, is judged by what it is.
  if (isSo(facts, context)) return settle(task, facts, context);
  const fault = extensionOf(facts, partOfVerb(verb, recommendationId))?.fault ?? {
    code: state,
    message: `Azure reports the cluster as ${state} and gives no reason.`,
  };
  return endWith(task, { kind: "failed", ...fault, status: 200, requestId: task.requestId }, facts);
}

/** Whether the cluster is as the verb asks, although Azure calls it failed. */
function isSo(
  facts: ClusterFacts,
  { verb, recommendationId, options }: ReturnType<typeof contextOf>,
): boolean {
  if (verb === "fix") return clusterRecommendation(recommendationId).healthy(facts, null);
  return isGranted(facts, wishOf(verb, recommendationId, options));
}

/** Azure forgets operations after a while; then it gives no reason. A refusal that will not pass is one itself. */
async function reasonOf(cloud: AzureCloud, operationUrl: string): Promise<FaultRecord | null> {
  try {
    return await cloud.operationFault(operationUrl);
  } catch (error) {
    if (!(error instanceof CloudFault) || FAULTS[error.kind].next !== "stop") throw error;
    return error.kind === "missing" ? null : error.record();
  }
}

function end(task: Waiting, kind: FaultKind, code: string, message: string): Promise<void> {
  return endWith(task, { kind, code, message, status: 200, requestId: task.requestId });
}

/** Ends a task as failed; the cluster as it was read is kept, so that the pages show its state as well. */
function endWith(task: Waiting, fault: FaultRecord, facts?: ClusterFacts): Promise<void> {
  const at = new Date();
  return db().$transaction(async (tx) => {
    if (facts) await judge(tx, await storeClusters(tx, [facts], at), at);
    await fail(tx, task, fault, contextOf(task));
  });
}

async function afterFault(lane: string, tasks: Waiting[], fault: CloudFault): Promise<Outcome> {
  const { next } = FAULTS[fault.kind];
  if (next === "stop") {
    for (const task of tasks) {
      await db().$transaction((tx) => fail(tx, task, fault.record(), contextOf(task)));
    }
    return "done";
  }
  const seconds = Math.max(LOOK_EVERY_SECONDS, fault.retryAfterSeconds ?? 0);
  await pause(fault.wholeLane ? lane : followingOf(lane), seconds);
  await db().$transaction(async (tx) => {
    const nextAt = new Date(Date.now() + seconds * 1000);
    await tx.task.updateMany({
      where: { lane, state: "waiting" },
      data: { nextAt, fault: { ...fault.record() } },
    });
    for (const remediationId of new Set(tasks.map((task) => task.remediationId))) {
      await announceTask(tx, { remediationId });
    }
  });
  return { againInSeconds: seconds };
}
