import type { AzureCloud, ClusterFacts } from "../cloud/cloud.ts";
import { CloudFault } from "../cloud/faults.ts";
import { EXTENSION_TYPES, isConnectedClusterId, isSettledState } from "../cloud/wishes.ts";
import { db } from "../db/client.ts";
import type { RecommendationId } from "../recommendations/catalog.ts";
import { partOfVerb, type Verb } from "./catalog.ts";
import { partsOfLane } from "./model.ts";

/** Up to here single reads are as cheap as a list of the subscription. */
const READ_ONE_BY_ONE = 3;
/** Clusters on a page of Azure's list. */
const LIST_PAGE = 100;
/** Resource Graph may lag; an extension that it still shows at work after so long is read from ARM itself. */
const BELIEVE_LIST_MS = 60_000;

interface Waiting {
  clusterId: string;
  acceptedAt: Date | null;
  remediation: { verb: string; recommendationId: string };
}

/** The clusters of waiting tasks as they are now, by id, and how many reads of ARM that took. */
export async function readWaiting(
  cloud: AzureCloud,
  lane: string,
  tasks: readonly Waiting[],
): Promise<{ facts: Map<string, ClusterFacts>; unread: Set<string>; reads: number }> {
  const { subscriptionId } = partsOfLane(lane);
  const arc = tasks.filter(({ clusterId }) => isConnectedClusterId(clusterId));
  const aks = tasks.filter(({ clusterId }) => !isConnectedClusterId(clusterId));
  const pages = Math.ceil(
    (await db().cluster.count({ where: { subscriptionId, kind: "aks" } })) / LIST_PAGE,
  );
  const byList = aks.length > Math.max(READ_ONE_BY_ONE, pages);
  const rested = await restedOf(cloud, subscriptionId, arc);
  const single = [...(byList ? [] : aks), ...rested].map(({ clusterId }) => clusterId);
  const facts = new Map<string, ClusterFacts>();
  if (byList) for (const one of await cloud.clustersOf(subscriptionId)) facts.set(one.id, one);
  // One after the other: of several refusals at once only the first one's wait would be known.
  for (const id of single) {
    const one = await readOne(cloud, id);
    if (one) facts.set(id, one);
  }
  const unread = new Set(
    arc.filter((task) => !rested.includes(task)).map((task) => task.clusterId),
  );
  return { facts, unread, reads: single.length + (byList ? pages : 0) };
}

/**
 * Of tasks on Arc-enabled clusters those that are worth a read: ARM has no list of the extensions of a
 * subscription, so Resource Graph tells, with one query, which of them have come to rest.
 */
async function restedOf<T extends Waiting>(
  cloud: AzureCloud,
  subscriptionId: string,
  tasks: readonly T[],
): Promise<T[]> {
  if (tasks.length <= READ_ONE_BY_ONE) return [...tasks];
  const listed = await cloud.extensionsOf(subscriptionId);
  return tasks.filter(({ clusterId, acceptedAt, remediation }) => {
    if (Date.now() - (acceptedAt?.getTime() ?? 0) > BELIEVE_LIST_MS) return true;
    const part = partOfVerb(
      remediation.verb as Verb,
      remediation.recommendationId as RecommendationId,
    );
    if (part === "cluster") return true;
    const extension = listed.get(clusterId)?.find(({ type }) => type === EXTENSION_TYPES[part]);
    return isSettledState(extension?.state ?? null);
  });
}

async function readOne(cloud: AzureCloud, clusterId: string): Promise<ClusterFacts | null> {
  try {
    return await cloud.cluster(clusterId);
  } catch (error) {
    if (error instanceof CloudFault && error.kind === "missing") return null;
    throw error;
  }
}
