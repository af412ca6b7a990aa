import type { AzureCloud } from "../cloud/cloud.ts";
import { db } from "../db/client.ts";
import { storeClusters } from "./store.ts";

/**
 * Reads every cluster of the estate, a page at a time, and forgets those that are gone. Answers how many there
 * are. A fault in the middle forgets nothing: half a list is no proof that the rest has left.
 */
export async function syncClusters(cloud: AzureCloud): Promise<number> {
  // Taken before the first page: what a worker reads of a cluster meanwhile is newer, and stays.
  const seenAt = new Date();
  let count = 0;
  for await (const page of cloud.clusters()) {
    await storeClusters(db(), page, seenAt);
    count += page.length;
  }
  await db().cluster.deleteMany({ where: { seenAt: { lt: seenAt } } });
  return count;
}
