import type { AzureCloud } from "../cloud/cloud.ts";
import { db } from "../db/client.ts";
import { storePlans } from "./store.ts";

/** Reads the plans of the whole estate. */
export async function syncPlans(cloud: AzureCloud): Promise<void> {
  const seenAt = new Date();
  for await (const page of cloud.plans()) await storePlans(db(), page, seenAt);
  await db().plan.deleteMany({ where: { seenAt: { lt: seenAt } } });
}
