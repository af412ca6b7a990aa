import type { PolicyAssignmentFacts, PolicyDefinitionFacts } from "../cloud/policy.ts";
import { sql, type Tx } from "../db/client.ts";

/** Stores policy assignments as the cloud described them. */
export async function storeAssignments(
  tx: Tx,
  assignments: PolicyAssignmentFacts[],
  seenAt: Date,
): Promise<void> {
  if (assignments.length === 0) return;
  await tx.$executeRaw(sql`
    INSERT INTO policy_assignment (id, scope, subscription_id, resource_group, name, display_name,
      policy_definition_id, document, seen_at)
    SELECT id, scope, "subscriptionId", "resourceGroup", name, "displayName", "policyDefinitionId", document, ${seenAt}
      FROM jsonb_to_recordset(${JSON.stringify(assignments)}::jsonb)
        AS x(id text, scope text, "subscriptionId" text, "resourceGroup" text, name text, "displayName" text,
          "policyDefinitionId" text, document jsonb)
    ON CONFLICT (id) DO UPDATE SET scope = excluded.scope, subscription_id = excluded.subscription_id,
      resource_group = excluded.resource_group, display_name = excluded.display_name,
      policy_definition_id = excluded.policy_definition_id, document = excluded.document, seen_at = excluded.seen_at
    WHERE policy_assignment.seen_at <= excluded.seen_at`);
}

/** Stores policy definitions as the cloud described them. */
export async function storeDefinitions(
  tx: Tx,
  definitions: PolicyDefinitionFacts[],
  seenAt: Date,
): Promise<void> {
  if (definitions.length === 0) return;
  await tx.$executeRaw(sql`
    INSERT INTO policy_definition (id, name, display_name, description, policy_type, category, version,
      subscription_id, management_group, seen_at)
    SELECT id, name, "displayName", description, "policyType", category, version, "subscriptionId",
      "managementGroup", ${seenAt}
      FROM jsonb_to_recordset(${JSON.stringify(definitions)}::jsonb)
        AS x(id text, name text, "displayName" text, description text, "policyType" text, category text,
          version text, "subscriptionId" text, "managementGroup" text)
    ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, description = excluded.description,
      policy_type = excluded.policy_type, category = excluded.category, version = excluded.version,
      seen_at = excluded.seen_at`);
}
