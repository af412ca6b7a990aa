import type { AzureCloud, ClusterFacts } from "../cloud/cloud.ts";
import { db, sql, type Tx } from "../db/client.ts";
import { factsOfStored, storeClusters } from "./store.ts";
import { LEFT_ALONE, matchTwins } from "./twins.ts";

/** Judges clusters in the transaction that stores them. */
export type Judge = (tx: Tx, clusters: ClusterFacts[], at: Date) => Promise<void>;

/**
 * Reads every cluster of the estate, a page at a time, and forgets those that are gone. Answers how many there
 * are. What it stores is judged in the same transaction, so that a cluster and what is said of it never differ.
 * A fault in the middle forgets nothing: half a list is no proof that the rest has left.
 */
export async function syncClusters(cloud: AzureCloud, judge: Judge): Promise<number> {
  // Taken before the first page: what a worker reads of a cluster meanwhile is newer, and stays.
  const seenAt = new Date();
  let count = 0;
  for await (const page of readAhead(cloud.clusters())) {
    await db().$transaction(async (tx) => judge(tx, await storeClusters(tx, page, seenAt), seenAt));
    count += page.length;
  }
  await forgetLeft(seenAt, judge);
  return count;
}

/** Clusters of other clouds are known through their connectors, and leave with those. */
async function forgetLeft(seenAt: Date, judge: Judge): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.cluster.deleteMany({ where: { seenAt: { lt: seenAt }, connectorId: null } });
    await tx.$executeRaw(sql`DELETE FROM cluster c WHERE c.connector_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM connector o WHERE o.id = c.connector_id)`);
    await judge(tx, await factsOfStored(tx, await matchTwins(tx, LEFT_ALONE)), seenAt);
  });
}

/** Asks for the next page while the last one is worked on; the cloud's quota is what a large estate waits for. */
async function* readAhead<Page>(list: AsyncIterable<Page>): AsyncGenerator<Page> {
  const pages = list[Symbol.asyncIterator]();
  let next = pages.next();
  for (;;) {
    const { value, done } = await next;
    if (done) return;
    next = pages.next();
    // It is awaited in the next turn, unless the work on this page fails first.
    next.catch(() => undefined);
    yield value;
  }
}
