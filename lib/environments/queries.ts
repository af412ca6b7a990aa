import type { Person } from "../access/model.ts";
import { subscriptionVisibleTo, tallyVisibleTo } from "../access/scope.ts";
import { db, empty, join, Prisma, type Sql, sql } from "../db/client.ts";
import { cursorOf, readCursor } from "../db/cursor.ts";
import { likePattern } from "../db/like.ts";
import type { EnvironmentFilter, PlanStateFilter } from "./filter.ts";

/** Subscriptions on one page of the flat list, and at most under one open management group. */
const ENVIRONMENTS_PAGE = 100;

export interface SubscriptionRow {
  id: string;
  name: string;
  state: string;
  managementGroupId: string | null;
  /** Whether the person sees all of it, not only some of its resource groups. */
  whole: boolean;
  clusters: number;
  unhealthy: number;
  /** Whether the Containers plan is on; null while it has not been read, or can't be. */
  planOn: boolean | null;
  legacyPlans: number;
  plansOn: number;
  plansAll: number;
}

export interface GroupRow {
  id: string;
  name: string;
  parentId: string | null;
  subscriptions: number;
}

export interface EnvironmentCounts {
  subscriptions: number;
  clusters: number;
  unhealthy: number;
  planOff: number;
}

const SHOWN = (person: Person) => subscriptionVisibleTo(person, sql`s.id`);

const PLAN_IS: Record<PlanStateFilter, Sql> = {
  on: sql`EXISTS (SELECT 1 FROM plan p WHERE p.subscription_id = s.id AND p.name = 'Containers' AND p.tier = 'Standard')`,
  off: sql`NOT EXISTS (SELECT 1 FROM plan p WHERE p.subscription_id = s.id AND p.name = 'Containers' AND p.tier = 'Standard')`,
  legacy: sql`EXISTS (SELECT 1 FROM plan p WHERE p.subscription_id = s.id AND p.tier = 'Standard' AND p.name IN ('KubernetesService', 'ContainerRegistry'))`,
};

/** Counters above the tree, of all that the person can see. */
export async function environmentCounts(person: Person): Promise<EnvironmentCounts> {
  const [row] = await db().$queryRaw<EnvironmentCounts[]>(sql`
    SELECT count(*)::int AS subscriptions,
      count(*) FILTER (WHERE ${PLAN_IS.off})::int AS "planOff",
      COALESCE(sum(n.clusters), 0)::int AS clusters, COALESCE(sum(n.unhealthy), 0)::int AS unhealthy
    FROM subscription s ${tallied(person)} WHERE ${SHOWN(person)}`);
  return row ?? { subscriptions: 0, clusters: 0, unhealthy: 0, planOff: 0 };
}

/** Management groups that hold, somewhere below, a subscription that the person can see. */
export function groups(person: Person): Promise<GroupRow[]> {
  return db().$queryRaw(sql`
    WITH RECURSIVE held AS (
      SELECT g.id, g.parent_id, s.id AS subscription FROM subscription s
        JOIN management_group g ON g.id = s.management_group_id WHERE ${SHOWN(person)}
      UNION SELECT g.id, g.parent_id, held.subscription FROM held JOIN management_group g ON g.id = held.parent_id
    )
    SELECT g.id, g.display_name AS name, g.parent_id AS "parentId", count(DISTINCT held.subscription)::int AS subscriptions
      FROM held JOIN management_group g ON g.id = held.id GROUP BY g.id ORDER BY g.display_name, g.id`);
}

/** The subscriptions that stand directly in one of these management groups (null: in none). */
export function subscriptionsIn(person: Person, groupIds: string[]): Promise<SubscriptionRow[]> {
  const within =
    groupIds.length > 0 ? sql`s.management_group_id IN (${join(groupIds)})` : sql`false`;
  return db().$queryRaw(sql`
    SELECT ${columns(person)} FROM (
      SELECT s.*, row_number() OVER (PARTITION BY s.management_group_id ORDER BY s.display_name, s.id) AS place
        FROM subscription s WHERE ${SHOWN(person)} AND (${within} OR s.management_group_id IS NULL)
    ) s ${tallied(person)} WHERE s.place <= ${ENVIRONMENTS_PAGE} ORDER BY s.display_name, s.id`);
}

/** One page of the subscriptions that match, with the cursor of the next. */
export async function subscriptionPage(
  person: Person,
  filter: EnvironmentFilter,
): Promise<{ rows: SubscriptionRow[]; total: number; next: string | null }> {
  const where = join([SHOWN(person), ...conditions(filter)], " AND ");
  const cursor = readCursor(filter.after, 2);
  const after = cursor ? sql`AND (s.display_name, s.id) > (${join(cursor)})` : empty;
  const [rows, [counted]] = await Promise.all([
    db().$queryRaw<
      SubscriptionRow[]
    >(sql`SELECT ${columns(person)} FROM subscription s ${tallied(person)} WHERE ${where} ${after}
      ORDER BY s.display_name, s.id LIMIT ${ENVIRONMENTS_PAGE + 1}`),
    db().$queryRaw<{ total: number }[]>(
      sql`SELECT count(*)::int AS total FROM subscription s WHERE ${where}`,
    ),
  ]);
  const last = rows.length > ENVIRONMENTS_PAGE ? rows[ENVIRONMENTS_PAGE - 1] : undefined;
  return {
    rows: rows.slice(0, ENVIRONMENTS_PAGE),
    total: counted?.total ?? 0,
    next: last ? cursorOf(last.name, last.id) : null,
  };
}

/** One subscription, or null when it does not exist for the person. */
export async function subscription(person: Person, id: string): Promise<SubscriptionRow | null> {
  const rows = await db().$queryRaw<SubscriptionRow[]>(
    sql`SELECT ${columns(person)} FROM subscription s ${tallied(person)} WHERE s.id = ${id.toLowerCase()} AND ${SHOWN(person)}`,
  );
  return rows[0] ?? null;
}

/** When the estate was last read, and what went wrong if the last run failed. */
export async function lastDiscovery() {
  const [done, last] = await Promise.all([
    db().discovery.findFirst({
      where: { finishedAt: { not: null }, fault: { equals: Prisma.DbNull } },
      orderBy: { startedAt: "desc" },
    }),
    db().discovery.findFirst({ orderBy: { startedAt: "desc" } }),
  ]);
  return {
    doneAt: done?.finishedAt ?? null,
    running: last !== null && last.finishedAt === null,
    fault: last?.fault ?? null,
  };
}

/** The clusters of each subscription: every cluster has one assessment by this recommendation. */
function tallied(person: Person): Sql {
  return sql`LEFT JOIN (
    SELECT t.subscription_id, sum(t.count) AS clusters,
        sum(t.count) FILTER (WHERE t.status = 'unhealthy') AS unhealthy
      FROM ${tallyVisibleTo(person)} t WHERE t.recommendation_id = 'aksDefenderProfile' GROUP BY 1
    ) n ON n.subscription_id = s.id`;
}

/** Numbers count only what the person can see: who has one resource group learns nothing of the others. */
function columns(person: Person): Sql {
  return sql`s.id, s.display_name AS name, s.state, s.management_group_id AS "managementGroupId",
  EXISTS (SELECT 1 FROM visible_scope w WHERE w.person_id = ${person.id}
    AND w.subscription_id = s.id AND w.resource_group = '') AS whole,
  COALESCE(n.clusters, 0)::int AS clusters, COALESCE(n.unhealthy, 0)::int AS unhealthy,
  (SELECT p.tier = 'Standard' FROM plan p WHERE p.subscription_id = s.id AND p.name = 'Containers') AS "planOn",
  (SELECT count(*) FROM plan p WHERE p.subscription_id = s.id AND p.tier = 'Standard'
     AND p.name IN ('KubernetesService', 'ContainerRegistry'))::int AS "legacyPlans",
  (SELECT count(*) FROM plan p WHERE p.subscription_id = s.id AND p.tier = 'Standard'
     AND p.document->>'deprecated' IS DISTINCT FROM 'true')::int AS "plansOn",
  (SELECT count(*) FROM plan p WHERE p.subscription_id = s.id
     AND p.document->>'deprecated' IS DISTINCT FROM 'true')::int AS "plansAll"`;
}

function conditions({ search, plan, state }: EnvironmentFilter): Sql[] {
  const parts: Sql[] = [];
  if (search) {
    const pattern = likePattern(search);
    parts.push(sql`(s.display_name ILIKE ${pattern} OR s.id ILIKE ${pattern})`);
  }
  if (plan?.length)
    parts.push(
      sql`(${join(
        plan.map((one) => PLAN_IS[one]),
        " OR ",
      )})`,
    );
  if (state?.length) parts.push(sql`s.state IN (${join(state)})`);
  return parts;
}
