import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import { db, empty, join, sql } from "../db/client.ts";
import { cursorOf, readCursor } from "../db/cursor.ts";
import { likePattern } from "../db/like.ts";
import {
  assignedWorkspaces,
  type ChosenWorkspace,
  type ClusterPlace,
  chooseWorkspace,
} from "./choose.ts";
import type { WorkspaceFilter } from "./filter.ts";

const PAGE = 50;

export interface ReportingCluster extends ClusterPlace {
  id: string;
  name: string;
  subscription: string;
  /** Where its sensor reports to; null where it has none. */
  workspaceId: string | null;
  /** Where it would report to if it were fixed now. */
  wanted: ChosenWorkspace;
}

/** One page of the clusters with a sensor, by name: where each reports to, and where policy would have it report. */
export async function clustersOfWorkspaces(
  person: Person,
  filter: WorkspaceFilter,
): Promise<{ rows: ReportingCluster[]; next: string | null }> {
  const cursor = readCursor(filter.after, 2);
  const found = await db().$queryRaw<Omit<ReportingCluster, "wanted">[]>(sql`
    SELECT c.id, c.name, c.kind, c.subscription_id AS "subscriptionId", c.resource_group AS "resourceGroup", c.region,
      COALESCE(s.display_name, c.subscription_id) AS subscription, c.sensor_workspace_id AS "workspaceId"
    FROM cluster c LEFT JOIN subscription s ON s.id = c.subscription_id
    WHERE c.sensor_enabled AND ${visibleTo(person, sql`c`)}
      ${filter.workspace ? sql`AND lower(c.sensor_workspace_id) = ${filter.workspace.toLowerCase()}` : empty}
      ${filter.search ? sql`AND c.name ILIKE ${likePattern(filter.search)}` : empty}
      ${cursor ? sql`AND (c.name, c.id) > (${join(cursor)})` : empty}
    ORDER BY c.name, c.id LIMIT ${PAGE + 1}`);
  const shown = found.slice(0, PAGE);
  const assigned = await assignedWorkspaces([...new Set(shown.map((row) => row.subscriptionId))]);
  const last = found.length > PAGE ? shown.at(-1) : undefined;
  return {
    rows: shown.map((row) => ({ ...row, wanted: chooseWorkspace(assigned, row) })),
    next: last ? cursorOf(last.name, last.id) : null,
  };
}
