import { record } from "../audit/record.ts";
import type { AzureCloud, ClusterFacts } from "../cloud/cloud.ts";
import { CloudFault } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import { extensionOf, isConnectedClusterId, isGranted } from "../cloud/wishes.ts";
import { db, type Tx } from "../db/client.ts";
import { storeClusters } from "../inventory/store.ts";
import type { Outcome } from "../jobs/queues.ts";
import { judge } from "../recommendations/evaluate.ts";
import { contextOf } from "./apply-task.ts";
import { partOfVerb, wishOf } from "./catalog.ts";
import { isRemovable, type RemovableId, removal } from "./catalog-removal.ts";
import { LIVE_STATES } from "./flow.ts";
import { announceTask } from "./move.ts";
import { type ReturnedBy, whoBroughtBack } from "./returned-by.ts";

/** So long it is watched whether something brings a removed component back. */
const WATCH_MS = 3_600_000;
const LOOK_EVERY_SECONDS = 60;
const READ_RETRIES = 3;
/** When the hour is over and Azure can't be read, the last look is tried again for so long. */
const GRACE_MS = 15 * 60_000;

type Watched = Awaited<ReturnType<typeof tasksOf>>[number];

/**
 * Looks whether something has brought the component back on clusters that a removal has freed of it, for an hour
 * from the end of the last task. It reads with the portal's own identity: the person may long have signed out.
 */
export async function watchRemoval(remediationId: string): Promise<Outcome> {
  const remediation = await db().remediation.findUnique({ where: { id: remediationId } });
  if (remediation?.verb !== "remove") return "done";
  const live = await db().task.count({ where: { remediationId, state: { in: [...LIVE_STATES] } } });
  if (live > 0) return { againInSeconds: LOOK_EVERY_SECONDS };
  const tasks = await tasksOf(remediationId);
  if (tasks.length === 0) return "done";
  if (isOver(remediation)) return "done";
  const until = remediation.watchedUntil ?? (await begin(remediationId));
  const cloud = cloudFor({ kind: "portal" }, { retries: READ_RETRIES });
  const refusals = await lookAt(cloud, tasks);
  const [refusal] = refusals;
  const overFor = Date.now() - until.getTime();
  if (refusal && overFor < GRACE_MS) {
    const waits = refusals.map(({ retryAfterSeconds }) => retryAfterSeconds ?? 0);
    return { againInSeconds: Math.max(LOOK_EVERY_SECONDS, ...waits) };
  }
  if (refusal) {
    await db().$transaction((tx) => gaveUp(tx, remediation, refusal));
    return "done";
  }
  const ended = overFor >= 0;
  await db().$transaction((tx) => looked(tx, remediationId, ended));
  return ended ? "done" : { againInSeconds: LOOK_EVERY_SECONDS };
}

/** Watched to its end: it is said once. */
function isOver({
  watchedUntil,
  watchedAt,
}: {
  watchedUntil: Date | null;
  watchedAt: Date | null;
}) {
  return watchedUntil !== null && watchedAt !== null && watchedAt >= watchedUntil;
}

async function begin(id: string): Promise<Date> {
  const watchedUntil = new Date(Date.now() + WATCH_MS);
  await db().remediation.update({ where: { id }, data: { watchedUntil } });
  return watchedUntil;
}

/** Tasks that went well and whose cluster has not been seen with the component since. */
function tasksOf(remediationId: string) {
  return db().task.findMany({
    where: { remediationId, state: "fixed" },
    include: { remediation: { include: { person: true } } },
    orderBy: { id: "asc" },
  });
}

/** Looks at every subscription, whatever becomes of the others; answers what the cloud refused. */
async function lookAt(cloud: AzureCloud, tasks: readonly Watched[]): Promise<CloudFault[]> {
  const refusals: CloudFault[] = [];
  const open = tasks.filter(({ returnedAt }) => returnedAt === null);
  const bySubscription = Map.groupBy(open, ({ subscriptionId }) => subscriptionId);
  for (const [subscriptionId, some] of bySubscription) {
    try {
      const back = await carrying(cloud, subscriptionId, some);
      for (const [task, facts] of back) await noteReturn(cloud, task, facts);
    } catch (error) {
      if (!(error instanceof CloudFault)) throw error;
      refusals.push(error);
    }
  }
  return refusals;
}

/** Of these tasks' clusters those that have the component again, with what they are like now. */
async function carrying(
  cloud: AzureCloud,
  subscriptionId: string,
  tasks: readonly Watched[],
): Promise<[Watched, ClusterFacts][]> {
  const [arc, aks] = [true, false].map((is) =>
    tasks.filter(({ clusterId }) => isConnectedClusterId(clusterId) === is),
  );
  const facts = new Map<string, ClusterFacts>();
  if (aks?.length) for (const one of await cloud.clustersOf(subscriptionId)) facts.set(one.id, one);
  if (arc?.length) {
    const extensions = await cloud.extensionsOf(subscriptionId);
    for (const { clusterId } of arc.filter((task) => mayCarry(extensions.get(task.clusterId)))) {
      facts.set(clusterId, await cloud.cluster(clusterId));
    }
  }
  return tasks.flatMap((task): [Watched, ClusterFacts][] => {
    const found = facts.get(task.clusterId);
    return found && hasIt(task, found) ? [[task, found]] : [];
  });
}

/** The list of extensions lags: what it shows is read from the cluster itself before it is believed. */
function mayCarry(extensions: readonly unknown[] | undefined): boolean {
  return (extensions?.length ?? 0) > 0;
}

function hasIt(task: Watched, facts: ClusterFacts): boolean {
  const { verb, recommendationId } = contextOf(task);
  return !isGranted(facts, wishOf(verb, recommendationId, {}));
}

async function noteReturn(cloud: AzureCloud, task: Watched, facts: ClusterFacts): Promise<void> {
  const { recommendationId, correlationId } = contextOf(task);
  if (!isRemovable(recommendationId)) return;
  const by = await whoBroughtBack(cloud, {
    id: recommendationId,
    subscriptionId: task.subscriptionId,
    resourceGroup: task.resourceGroup,
    resourceId: carrierOf(facts, recommendationId),
    requestId: task.requestId,
    since: task.finishedAt ?? task.createdAt,
    tagged: facts.excludedBy !== null,
  });
  const at = new Date();
  await db().$transaction(async (tx) => {
    const { count } = await tx.task.updateMany({
      where: { id: task.id, returnedAt: null },
      data: { returnedAt: at, returnedBy: { ...by } },
    });
    if (count === 0) return;
    await judge(tx, await storeClusters(tx, [facts], at), at);
    await record(tx, {
      actor: null,
      action: "clusters.return",
      outcome: "done",
      subscriptionId: task.subscriptionId,
      resourceGroup: task.resourceGroup,
      resourceId: task.clusterId,
      resourceName: task.clusterName,
      summary: summaryOf(recommendationId, by),
      after: by,
      correlationId,
    });
    await announceTask(tx, task);
  });
}

/** What is written when the component is put on the cluster: the cluster itself, or an extension of it. */
function carrierOf(facts: ClusterFacts, id: RemovableId): string {
  const extension = extensionOf(facts, partOfVerb("remove", id));
  return extension
    ? `${facts.armId}/providers/Microsoft.KubernetesConfiguration/extensions/${extension.name}`
    : facts.armId;
}

function summaryOf(id: RemovableId, { what, who }: ReturnedBy): string {
  const { noun } = removal(id);
  return `${noun[0]?.toUpperCase()}${noun.slice(1)} came back: ${what}${who ? ` It was put there by ${who}.` : ""}`;
}

async function looked(tx: Tx, id: string, ended: boolean): Promise<void> {
  await tx.remediation.update({ where: { id }, data: { watchedAt: new Date() } });
  await announceTask(tx, { remediationId: id });
  if (!ended) return;
  const remediation = await tx.remediation.findUniqueOrThrow({ where: { id } });
  const back = await tx.task.count({ where: { remediationId: id, returnedAt: { not: null } } });
  await record(tx, {
    actor: null,
    action: "remediations.watch",
    outcome: "done",
    resourceId: `remediations/${id}`,
    summary:
      back === 0
        ? "Watched for an hour: nothing came back."
        : `Watched for an hour: it came back on ${back} clusters.`,
    correlationId: remediation.correlationId,
  });
}

/** Azure could not be read to the end of the hour: what is said is watched until the last look that succeeded. */
async function gaveUp(
  tx: Tx,
  { id, watchedAt, correlationId }: { id: string; watchedAt: Date | null; correlationId: string },
  { code, message, requestId }: CloudFault,
): Promise<void> {
  await tx.remediation.update({ where: { id }, data: { watchedUntil: watchedAt } });
  await announceTask(tx, { remediationId: id });
  await record(tx, {
    actor: null,
    action: "remediations.watch",
    outcome: "failed",
    resourceId: `remediations/${id}`,
    summary: `Could not be watched to the end of the hour: ${code}: ${message}`,
    correlationId,
    requestId,
  });
}
