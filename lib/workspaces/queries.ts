import { lacks, type Person } from "../access/model.ts";
import { placeOfScope, rightsOf } from "../access/rights.ts";
import { visibleTo } from "../access/scope.ts";
import { db, empty, join, type Sql, sql } from "../db/client.ts";
import { cursorOf, readCursor } from "../db/cursor.ts";
import { likePattern } from "../db/like.ts";
import type { WorkspaceFilter, WorkspaceProblem } from "./filter.ts";

export { clustersOfWorkspaces, type ReportingCluster } from "./clusters.ts";

const PAGE = 50;
const OPTIONS_MAX = 500;

export interface WorkspaceRow {
  /** Lower-cased ARM id. */
  id: string;
  /** As Azure spells it. */
  armId: string;
  name: string;
  subscription: string;
  resourceGroup: string;
  region: string | null;
  sku: string | null;
  retentionDays: number | null;
  provisioningState: string | null;
  publicIngestion: boolean | null;
  isDefault: boolean;
  clusters: number;
  /** Regions of the clusters that report to it. */
  regions: string[];
  problems: WorkspaceProblem[];
}

/** `DefaultWorkspace-[subscription-ID]-[geo]`, whichever the geo. */
const IS_DEFAULT = sql`(w.name ~* '^DefaultWorkspace-[0-9a-f-]{36}-[A-Za-z0-9]+$')`;

const PROBLEMS: Record<WorkspaceProblem, Sql> = {
  missing: sql`w.missing`,
  localAuth: sql`COALESCE(w.local_auth_disabled, false)`,
  otherRegion: sql`(w.region IS NOT NULL AND EXISTS (SELECT 1 FROM unnest(w.regions) AS r WHERE r <> w.region))`,
  notReady: sql`(w.provisioning_state IS NOT NULL AND w.provisioning_state <> 'Succeeded')`,
};

/**
 * Workspaces that the person can see, and those that clusters of theirs report to, as rows of alias `w`. A workspace
 * that the portal itself could not find is missing: deleted, or in a subscription that it can't read.
 */
function known(person: Person): Sql {
  return sql`(
    WITH reported AS (
      SELECT lower(c.sensor_workspace_id) AS id, count(*)::int AS clusters, array_agg(DISTINCT c.region) AS regions
        FROM cluster c WHERE c.sensor_enabled AND c.sensor_workspace_id <> '' AND ${visibleTo(person, sql`c`)} GROUP BY 1
    )
    SELECT COALESCE(k.id, r.id) AS id, COALESCE(k.arm_id, r.id) AS arm_id, COALESCE(k.name, substring(r.id FROM '[^/]+$')) AS name,
      COALESCE(k.subscription_id, substring(r.id FROM '^/subscriptions/([^/]+)')) AS subscription_id,
      k.region, k.sku, k.retention_days, k.provisioning_state, k.local_auth_disabled, k.public_ingestion,
      COALESCE(r.clusters, 0) AS clusters, COALESCE(r.regions, '{}') AS regions, k.id IS NULL AS missing
    FROM workspace k FULL JOIN reported r ON r.id = k.id
    WHERE r.id IS NOT NULL OR ${visibleTo(person, sql`k`)}
  )`;
}

/** One page of workspaces, by name, with what can be said against each. */
export async function workspaces(
  person: Person,
  filter: WorkspaceFilter,
): Promise<{ rows: WorkspaceRow[]; total: number; next: string | null }> {
  const where = join([sql`true`, ...narrowing(filter)], " AND ");
  const cursor = readCursor(filter.after, 2);
  const rows = await db().$queryRaw<(WorkspaceRow & { total: number })[]>(sql`
    WITH w AS (SELECT * FROM ${known(person)} w), matching AS (SELECT w.* FROM w WHERE ${where})
    SELECT w.id, w.arm_id AS "armId", w.name, COALESCE(s.display_name, w.subscription_id) AS subscription,
      COALESCE(substring(w.arm_id FROM '(?i)/resourcegroups/([^/]+)'), '') AS "resourceGroup",
      w.region, w.sku, w.retention_days AS "retentionDays",
      w.provisioning_state AS "provisioningState", w.public_ingestion AS "publicIngestion",
      ${IS_DEFAULT} AS "isDefault", w.clusters, w.regions, ${problemNames()} AS problems,
      (SELECT count(*)::int FROM matching) AS total
    FROM matching w LEFT JOIN subscription s ON s.id = w.subscription_id
    WHERE ${cursor ? sql`(w.name, w.id) > (${join(cursor)})` : sql`true`}
    ORDER BY w.name, w.id LIMIT ${PAGE + 1}`);
  const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
  return {
    rows: rows.slice(0, PAGE),
    total: rows[0]?.total ?? 0,
    next: last ? cursorOf(last.name, last.id) : null,
  };
}

export type WorkspaceDetail = WorkspaceRow & {
  /** What the person lacks to read its keys; null when they may. */
  mayNotReadKeys: string | null;
};

/** One workspace, or null when it does not exist for the person. */
export async function workspace(person: Person, id: string): Promise<WorkspaceDetail | null> {
  const rows = await db().$queryRaw<WorkspaceRow[]>(sql`
    SELECT w.id, w.arm_id AS "armId", w.name, COALESCE(s.display_name, w.subscription_id) AS subscription,
      COALESCE(substring(w.arm_id FROM '(?i)/resourcegroups/([^/]+)'), '') AS "resourceGroup",
      w.region, w.sku, w.retention_days AS "retentionDays",
      w.provisioning_state AS "provisioningState", w.public_ingestion AS "publicIngestion",
      ${IS_DEFAULT} AS "isDefault", w.clusters, w.regions, ${problemNames()} AS problems
    FROM ${known(person)} w LEFT JOIN subscription s ON s.id = w.subscription_id WHERE w.id = ${id.toLowerCase()}`);
  const [row] = rows;
  if (!row) return null;
  const place = await placeOfScope(row.id);
  const { may } = await rightsOf(person);
  const allowed = place !== null && may("workspaces:keys", place);
  return { ...row, mayNotReadKeys: allowed ? null : lacks("workspaces:keys", "this workspace") };
}

/** The names of the problems that a row has, as an array. */
function problemNames(): Sql {
  const each = Object.entries(PROBLEMS).map(
    ([name, holds]) => sql`CASE WHEN ${holds} THEN ${name} END`,
  );
  return sql`array_remove(ARRAY[${join(each)}]::text[], NULL)`;
}

function narrowing({ search, kind, problem }: WorkspaceFilter): Sql[] {
  const parts: Sql[] = [];
  if (search) {
    const pattern = likePattern(search);
    parts.push(sql`(w.name ILIKE ${pattern} OR w.id ILIKE ${pattern})`);
  }
  const [only, another] = kind ?? [];
  if (only && !another) parts.push(only === "default" ? IS_DEFAULT : sql`NOT ${IS_DEFAULT}`);
  if (problem?.length) {
    parts.push(
      sql`(${join(
        problem.map((name) => PROBLEMS[name]),
        " OR ",
      )})`,
    );
  }
  return parts;
}

export interface WorkspaceOption {
  armId: string;
  name: string;
  region: string;
  subscription: string;
  localAuthDisabled: boolean;
}

/** Workspaces to choose from, in any subscription that the person can read. */
export async function workspaceOptions(
  person: Person,
  search: string,
): Promise<{ options: WorkspaceOption[]; more: boolean }> {
  const pattern = likePattern(search);
  const rows = await db().$queryRaw<WorkspaceOption[]>(sql`
    SELECT w.arm_id AS "armId", w.name, w.region, COALESCE(s.display_name, w.subscription_id) AS subscription,
      w.local_auth_disabled AS "localAuthDisabled"
    FROM workspace w LEFT JOIN subscription s ON s.id = w.subscription_id
    WHERE ${visibleTo(person, sql`w`)} ${search ? sql`AND (w.arm_id ILIKE ${pattern} OR s.display_name ILIKE ${pattern})` : empty}
    ORDER BY 4, w.name, w.id LIMIT ${OPTIONS_MAX + 1}`);
  return { options: rows.slice(0, OPTIONS_MAX), more: rows.length > OPTIONS_MAX };
}
