import { join, type Sql, sql, type Tx } from "../db/client.ts";

/** CLUSTER_TAG of the model, as part of the statement's text: an index is on it. */
const TAG = sql`'ms_defender_cluster_id'`;

/** One at a time works out which connected cluster is whose; the lock ends with the transaction. */
export async function lockTwins(tx: Tx): Promise<void> {
  await tx.$executeRaw(sql`SELECT pg_advisory_xact_lock(hashtext('twins of clusters'))`);
}

/** Clusters `c` of other clouds that may have another twin now that these clusters, of any kind, were stored. */
export function nearTo(ids: readonly string[]): Sql {
  const stored = sql`cluster s`;
  const these = sql`s.id IN (${join([...ids])})`;
  const beside = sql`JOIN cluster f ON f.connector_id IS NOT NULL AND f.subscription_id = s.subscription_id`;
  // One join a question, so that each is answered by an index, however many clusters there are.
  return sql`c.id IN (SELECT s.id FROM ${stored} WHERE ${these}
    UNION SELECT s.tags ->> ${TAG} FROM ${stored} WHERE ${these}
    UNION SELECT f.id FROM ${stored} JOIN cluster f ON f.connected_id = s.id WHERE ${these}
    UNION SELECT f.id FROM ${stored} ${beside} AND lower(f.name) = lower(s.name) WHERE ${these}
    UNION SELECT f.id FROM ${stored} ${beside} AND lower(f.arc_name) = lower(s.name) WHERE ${these})`;
}

/** Clusters `c` whose twin has left. */
export const LEFT_ALONE = sql`c.connected_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM cluster a WHERE a.id = c.connected_id)`;

/** Every cluster `c` of another cloud that stands in the subscription. */
export function standingIn(subscriptionId: string): Sql {
  return sql`c.subscription_id = ${subscriptionId}`;
}

/**
 * Works out which Arc-enabled cluster each of these clusters of other clouds is connected as, and takes over what it
 * has through Azure Arc. Its tag says whose it is; without one, the name does: the one that our scripts and Defender
 * give, or the cluster's own, if no other cluster of the subscription could be meant. Answers the ids of those that
 * have changed: they are to be judged again.
 */
export async function matchTwins(tx: Tx, which: Sql): Promise<string[]> {
  await lockTwins(tx);
  const changed = await tx.$queryRaw<{ id: string }[]>(sql`
    WITH matched AS (
      SELECT c.id AS of_id, t.* FROM cluster c LEFT JOIN LATERAL (
        SELECT a.* FROM (${candidates}) a
        ORDER BY a.rank, (a.connectivity = 'Connected') DESC NULLS LAST, a.last_connected_at DESC NULLS LAST, a.id LIMIT 1
      ) t ON true
      WHERE c.connector_id IS NOT NULL AND (${which})
    )
    UPDATE cluster c SET connected_id = m.id, sensor_enabled = COALESCE(m.sensor_enabled, false),
      sensor_workspace_id = m.sensor_workspace_id, policy_addon = COALESCE(m.policy_addon, false),
      connectivity = m.connectivity, last_connected_at = m.last_connected_at,
      agent_version = COALESCE(m.agent_version, ''), extensions = COALESCE(m.extensions, '[]'),
      node_count = ${nodes}, core_count = ${cores}
    FROM matched m
    WHERE c.id = m.of_id AND (c.connected_id, c.sensor_enabled, c.sensor_workspace_id, c.policy_addon,
        c.connectivity, c.last_connected_at, c.agent_version, c.extensions, c.node_count, c.core_count)
      IS DISTINCT FROM (m.id, COALESCE(m.sensor_enabled, false), m.sensor_workspace_id,
        COALESCE(m.policy_addon, false), m.connectivity, m.last_connected_at, COALESCE(m.agent_version, ''),
        COALESCE(m.extensions, '[]'), ${nodes}, ${cores})
    RETURNING c.id`);
  return changed.map(({ id }) => id);
}

/** Of an EKS cluster AWS does not say how many nodes it has; its agents do. */
const nodes = sql`CASE WHEN c.kind = 'eks' THEN COALESCE(m.node_count, 0) ELSE c.node_count END`;
const cores = sql`CASE WHEN c.kind = 'eks' THEN m.core_count ELSE c.core_count END`;

/** Arc-enabled clusters `a` that may be cluster `c`, the surest first by `rank`. */
const candidates = sql`
  SELECT a.*, 1 AS rank FROM cluster a WHERE a.kind = 'arc' AND a.tags ->> ${TAG} = c.id
  UNION ALL
  SELECT a.*, 2 FROM cluster a WHERE ${unclaimed()} AND lower(a.name) = lower(c.arc_name)
  UNION ALL
  SELECT a.*, 3 FROM cluster a WHERE ${unclaimed()} AND lower(a.name) = lower(c.name)
    AND NOT EXISTS (SELECT 1 FROM cluster o WHERE o.connector_id IS NOT NULL AND o.id <> c.id AND o.kind = c.kind
      AND o.subscription_id = c.subscription_id AND lower(a.name) IN (lower(o.name), lower(o.arc_name)))`;

/** No tag says whose it is; it is of the kind, and in the subscription, of the cluster. */
function unclaimed(): Sql {
  return sql`a.kind = 'arc' AND a.tags ->> ${TAG} IS NULL AND a.distribution = c.kind
    AND a.subscription_id = c.subscription_id`;
}
