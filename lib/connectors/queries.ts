import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import type { AccessReading, ForeignCloud } from "../cloud/cloud.ts";
import type { FaultRecord } from "../cloud/faults.ts";
import { db, empty, join, type Sql, sql } from "../db/client.ts";
import { cursorOf, readCursor } from "../db/cursor.ts";
import { likePattern } from "../db/like.ts";
import { type ConnectorChoice, componentsOn } from "./choice.ts";
import { choiceOf } from "./document.ts";
import type { ConnectorFilter } from "./filter.ts";
import { factsOfConnector } from "./rows.ts";
import type { Health } from "./states.ts";

/** Connectors on one page. */
const PAGE = 100;

export interface ConnectorRow {
  /** Lower-cased ARM id. */
  id: string;
  name: string;
  cloud: ForeignCloud;
  hierarchyId: string;
  projectId: string;
  membership: string;
  subscriptionId: string;
  subscription: string;
  resourceGroup: string;
  containers: boolean;
  /** Components of the Containers plan that are on. */
  components: number;
  health: Health;
  clusters: number;
  withoutSensor: number;
  /** Clusters that are connected to Azure Arc. */
  connected: number;
  syncedAt: Date | null;
}

export interface ConnectorCounts {
  aws: number;
  gcp: number;
  /** Connectors that are neither connected nor merely not verified yet. */
  trouble: number;
  clusters: number;
}

/** A connector's health by its own columns, in the order of the table of healths. */
const HEALTH_OF = sql`CASE
  WHEN c.access->'fault' IS NOT NULL AND c.access->'fault' <> 'null'::jsonb THEN 'unreachable'
  WHEN c.access @> '{"rights": [{"found": false}]}' THEN 'missing'
  WHEN c.sync_fault IS NOT NULL THEN 'notRead'
  WHEN c.template_needed <> '' AND c.verified_at IS NOT NULL AND c.template_applied <> c.template_needed THEN 'outdated'
  WHEN c.verified_at IS NULL THEN 'unverified'
  ELSE 'connected' END`;

const COLUMNS = sql`c.id, c.name, c.cloud, c.hierarchy_id AS "hierarchyId", c.project_id AS "projectId", c.membership,
  c.subscription_id AS "subscriptionId", COALESCE(s.display_name, c.subscription_id) AS subscription,
  c.resource_group AS "resourceGroup", c.containers, ${HEALTH_OF} AS health, n.clusters, n."withoutSensor", n.connected,
  c.synced_at AS "syncedAt", c.arm_id AS "armId", c.region, c.scan_hours AS "scanHours",
  c.external_id AS "externalId", c.document`;

/** A row as the database has it: what is on stands in its document. */
type Listed = Omit<ConnectorRow, "components"> & Parameters<typeof factsOfConnector>[0];

function rowOf({ document, ...row }: Listed): ConnectorRow {
  const choice = choiceOf(factsOfConnector({ ...row, document }));
  return { ...row, components: componentsOn(choice).length };
}

const FROM = sql`FROM connector c LEFT JOIN subscription s ON s.id = c.subscription_id
  CROSS JOIN LATERAL (SELECT count(*)::int AS clusters,
      count(*) FILTER (WHERE NOT k.sensor_enabled AND k.excluded_by IS NULL)::int AS "withoutSensor",
      count(*) FILTER (WHERE k.connected_id IS NOT NULL)::int AS connected
    FROM cluster k WHERE k.connector_id = c.id) n`;

/** How many connectors the person can see, by cloud. */
export async function connectorCounts(person: Person): Promise<ConnectorCounts> {
  const [row] = await db().$queryRaw<ConnectorCounts[]>(sql`
    SELECT count(*) FILTER (WHERE c.cloud = 'aws')::int AS aws, count(*) FILTER (WHERE c.cloud = 'gcp')::int AS gcp,
      count(*) FILTER (WHERE ${HEALTH_OF} NOT IN ('connected', 'unverified'))::int AS trouble,
      COALESCE(sum(n.clusters), 0)::int AS clusters
    FROM connector c LEFT JOIN (SELECT k.connector_id, count(*) AS clusters FROM cluster k
      WHERE k.connector_id IS NOT NULL GROUP BY 1) n ON n.connector_id = c.id
    WHERE ${visibleTo(person, sql`c`)}`);
  return row ?? { aws: 0, gcp: 0, trouble: 0, clusters: 0 };
}

/** One page of the connectors that match, with the cursor of the next. */
export async function connectorPage(
  person: Person,
  filter: ConnectorFilter,
): Promise<{ rows: ConnectorRow[]; total: number; next: string | null }> {
  const where = join([visibleTo(person, sql`c`), ...conditions(filter)], " AND ");
  const cursor = readCursor(filter.after, 2);
  const after = cursor ? sql`AND (c.name, c.id) > (${join(cursor)})` : empty;
  const [rows, [counted]] = await Promise.all([
    db().$queryRaw<Listed[]>(
      sql`SELECT ${COLUMNS} ${FROM} WHERE ${where} ${after} ORDER BY c.name, c.id LIMIT ${PAGE + 1}`,
    ),
    db().$queryRaw<{ total: number }[]>(
      sql`SELECT count(*)::int AS total FROM connector c WHERE ${where}`,
    ),
  ]);
  const shown = rows.slice(0, PAGE);
  const last = rows.length > PAGE ? shown.at(-1) : undefined;
  return {
    rows: shown.map(rowOf),
    total: counted?.total ?? 0,
    next: last ? cursorOf(last.name, last.id) : null,
  };
}

/** A connector with all that is known of it. */
export interface ConnectorDetail extends ConnectorRow {
  armId: string;
  choice: ConnectorChoice;
  externalId: string;
  fingerprint: string;
  verifiedAt: Date | null;
  access: AccessReading | null;
  templateApplied: string;
  templateNeeded: string;
  syncFault: FaultRecord | null;
  seenAt: Date;
}

/** One connector, or null when it does not exist for the person. */
export async function connectorDetail(person: Person, id: string): Promise<ConnectorDetail | null> {
  const [row] = await db().$queryRaw<Listed[]>(
    sql`SELECT ${COLUMNS} ${FROM} WHERE c.id = ${id.toLowerCase()} AND ${visibleTo(person, sql`c`)}`,
  );
  const kept = row && (await db().connector.findUnique({ where: { id: row.id } }));
  if (!kept) return null;
  return {
    ...rowOf(row),
    armId: kept.armId,
    choice: choiceOf(factsOfConnector(kept)),
    externalId: kept.externalId,
    fingerprint: kept.fingerprint,
    verifiedAt: kept.verifiedAt,
    access: kept.access as unknown as AccessReading | null,
    templateApplied: kept.templateApplied,
    templateNeeded: kept.templateNeeded,
    syncFault: kept.syncFault as unknown as FaultRecord | null,
    seenAt: kept.seenAt,
  };
}

function conditions({ search, cloud, health, plan }: ConnectorFilter): Sql[] {
  const parts: Sql[] = [];
  if (search) {
    const pattern = likePattern(search);
    parts.push(
      sql`(c.name ILIKE ${pattern} OR c.hierarchy_id ILIKE ${pattern} OR c.project_id ILIKE ${pattern})`,
    );
  }
  if (cloud?.length) parts.push(sql`c.cloud IN (${join(cloud)})`);
  if (health?.length) parts.push(sql`${HEALTH_OF} IN (${join(health)})`);
  if (plan?.length) parts.push(sql`c.containers IN (${join(plan.map((one) => one === "on"))})`);
  return parts;
}
