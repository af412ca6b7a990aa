import type { AzureCloud } from "../cloud/cloud.ts";
import { db } from "../db/client.ts";
import { storeAssignments, storeDefinitions } from "./store.ts";

/** Reads the policy definitions and assignments of the whole estate. */
export async function syncPolicy(cloud: AzureCloud): Promise<void> {
  const seenAt = new Date();
  for await (const page of cloud.policyDefinitions()) await storeDefinitions(db(), page, seenAt);
  for await (const page of cloud.policyAssignments()) await storeAssignments(db(), page, seenAt);
  await db().$transaction([
    db().policyDefinition.deleteMany({ where: { seenAt: { lt: seenAt } } }),
    db().policyAssignment.deleteMany({ where: { seenAt: { lt: seenAt } } }),
  ]);
}
