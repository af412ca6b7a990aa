import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import type { ExtensionFacts, Posture } from "../cloud/cloud.ts";
import { db, empty, join, type Sql, sql } from "../db/client.ts";
import { cursorOf, readCursor } from "../db/cursor.ts";
import { likePattern } from "../db/like.ts";
import type { ConnectedFilter } from "./filter.ts";

export { connectedFilterOf } from "./filter.ts";

const PAGE = 50;

export interface ConnectedClusterRow {
  /** Lower-cased ARM id. */
  id: string;
  armId: string;
  name: string;
  subscriptionId: string;
  subscription: string;
  resourceGroup: string;
  region: string;
  connectivity: string;
  lastConnectedAt: Date | null;
  distribution: string;
  version: string;
  agentVersion: string;
  nodeCount: number;
  excludedBy: string | null;
  extensions: ExtensionFacts[];
}

const COLUMNS = sql`c.id, c.arm_id AS "armId", c.name, c.subscription_id AS "subscriptionId",
  COALESCE(s.display_name, c.subscription_id) AS subscription, c.resource_group AS "resourceGroup", c.region,
  COALESCE(c.connectivity, 'Connecting') AS connectivity, c.last_connected_at AS "lastConnectedAt", c.distribution,
  c.version, c.agent_version AS "agentVersion", c.node_count AS "nodeCount", c.excluded_by AS "excludedBy", c.extensions`;
const FROM = sql`FROM cluster c LEFT JOIN subscription s ON s.id = c.subscription_id`;

/** One page of the Arc-enabled clusters that the person can see, by name, and how many match in all. */
export async function connectedClusters(
  person: Person,
  filter: ConnectedFilter,
): Promise<{ rows: ConnectedClusterRow[]; total: number; next: string | null }> {
  const where = sql`c.kind = 'arc' AND ${visibleTo(person, sql`c`)} AND ${matching(filter)}`;
  const cursor = readCursor(filter.after, 2);
  const [rows, [counted]] = await Promise.all([
    db().$queryRaw<ConnectedClusterRow[]>(sql`
      SELECT ${COLUMNS} ${FROM} WHERE ${where} ${cursor ? sql`AND (c.name, c.id) > (${join(cursor)})` : empty}
       ORDER BY c.name, c.id LIMIT ${PAGE + 1}`),
    db().$queryRaw<{ total: number }[]>(
      sql`SELECT count(*)::int AS total FROM cluster c WHERE ${where}`,
    ),
  ]);
  const shown = rows.slice(0, PAGE);
  const last = rows.length > PAGE ? shown.at(-1) : undefined;
  return {
    rows: shown,
    total: counted?.total ?? 0,
    next: last ? cursorOf(last.name, last.id) : null,
  };
}

/** One Arc-enabled cluster, or null when it does not exist for the person. */
export async function connectedCluster(
  person: Person,
  id: string,
): Promise<ConnectedClusterRow | null> {
  const rows = await db().$queryRaw<ConnectedClusterRow[]>(sql`
    SELECT ${COLUMNS} ${FROM}
     WHERE c.kind = 'arc' AND c.id = ${id.toLowerCase()} AND ${visibleTo(person, sql`c`)}`);
  return rows[0] ?? null;
}

/** The subscriptions that Arc-enabled clusters of the person stand in, for the filter. */
export async function connectedSubscriptions(
  person: Person,
): Promise<{ value: string; label: string }[]> {
  return db().$queryRaw(sql`
    SELECT DISTINCT c.subscription_id AS value, COALESCE(s.display_name, c.subscription_id) AS label ${FROM}
     WHERE c.kind = 'arc' AND ${visibleTo(person, sql`c`)} ORDER BY 2`);
}

/** A cluster of another cloud as a list shows it. */
export interface ForeignClusterRow {
  id: string;
  name: string;
  region: string;
  version: string;
  connectedId: string | null;
  connectivity: string | null;
  sensorEnabled: boolean;
  policyAddon: boolean;
  excludedBy: string | null;
  agentlessExcludedBy: string | null;
  posture: Posture | null;
}

/** One page of the clusters that a connector brings, by name, as far as the person can see them. */
export async function clustersOfConnector(
  person: Person,
  connectorId: string,
  after: string | null,
): Promise<{ rows: ForeignClusterRow[]; next: string | null }> {
  const cursor = readCursor(after, 2);
  const rows = await db().$queryRaw<ForeignClusterRow[]>(sql`
    SELECT c.id, c.name, c.region, c.version, c.connected_id AS "connectedId", c.connectivity,
      c.sensor_enabled AS "sensorEnabled", c.policy_addon AS "policyAddon", c.excluded_by AS "excludedBy",
      c.agentless_excluded_by AS "agentlessExcludedBy", c.posture
    FROM cluster c WHERE c.connector_id = ${connectorId} AND ${visibleTo(person, sql`c`)}
      ${cursor ? sql`AND (c.name, c.id) > (${join(cursor)})` : empty}
    ORDER BY c.name, c.id LIMIT ${PAGE + 1}`);
  const shown = rows.slice(0, PAGE);
  const last = rows.length > PAGE ? shown.at(-1) : undefined;
  return { rows: shown, next: last ? cursorOf(last.name, last.id) : null };
}

function matching({ search, subscription, connectivity }: ConnectedFilter): Sql {
  const parts: Sql[] = [sql`true`];
  if (search) parts.push(sql`c.name ILIKE ${likePattern(search)}`);
  if (subscription.length > 0) parts.push(sql`c.subscription_id IN (${join(subscription)})`);
  if (connectivity.length > 0) parts.push(sql`c.connectivity IN (${join(connectivity)})`);
  return join(parts, " AND ");
}
