import type { Person } from "../access/model.ts";
import { tallyVisibleTo, visibleTo } from "../access/scope.ts";
import { db, empty, join, type Sql, sql } from "../db/client.ts";
import { cursorOf, readCursor } from "../db/cursor.ts";
import {
  cloudOfSpec,
  RECOMMENDATION_IDS,
  type Reason,
  type RecommendationId,
  type RecommendationSpec,
  type ResourceCloud,
  recommendation,
  type Status,
} from "./catalog.ts";
import type { ListFilter, Sort } from "./filter.ts";
import { matching } from "./matching.ts";

const ASSESSMENTS_PAGE = 50;

export type StatusCounts = Record<Status, number>;

export interface RecommendationRow
  extends Pick<
    RecommendationSpec,
    "title" | "severity" | "control" | "resourceType" | "preview" | "assessmentKey" | "aliases"
  > {
  id: RecommendationId;
  cloud: ResourceCloud;
  /** By what it is fixed: a job of the portal, a script for a person's own tools, or by hand. */
  fixedBy: "job" | "script" | "hand";
  counts: StatusCounts;
}

export interface AssessmentRow {
  id: string;
  clusterId: string;
  name: string;
  subscriptionId: string;
  subscription: string;
  resourceGroup: string;
  region: string;
  status: Status;
  reason: Reason | null;
  changedAt: Date;
  version: string;
  powerState: string;
  provisioningState: string;
  sensorWorkspaceId: string | null;
  excludedBy: string | null;
  agentlessExcludedBy: string | null;
  /** Of a cluster outside of Azure: the Arc-enabled cluster that it is connected as. */
  connectedId: string | null;
  /** The remediation that is fixing it now. */
  remediationId: string | null;
}

/** Every recommendation with how many of the person's clusters are unhealthy, healthy or out of its scope. */
export async function recommendations(person: Person): Promise<RecommendationRow[]> {
  const rows = await db().$queryRaw<{ id: RecommendationId; status: Status; count: number }[]>(sql`
    SELECT t.recommendation_id AS id, t.status, sum(t.count)::int AS count
      FROM ${tallyVisibleTo(person)} t GROUP BY 1, 2`);
  return RECOMMENDATION_IDS.map((id) => {
    const spec = recommendation(id);
    const { title, severity, control, resourceType, preview, assessmentKey, aliases } = spec;
    const counts = countsOf(rows.filter((row) => row.id === id));
    return {
      id,
      title,
      severity,
      control,
      resourceType,
      preview,
      assessmentKey,
      aliases,
      cloud: cloudOfSpec(spec),
      fixedBy: spec.fix ? "job" : spec.script ? "script" : "hand",
      counts,
    };
  });
}

/** How many clusters stand under each tab, by the filter. */
export async function statusCounts(
  person: Person,
  id: RecommendationId,
  filter: ListFilter,
): Promise<StatusCounts> {
  // Names are not tallied: a search looks at the assessments themselves.
  const counted = filter.search
    ? sql`(SELECT one.*, 1 AS count FROM assessment one WHERE ${visibleTo(person, sql`one`)})`
    : tallyVisibleTo(person);
  const rows = await db().$queryRaw<{ status: Status; count: number }[]>(sql`
    SELECT a.status, sum(a.count)::int AS count FROM ${counted} a
     WHERE a.recommendation_id = ${id} AND ${matching(filter)} GROUP BY 1`);
  return countsOf(rows);
}

interface SortKey {
  column: Sql;
  type: Sql;
  of: (row: AssessmentRow) => string;
}

const BY_NAME: SortKey = { column: sql`a.cluster_name`, type: sql`text`, of: (row) => row.name };
const BY_REGION: SortKey = { column: sql`a.region`, type: sql`text`, of: (row) => row.region };
const BY_CHANGE: SortKey = {
  column: sql`a.status_changed_at`,
  type: sql`timestamptz`,
  of: (row) => row.changedAt.toISOString(),
};
const BY_ID: SortKey = { column: sql`a.id`, type: sql`uuid`, of: (row) => row.id };

/** Each is the order of an index; the id comes last and makes every row's place its own. */
const SORT_KEYS: Record<Sort, readonly SortKey[]> = {
  name: [BY_NAME, BY_ID],
  region: [BY_REGION, BY_NAME, BY_ID],
  changed: [BY_CHANGE, BY_ID],
};

export interface AssessmentQuery {
  status: Status;
  filter: ListFilter;
  sort: Sort;
  descending: boolean;
  /** Where the page begins; with `backward`, where it ends. */
  cursor: string | null;
  backward: boolean;
}

/** One page of a tab; `previous` and `next` are cursors, null where there is nothing beyond. */
export async function assessmentPage(
  person: Person,
  id: RecommendationId,
  query: AssessmentQuery,
  size = ASSESSMENTS_PAGE,
) {
  const { status, filter } = query;
  const descending = query.descending !== query.backward;
  const keys = SORT_KEYS[query.sort];
  const cursor = readCursor(query.cursor, keys.length);
  const order = join(keys.map(({ column }) => (descending ? sql`${column} DESC` : column)));
  // The page is cut first, on one index; names and states are looked up for its rows alone.
  const rows = await db().$queryRaw<AssessmentRow[]>(sql`
    WITH page AS (
      SELECT a.* FROM assessment a
       WHERE a.recommendation_id = ${id} AND a.status = ${status} AND ${matching(filter)}
         AND ${visibleTo(person, sql`a`)} ${cursor ? beyond(keys, cursor, descending) : empty}
       ORDER BY ${order} LIMIT ${size + 1}
    )
    SELECT a.id, a.cluster_id AS "clusterId", a.cluster_name AS name, a.subscription_id AS "subscriptionId",
      COALESCE(s.display_name, a.subscription_id) AS subscription, a.resource_group AS "resourceGroup", a.region,
      a.status, a.reason, a.status_changed_at AS "changedAt", COALESCE(c.version, '') AS version,
      COALESCE(c.power_state, '') AS "powerState", COALESCE(c.provisioning_state, 'Succeeded') AS "provisioningState",
      c.sensor_workspace_id AS "sensorWorkspaceId", c.excluded_by AS "excludedBy",
      c.agentless_excluded_by AS "agentlessExcludedBy", c.connected_id AS "connectedId",
      (SELECT t.remediation_id FROM task t WHERE t.assessment_id = a.id
        AND t.state IN ('queued', 'applying', 'waiting', 'verifying') LIMIT 1) AS "remediationId"
    FROM page a LEFT JOIN cluster c ON c.id = a.cluster_id LEFT JOIN subscription s ON s.id = a.subscription_id
    ORDER BY ${order}`);
  return pageOf(rows, size, query, cursor !== null);
}

/** The rows behind a cursor, as a comparison of whole places that an index understands. */
function beyond(keys: readonly SortKey[], cursor: readonly string[], descending: boolean): Sql {
  const columns = join(keys.map(({ column }) => column));
  const place = join(keys.map(({ type }, at) => sql`${cursor[at]}::${type}`));
  return sql`AND (${columns}) ${descending ? sql`<` : sql`>`} (${place})`;
}

/** Cuts the row that only told that there is more, and names the cursors of both ends. */
function pageOf(rows: AssessmentRow[], size: number, query: AssessmentQuery, began: boolean) {
  const more = rows.length > size;
  const shown = rows.slice(0, size);
  if (query.backward) shown.reverse();
  const cursor = (row: AssessmentRow | undefined) =>
    row ? cursorOf(...SORT_KEYS[query.sort].map(({ of }) => of(row))) : null;
  const [before, after] = query.backward ? [more, began] : [began, more];
  return {
    rows: shown,
    previous: before ? cursor(shown[0]) : null,
    next: after ? cursor(shown.at(-1)) : null,
  };
}

/** What the filter pills offer: the subscriptions and regions that the recommendation's clusters stand in. */
export async function facets(person: Person, id: RecommendationId) {
  const rows = await db().$queryRaw<
    { subscriptionId: string; subscription: string; region: string }[]
  >(sql`
    SELECT DISTINCT a.subscription_id AS "subscriptionId", COALESCE(s.display_name, a.subscription_id) AS subscription, a.region
      FROM ${tallyVisibleTo(person)} a LEFT JOIN subscription s ON s.id = a.subscription_id
     WHERE a.recommendation_id = ${id}`);
  const subscriptions = new Map(rows.map((row) => [row.subscriptionId, row.subscription]));
  return {
    subscriptions: [...subscriptions].map(([value, label]) => ({ value, label })).sort(byLabel),
    regions: [...new Set(rows.map((row) => row.region))]
      .sort()
      .map((value) => ({ value, label: value })),
  };
}

/** The cluster's assessments by recommendation, so that a single cluster can be fixed or freed. */
export async function assessmentsOf(
  person: Person,
  clusterId: string,
): Promise<
  Partial<Record<RecommendationId, { id: string; status: Status; reason: Reason | null }>>
> {
  const rows = await db().$queryRaw<
    { recommendationId: RecommendationId; id: string; status: Status; reason: Reason | null }[]
  >(sql`
    SELECT a.recommendation_id AS "recommendationId", a.id, a.status, a.reason FROM assessment a
     WHERE a.cluster_id IN (${clusterId}, ${clusterId.toLowerCase()}) AND ${visibleTo(person, sql`a`)}`);
  return Object.fromEntries(rows.map(({ recommendationId, ...row }) => [recommendationId, row]));
}

/** How many subscriptions the person can see, for the sub-line of pages. */
export async function subscriptionCount(person: Person): Promise<number> {
  const [row] = await db().$queryRaw<{ count: number }[]>(sql`
    SELECT count(DISTINCT subscription_id)::int AS count FROM visible_scope WHERE person_id = ${person.id}`);
  return row?.count ?? 0;
}

function countsOf(rows: { status: Status; count: number }[]): StatusCounts {
  const counts: StatusCounts = { unhealthy: 0, healthy: 0, notApplicable: 0 };
  for (const { status, count } of rows) counts[status] = count;
  return counts;
}

function byLabel(a: { label: string }, b: { label: string }): number {
  return a.label.localeCompare(b.label);
}
