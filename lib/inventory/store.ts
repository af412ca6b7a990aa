import type { ClusterFacts } from "../cloud/cloud.ts";
import { sql, type Tx } from "../db/client.ts";

/**
 * Stores clusters as the cloud described them, known or new, and answers those that it stored: a description
 * that is older than what is known is left aside.
 */
export async function storeClusters(
  tx: Tx,
  clusters: ClusterFacts[],
  seenAt: Date,
): Promise<ClusterFacts[]> {
  if (clusters.length === 0) return [];
  const stored = await tx.$queryRaw<{ id: string }[]>(sql`
    INSERT INTO cluster (id, arm_id, kind, name, subscription_id, resource_group, region, version,
      power_state, provisioning_state, sensor_enabled, sensor_workspace_id, legacy_sensor, policy_addon,
      private_cluster, rbac, restricted_api, node_count, core_count, excluded_by, tags, connectivity,
      last_connected_at, distribution, agent_version, extensions, connector_id, connected_id,
      agentless_excluded_by, posture, seen_at)
    SELECT id, "armId", kind, name, "subscriptionId", "resourceGroup", region, version,
      "powerState", "provisioningState", "sensorEnabled", "sensorWorkspaceId", "legacySensor", "policyAddon",
      "privateCluster", rbac, "restrictedApi", "nodeCount", "coreCount", "excludedBy", tags, connectivity,
      "lastConnectedAt", distribution, "agentVersion", extensions, "connectorId", "connectedId",
      "agentlessExcludedBy", NULLIF(posture, 'null'::jsonb), ${seenAt}
    FROM jsonb_to_recordset(${JSON.stringify(clusters)}::jsonb) AS x(
      id text, "armId" text, kind text, name text, "subscriptionId" text, "resourceGroup" text, region text,
      version text, "powerState" text, "provisioningState" text, "sensorEnabled" boolean,
      "sensorWorkspaceId" text, "legacySensor" boolean, "policyAddon" boolean, "privateCluster" boolean,
      rbac boolean, "restrictedApi" boolean, "nodeCount" int, "coreCount" int, "excludedBy" text, tags jsonb,
      connectivity text, "lastConnectedAt" timestamptz, distribution text, "agentVersion" text, extensions jsonb,
      "connectorId" text, "connectedId" text, "agentlessExcludedBy" text, posture jsonb)
    ON CONFLICT (id) DO UPDATE SET arm_id = excluded.arm_id, name = excluded.name, region = excluded.region,
      version = excluded.version, power_state = excluded.power_state,
      provisioning_state = excluded.provisioning_state, sensor_enabled = excluded.sensor_enabled,
      sensor_workspace_id = excluded.sensor_workspace_id, legacy_sensor = excluded.legacy_sensor,
      policy_addon = excluded.policy_addon, private_cluster = excluded.private_cluster, rbac = excluded.rbac,
      restricted_api = excluded.restricted_api, node_count = excluded.node_count,
      core_count = excluded.core_count, excluded_by = excluded.excluded_by, tags = excluded.tags,
      connectivity = excluded.connectivity, last_connected_at = excluded.last_connected_at,
      distribution = excluded.distribution, agent_version = excluded.agent_version,
      extensions = excluded.extensions, connector_id = excluded.connector_id,
      connected_id = excluded.connected_id, agentless_excluded_by = excluded.agentless_excluded_by,
      posture = excluded.posture, seen_at = excluded.seen_at
    WHERE cluster.seen_at <= excluded.seen_at
    RETURNING id`);
  const ids = new Set(stored.map(({ id }) => id));
  return clusters.filter(({ id }) => ids.has(id));
}

/** The facts of a stored cluster. */
export function factsOfRow(row: StoredCluster): ClusterFacts {
  return {
    ...row,
    kind: row.kind as ClusterFacts["kind"],
    tags: row.tags as ClusterFacts["tags"],
    extensions: row.extensions as ClusterFacts["extensions"],
    posture: row.posture as ClusterFacts["posture"],
    lastConnectedAt: row.lastConnectedAt?.toISOString() ?? null,
  };
}

type StoredCluster = Omit<
  ClusterFacts,
  "kind" | "tags" | "extensions" | "lastConnectedAt" | "posture"
> & {
  kind: string;
  tags: unknown;
  extensions: unknown;
  posture: unknown;
  lastConnectedAt: Date | null;
};
