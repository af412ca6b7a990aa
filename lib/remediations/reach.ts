import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import type { ClusterKind } from "../cloud/cloud.ts";
import { db, empty, join, type Sql, sql } from "../db/client.ts";

/** How many clusters stand at or below a scope, and in how many subscriptions. */
export interface Reach {
  clusters: number;
  subscriptions: number;
}

const GROUP = /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)$/;
const SUBSCRIPTION = /^\/subscriptions\/([^/]+)(?:\/resourcegroups\/([^/]+))?$/;

/** What of the estate a lower-cased scope reaches, as far as the person can see it. */
export async function reachOf(person: Person, scope: string, kind: ClusterKind): Promise<Reach> {
  const [row] = await db().$queryRaw<Reach[]>(sql`
    SELECT count(*)::int AS clusters, count(DISTINCT c.subscription_id)::int AS subscriptions
      FROM cluster c WHERE ${below(scope)} AND c.kind = ${kind} AND ${visibleTo(person, sql`c`)}`);
  return row ?? { clusters: 0, subscriptions: 0 };
}

/** The same for whole subscriptions at once, of every kind of cluster. */
export async function clustersBySubscription(
  person: Person,
  subscriptionIds: readonly string[],
): Promise<Map<string, number>> {
  if (subscriptionIds.length === 0) return new Map();
  const rows = await db().$queryRaw<{ id: string; clusters: number }[]>(sql`
    SELECT c.subscription_id AS id, count(*)::int AS clusters FROM cluster c
     WHERE c.subscription_id IN (${join([...subscriptionIds])}) AND ${visibleTo(person, sql`c`)} GROUP BY 1`);
  return new Map(rows.map(({ id, clusters }) => [id, clusters]));
}

/** Rows of `cluster c` that stand at or below the scope. */
function below(scope: string): Sql {
  const [, group] = GROUP.exec(scope) ?? [];
  if (group) {
    return sql`c.subscription_id IN (
      WITH RECURSIVE under AS (
        SELECT g.id FROM management_group g WHERE lower(g.id) = ${group}
        UNION SELECT g.id FROM under JOIN management_group g ON g.parent_id = under.id
      ) SELECT s.id FROM under JOIN subscription s ON s.management_group_id = under.id)`;
  }
  const [, subscriptionId = "", resourceGroup] = SUBSCRIPTION.exec(scope) ?? [];
  return sql`c.subscription_id = ${subscriptionId}
    ${resourceGroup ? sql`AND c.resource_group = ${resourceGroup}` : empty}`;
}
