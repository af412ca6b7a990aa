import type { AzureCloud, PolicyAssignmentFacts } from "../cloud/cloud.ts";
import { db, sql, type Tx } from "../db/client.ts";
import { storePlans } from "./store.ts";

/** Reads the plans and policy assignments of the whole estate. */
export async function syncPlans(cloud: AzureCloud): Promise<void> {
  const seenAt = new Date();
  for await (const page of cloud.plans()) await storePlans(db(), page, seenAt);
  for await (const page of cloud.policyAssignments()) {
    await storeAssignments(db(), page, seenAt);
  }
  await db().$transaction([
    db().plan.deleteMany({ where: { seenAt: { lt: seenAt } } }),
    db().policyAssignment.deleteMany({ where: { seenAt: { lt: seenAt } } }),
  ]);
}

/** Stores policy assignments as the cloud described them. */
export async function storeAssignments(
  tx: Tx,
  assignments: PolicyAssignmentFacts[],
  seenAt: Date,
): Promise<void> {
  if (assignments.length === 0) return;
  await tx.$executeRaw(sql`
    INSERT INTO policy_assignment (id, subscription_id, name, display_name, policy_definition_id, document, seen_at)
    SELECT id, "subscriptionId", name, "displayName", "policyDefinitionId", document, ${seenAt}
      FROM jsonb_to_recordset(${JSON.stringify(assignments)}::jsonb)
        AS x(id text, "subscriptionId" text, name text, "displayName" text, "policyDefinitionId" text, document jsonb)
    ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name,
      policy_definition_id = excluded.policy_definition_id, document = excluded.document, seen_at = excluded.seen_at`);
}
