import type { AzureCloud, ConnectorFacts } from "../cloud/cloud.ts";
import { CloudFault } from "../cloud/faults.ts";
import { db } from "../db/client.ts";
import { storeConnectors } from "./store.ts";

/**
 * Reads the connectors of the whole estate, and forgets those that are gone. The list lags behind: one that it does
 * not name may have been made a moment ago, so each is asked for before it leaves with its clusters.
 */
export async function syncConnectors(cloud: AzureCloud): Promise<void> {
  const seenAt = new Date();
  for await (const page of cloud.connectors()) await storeConnectors(db(), page, seenAt);
  const unseen = await db().connector.findMany({
    where: { seenAt: { lt: seenAt } },
    select: { id: true, armId: true },
  });
  for (const { id, armId } of unseen) {
    const found = await there(cloud, armId);
    if (found) await storeConnectors(db(), [found], new Date());
    else await db().connector.deleteMany({ where: { id, seenAt: { lt: seenAt } } });
  }
}

/** The connector, or null where it is gone, or where the portal may no longer see it. */
async function there(cloud: AzureCloud, armId: string): Promise<ConnectorFacts | null> {
  try {
    return await cloud.connector(armId);
  } catch (error) {
    if (error instanceof CloudFault && error.kind === "forbidden") return null;
    throw error;
  }
}
