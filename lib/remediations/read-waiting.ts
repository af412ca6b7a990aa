import type { AzureCloud, ClusterFacts } from "../cloud/cloud.ts";
import { CloudFault, FAULTS } from "../cloud/faults.ts";
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

/** A connected cluster and its extensions are two reads; an AKS cluster is one. */
const READS_A_CLUSTER = 2;
/** After so many the cloud is left alone for a while. */
const REFUSALS_IN_A_ROW = 5;

interface Waiting {
  clusterId: string;
  acceptedAt: Date | null;
  remediation: { verb: string; recommendationId: string };
}

export interface Reading {
  /** By id; null where the cluster is gone. */
  clusters: Map<string, ClusterFacts | null>;
  /** How many reads of ARM it took. */
  reads: number;
  /** Clusters that the person may no longer read, or of which the answer can't be read: no wait changes that. */
  refused: Map<string, CloudFault>;
  /** What the cloud said where it did not answer; those clusters are looked at the next time. */
  refusals: CloudFault[];
}

/** The clusters of waiting tasks as they are now, as far as the cloud tells; one that is still at work may be left out. */
export async function readWaiting(
  cloud: AzureCloud,
  lane: string,
  tasks: readonly Waiting[],
): Promise<Reading> {
  const { subscriptionId } = partsOfLane(lane);
  const arc = tasks.filter(({ clusterId }) => isConnectedClusterId(clusterId));
  const aks = tasks.filter(({ clusterId }) => !isConnectedClusterId(clusterId));
  const pages = Math.ceil(
    (await db().cluster.count({ where: { subscriptionId, kind: "aks" } })) / LIST_PAGE,
  );
  const byList = aks.length > Math.max(READ_ONE_BY_ONE, pages);
  const rested = await restedOf(cloud, subscriptionId, arc);
  const single = byList ? rested : [...aks, ...rested];
  const reading = await readEach(
    cloud,
    single.map(({ clusterId }) => clusterId),
  );
  if (!byList) return reading;
  const listed = new Map((await cloud.clustersOf(subscriptionId)).map((one) => [one.id, one]));
  for (const { clusterId } of aks) reading.clusters.set(clusterId, listed.get(clusterId) ?? null);
  return { ...reading, reads: reading.reads + pages };
}

/**
 * Reads one after the other: of several refusals at once only the first one's wait would be known. A refusal of one
 * cluster does not keep the others from being read; one that is for the whole lane does, and so do many in a row.
 */
async function readEach(cloud: AzureCloud, ids: readonly string[]): Promise<Reading> {
  const reading: Reading = {
    clusters: new Map(),
    reads: 0,
    refused: new Map(),
    refusals: [],
  };
  let inARow = 0;
  for (const id of ids) {
    reading.reads += READS_A_CLUSTER;
    const found = await readOne(cloud, id);
    if (!(found instanceof CloudFault)) {
      reading.clusters.set(id, found);
      inARow = 0;
    } else if (isOfCluster(found)) {
      reading.refused.set(id, found);
    } else {
      reading.refusals.push(found);
      inARow += 1;
      if (isOfLane(found) || inARow >= REFUSALS_IN_A_ROW) break;
    }
  }
  return reading;
}

/** A sign-in that has ended is the end of all that it would read. */
function isOfLane({ wholeLane, kind }: CloudFault): boolean {
  return wholeLane || kind === "signedOut";
}

/** Whether no wait helps, and other clusters may be read all the same. */
function isOfCluster(fault: CloudFault): boolean {
  return FAULTS[fault.kind].next === "stop" && !isOfLane(fault);
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

/** The cluster, null where it is gone, or what the cloud said instead. */
async function readOne(
  cloud: AzureCloud,
  clusterId: string,
): Promise<ClusterFacts | CloudFault | null> {
  try {
    return await cloud.cluster(clusterId);
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    return error.kind === "missing" ? null : error;
  }
}
