import type { AzureCloud, WorkspaceFacts } from "../cloud/cloud.ts";
import { db, sql, type Tx } from "../db/client.ts";

/** Reads the workspaces of the whole estate. */
export async function syncWorkspaces(cloud: AzureCloud): Promise<void> {
  const seenAt = new Date();
  for await (const page of cloud.workspaces()) await storeWorkspaces(db(), page, seenAt);
  await db().workspace.deleteMany({ where: { seenAt: { lt: seenAt } } });
}

async function storeWorkspaces(tx: Tx, workspaces: WorkspaceFacts[], seenAt: Date): Promise<void> {
  if (workspaces.length === 0) return;
  await tx.$executeRaw(sql`
    INSERT INTO workspace (id, arm_id, name, subscription_id, resource_group, region, retention_days, sku,
      provisioning_state, local_auth_disabled, public_ingestion, seen_at)
    SELECT id, "armId", name, "subscriptionId", "resourceGroup", region, "retentionDays", sku, "provisioningState",
      "localAuthDisabled", "publicIngestion", ${seenAt}
      FROM jsonb_to_recordset(${JSON.stringify(workspaces)}::jsonb)
        AS x(id text, "armId" text, name text, "subscriptionId" text, "resourceGroup" text, region text,
          "retentionDays" int, sku text, "provisioningState" text, "localAuthDisabled" boolean,
          "publicIngestion" boolean)
    ON CONFLICT (id) DO UPDATE SET arm_id = excluded.arm_id, name = excluded.name, region = excluded.region,
      retention_days = excluded.retention_days, sku = excluded.sku,
      provisioning_state = excluded.provisioning_state, local_auth_disabled = excluded.local_auth_disabled,
      public_ingestion = excluded.public_ingestion, seen_at = excluded.seen_at`);
}
