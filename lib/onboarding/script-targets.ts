import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import type { ForeignCloud } from "../cloud/cloud.ts";
import { db, empty, sql } from "../db/client.ts";
import { arcNameOf } from "../inventory/model.ts";
import type { RecommendationId } from "../recommendations/catalog.ts";
import type { Selection } from "../recommendations/filter.ts";
import { chosenBy } from "../recommendations/matching.ts";
import type { ArcTarget } from "./arc-script.ts";
import { SCRIPT_CLUSTERS_MAX } from "./catalog-script.ts";

/** A cluster that a script is to be written for, with its connector. */
export interface ScriptTarget extends ArcTarget {
  connectorId: string;
  connector: string;
  cloud: ForeignCloud;
  hierarchyId: string;
  projectId: string;
  subscription: string;
  /** Whether it is connected to Azure Arc already. */
  connected: boolean;
  /** What Azure Arc says of its agents: Connected, Offline and so on; null where it is not connected. */
  connectivity: string | null;
}

type Row = Omit<ScriptTarget, "arcName" | "connected"> & { arcName: string | null };

/** What is selected. */
interface Asked {
  recommendationId: RecommendationId;
  selection: Selection;
}

/**
 * The unhealthy clusters of a selection that the person can see, by name, of one connector or of all. A cluster that is
 * connected already keeps its name and place in Azure Arc; the others are connected beside their connector.
 */
export async function scriptTargets(
  person: Person,
  { recommendationId, selection }: Asked,
  connectorId: string | null = null,
): Promise<ScriptTarget[]> {
  const rows = await db().$queryRaw<Row[]>(sql`
    SELECT c.arm_id AS id, c.name, c.region, t.name AS "arcName", t.connectivity,
      COALESCE(t.subscription_id, c.subscription_id) AS "subscriptionId",
      COALESCE(t.resource_group, c.resource_group) AS "resourceGroup",
      COALESCE(s.display_name, c.subscription_id) AS subscription, k.id AS "connectorId", k.name AS connector,
      k.cloud, k.hierarchy_id AS "hierarchyId", k.project_id AS "projectId"
    FROM assessment a JOIN cluster c ON c.id = a.cluster_id JOIN connector k ON k.id = c.connector_id
      LEFT JOIN cluster t ON t.id = c.connected_id
      LEFT JOIN subscription s ON s.id = COALESCE(t.subscription_id, c.subscription_id)
    WHERE a.recommendation_id = ${recommendationId} AND a.status = 'unhealthy' AND ${chosenBy(selection)}
      AND ${visibleTo(person, sql`a`)} ${connectorId ? sql`AND k.id = ${connectorId}` : empty}
    ORDER BY c.name, c.id LIMIT ${SCRIPT_CLUSTERS_MAX}`);
  return rows.map((row) => ({
    ...row,
    arcName: row.arcName ?? arcNameOf(row),
    connected: row.arcName !== null,
  }));
}
