import type { AzureCloud } from "../cloud/cloud.ts";
import { db } from "../db/client.ts";
import { storeConnectors } from "./store.ts";

/** Reads the connectors of the whole estate, and forgets those that are gone. */
export async function syncConnectors(cloud: AzureCloud): Promise<void> {
  const seenAt = new Date();
  for await (const page of cloud.connectors()) await storeConnectors(db(), page, seenAt);
  await db().connector.deleteMany({ where: { seenAt: { lt: seenAt } } });
}
