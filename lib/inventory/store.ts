import type { ClusterFacts } from "../cloud/cloud.ts";
import { sql, type Tx } from "../db/client.ts";
import { arcNameOf } from "./model.ts";
import { lockTwins, matchTwins, nearTo } from "./twins.ts";

/**
 * Stores clusters as the cloud described them, known or new, and answers those that it stored: a description
 * that is older than what is known is left aside. Clusters of other clouds are answered with what they have through
 * Azure Arc, and with them those that an Arc-enabled cluster has changed: all of these are to be judged.
 */
export async function storeClusters(
  tx: Tx,
  clusters: ClusterFacts[],
  seenAt: Date,
): Promise<ClusterFacts[]> {
  if (clusters.length === 0) return [];
  const twinned = clusters.some(({ kind }) => kind !== "aks");
  // Before a row of another cloud is written, and after those of Azure Arc: so nobody waits in a circle.
  if (clusters.some(isForeign)) await lockTwins(tx);
  const rows = clusters.map((facts) => ({
    ...facts,
    arcName: isForeign(facts) ? arcNameOf(facts) : "",
  }));
  const stored = await tx.$queryRaw<{ id: string }[]>(sql`
    INSERT INTO cluster (id, arm_id, kind, name, subscription_id, resource_group, region, version,
      power_state, provisioning_state, sensor_enabled, sensor_workspace_id, legacy_sensor, policy_addon,
      private_cluster, rbac, restricted_api, node_count, core_count, excluded_by, tags, connectivity,
      last_connected_at, distribution, agent_version, extensions, connector_id, connected_id,
      agentless_excluded_by, posture, arc_name, described_at, seen_at)
    SELECT id, "armId", kind, name, "subscriptionId", "resourceGroup", region, version,
      "powerState", "provisioningState", "sensorEnabled", "sensorWorkspaceId", "legacySensor", "policyAddon",
      "privateCluster", rbac, "restrictedApi", "nodeCount", "coreCount", "excludedBy", tags, connectivity,
      "lastConnectedAt", distribution, "agentVersion", extensions, "connectorId", "connectedId",
      "agentlessExcludedBy", NULLIF(posture, 'null'::jsonb), "arcName", ${seenAt}, ${seenAt}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x(
      id text, "armId" text, kind text, name text, "subscriptionId" text, "resourceGroup" text, region text,
      version text, "powerState" text, "provisioningState" text, "sensorEnabled" boolean,
      "sensorWorkspaceId" text, "legacySensor" boolean, "policyAddon" boolean, "privateCluster" boolean,
      rbac boolean, "restrictedApi" boolean, "nodeCount" int, "coreCount" int, "excludedBy" text, tags jsonb,
      connectivity text, "lastConnectedAt" timestamptz, distribution text, "agentVersion" text, extensions jsonb,
      "connectorId" text, "connectedId" text, "agentlessExcludedBy" text, posture jsonb, "arcName" text)
    ON CONFLICT (id) DO UPDATE SET arm_id = excluded.arm_id, name = excluded.name,
      subscription_id = excluded.subscription_id, resource_group = excluded.resource_group,
      region = excluded.region, version = excluded.version, power_state = excluded.power_state,
      provisioning_state = excluded.provisioning_state, sensor_enabled = excluded.sensor_enabled,
      sensor_workspace_id = excluded.sensor_workspace_id, legacy_sensor = excluded.legacy_sensor,
      policy_addon = excluded.policy_addon, private_cluster = excluded.private_cluster, rbac = excluded.rbac,
      restricted_api = excluded.restricted_api, node_count = excluded.node_count,
      core_count = excluded.core_count, excluded_by = excluded.excluded_by, tags = excluded.tags,
      connectivity = excluded.connectivity, last_connected_at = excluded.last_connected_at,
      distribution = excluded.distribution, agent_version = excluded.agent_version,
      extensions = excluded.extensions, connector_id = excluded.connector_id,
      connected_id = excluded.connected_id, agentless_excluded_by = excluded.agentless_excluded_by,
      posture = excluded.posture, arc_name = excluded.arc_name, described_at = excluded.described_at,
      seen_at = excluded.seen_at
    WHERE cluster.seen_at <= excluded.seen_at
    RETURNING id`);
  const ids = new Set(stored.map(({ id }) => id));
  const kept = clusters.filter(({ id }) => ids.has(id));
  if (!twinned || kept.length === 0) return kept;
  const changed = await matchTwins(tx, nearTo([...ids]));
  const foreign = new Set([...kept.filter(isForeign).map(({ id }) => id), ...changed]);
  return [...kept.filter((facts) => !isForeign(facts)), ...(await factsOfStored(tx, [...foreign]))];
}

/** What is stored of these clusters. */
export async function factsOfStored(tx: Tx, ids: string[]): Promise<ClusterFacts[]> {
  if (ids.length === 0) return [];
  return (await tx.cluster.findMany({ where: { id: { in: ids } } })).map(factsOfRow);
}

function isForeign({ connectorId }: ClusterFacts): boolean {
  return connectorId !== null;
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
