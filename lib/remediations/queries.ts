import type { Person } from "../access/model.ts";
import { canSee, canSeeConnector, visibleTo } from "../access/scope.ts";
import { FAULTS, type FaultRecord } from "../cloud/faults.ts";
import { db, empty, join, type Sql, sql } from "../db/client.ts";
import { cursorOf, readCursor } from "../db/cursor.ts";
import { type RecommendationId, recommendation } from "../recommendations/catalog.ts";
import type { ListFilter } from "../recommendations/filter.ts";
import { matching } from "../recommendations/matching.ts";
import type { Verb } from "./catalog.ts";
import { REMOVABLE_IDS, type RemovableId, titleOf } from "./catalog-removal.ts";
import { TASK_FLOW, type TaskState } from "./flow.ts";
import { present } from "./selected.ts";
import type { TaskCounts } from "./states.ts";

export { type Movers, movers } from "./movers.ts";

const TASKS_PAGE = 50;
const REMEDIATIONS_PAGE = 25;
const CARRIERS_PAGE = 50;

export interface RemediationRow {
  id: string;
  recommendationId: RecommendationId;
  verb: Verb;
  title: string;
  actor: string;
  createdAt: Date;
  /** Of the tasks that the person can see. */
  counts: TaskCounts;
  total: number;
  /** Whether the tasks wait until what would undo them is taken away. */
  held: boolean;
  /** Whether one of its steps has failed, and waits for a person. */
  stuck: boolean;
  /** After a removal: until when it is watched, when it was last looked, and on how many clusters it came back. */
  watchedUntil: Date | null;
  watchedAt: Date | null;
  returned: number;
}

export interface TaskRow {
  id: string;
  name: string;
  clusterId: string;
  subscriptionId: string;
  subscription: string;
  resourceGroup: string;
  region: string;
  state: TaskState;
  attempts: number;
  nextAt: Date | null;
  fault: (FaultRecord & { advice: string }) | null;
  requestId: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  before: unknown;
  intent: { call?: unknown; after?: unknown } | null;
  /** After a removal: when it was seen to be there again, and what is known of who put it there. */
  returnedAt: Date | null;
  returnedBy: { what: string; who: string | null } | null;
}

/** What is taken away before the tasks begin. */
export interface StepRow {
  id: string;
  title: string;
  state: string;
  before: unknown;
  intent: { call?: unknown; after?: unknown } | null;
  fault: (FaultRecord & { advice: string }) | null;
  requestId: string | null;
  finishedAt: Date | null;
}

const NONE = Object.fromEntries(Object.keys(TASK_FLOW).map((state) => [state, 0])) as TaskCounts;

/** Remediations of which the person can see a task, newest first. */
export async function remediations(
  person: Person,
  options: { cursor?: string | null; mine?: boolean },
) {
  const cursor = readCursor(options.cursor, 2);
  const rows = await db().$queryRaw<HeadRow[]>(sql`
    SELECT ${HEAD} FROM remediation r WHERE ${seenBy(person)}
      ${options.mine ? sql`AND r.person_id = ${person.id}` : empty}
      ${cursor ? sql`AND (r.created_at, r.id) < (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)` : empty}
     ORDER BY r.created_at DESC, r.id DESC LIMIT ${REMEDIATIONS_PAGE + 1}`);
  const shown = rows.slice(0, REMEDIATIONS_PAGE);
  const last = rows.length > REMEDIATIONS_PAGE ? shown.at(-1) : undefined;
  return {
    rows: await withCounts(person, shown),
    next: last ? cursorOf(last.createdAt.toISOString(), last.id) : null,
  };
}

/** One remediation, or null when it does not exist for the person. */
export async function remediation(person: Person, id: string) {
  const rows = await db().$queryRaw<HeadRow[]>(
    sql`SELECT ${HEAD} FROM remediation r WHERE r.id = ${id}::uuid AND ${seenBy(person)}`,
  );
  return (await withCounts(person, rows))[0] ?? null;
}

/** One page of a remediation's tasks by the cluster's name. */
export async function taskPage(
  person: Person,
  id: string,
  options: { states?: TaskState[] | undefined; cursor?: string | null | undefined },
) {
  const cursor = readCursor(options.cursor, 2);
  const rows = await db().$queryRaw<(Omit<TaskRow, "fault"> & { fault: FaultRecord | null })[]>(sql`
    SELECT t.id, t.cluster_name AS name, t.cluster_id AS "clusterId", t.subscription_id AS "subscriptionId",
      COALESCE(s.display_name, t.subscription_id) AS subscription, t.resource_group AS "resourceGroup", t.region,
      t.state, t.attempts, t.next_at AS "nextAt", t.fault, t.request_id AS "requestId", t.started_at AS "startedAt",
      t.finished_at AS "finishedAt", t.before, t.intent, t.returned_at AS "returnedAt", t.returned_by AS "returnedBy"
    FROM task t LEFT JOIN subscription s ON s.id = t.subscription_id
    WHERE t.remediation_id = ${id}::uuid AND ${visibleTo(person, sql`t`)}
      ${options.states?.length ? sql`AND t.state IN (${join(options.states)})` : empty}
      ${cursor ? sql`AND (t.cluster_name, t.id) > (${cursor[0]}, ${cursor[1]}::uuid)` : empty}
    ORDER BY t.cluster_name, t.id LIMIT ${TASKS_PAGE + 1}`);
  const shown = rows.slice(0, TASKS_PAGE);
  const last = rows.length > TASKS_PAGE ? shown.at(-1) : undefined;
  return {
    rows: shown.map((row) => ({ ...row, fault: advised(row.fault) })),
    next: last ? cursorOf(last.name, last.id) : null,
  };
}

/** The steps of a remediation that the person was found to see. */
export async function stepsOf(remediationId: string): Promise<StepRow[]> {
  const rows = await db().$queryRaw<(Omit<StepRow, "fault"> & { fault: FaultRecord | null })[]>(sql`
    SELECT p.id, p.title, p.state, p.before, p.intent, p.fault, p.request_id AS "requestId", p.finished_at AS "finishedAt"
      FROM remediation_step p WHERE p.remediation_id = ${remediationId}::uuid ORDER BY p.position`);
  return rows.map((row) => ({ ...row, fault: advised(row.fault) }));
}

function advised(fault: FaultRecord | null) {
  return fault && { ...fault, advice: FAULTS[fault.kind].advice };
}

/** A cluster that a component is on. */
export interface CarrierRow {
  /** Of its assessment: by it the cluster is selected. */
  id: string;
  clusterId: string;
  name: string;
  subscription: string;
  resourceGroup: string;
  region: string;
  provisioningState: string;
  powerState: string;
  connectivity: string | null;
  sensorWorkspaceId: string | null;
  excludedBy: string | null;
  /** The remediation that is changing it now. */
  remediationId: string | null;
}

/** One page of the clusters that have a component, by name. */
export async function carrierPage(
  person: Person,
  id: RemovableId,
  filter: ListFilter,
  after: string | null,
) {
  const cursor = readCursor(after, 2);
  const rows = await db().$queryRaw<CarrierRow[]>(sql`
    SELECT a.id, c.id AS "clusterId", c.name, COALESCE(s.display_name, c.subscription_id) AS subscription,
      c.resource_group AS "resourceGroup", c.region, c.provisioning_state AS "provisioningState",
      c.power_state AS "powerState", c.connectivity, c.sensor_workspace_id AS "sensorWorkspaceId",
      c.excluded_by AS "excludedBy", (SELECT t.remediation_id FROM task t WHERE t.assessment_id = a.id
        AND t.state IN ('queued', 'applying', 'waiting', 'verifying') LIMIT 1) AS "remediationId"
    FROM cluster c JOIN assessment a ON a.cluster_id = c.id AND a.recommendation_id = ${id}
      LEFT JOIN subscription s ON s.id = c.subscription_id
    WHERE c.kind = ${recommendation(id).kind} AND ${present(id)} AND ${matching(filter)} AND ${visibleTo(person, sql`c`)}
      ${cursor ? sql`AND (c.name, c.id) > (${cursor[0]}, ${cursor[1]})` : empty}
    ORDER BY c.name, c.id LIMIT ${CARRIERS_PAGE + 1}`);
  const shown = rows.slice(0, CARRIERS_PAGE);
  const last = rows.length > CARRIERS_PAGE ? shown.at(-1) : undefined;
  return { rows: shown, next: last ? cursorOf(last.name, last.clusterId) : null };
}

/** On how many clusters each component is, by the filter. */
export async function carrierCounts(
  person: Person,
  filter: ListFilter,
): Promise<Record<RemovableId, number>> {
  const counts = REMOVABLE_IDS.map(
    (id) =>
      sql`${id}::text, count(*) FILTER (WHERE c.kind = ${recommendation(id).kind} AND ${present(id)})`,
  );
  const [row] = await db().$queryRaw<{ counts: Record<RemovableId, number> }[]>(sql`
    SELECT json_build_object(${join(counts)}) AS counts
      FROM cluster c CROSS JOIN LATERAL (SELECT c.name AS cluster_name, c.subscription_id, c.region) a
     WHERE ${matching(filter)} AND ${visibleTo(person, sql`c`)}`);
  if (!row) throw new Error("A count came without a row.");
  return row.counts;
}

/** Whether the person may be told when something under the topic moves. */
export async function mayWatch(person: Person, topic: string): Promise<boolean> {
  const [kind, id = ""] = topic.split(":");
  if (kind === "estate") return true;
  if (kind === "person") return id === person.id;
  if (kind === "subscription") return canSee(person, id);
  if (kind === "connector") return canSeeConnector(person, id);
  if (kind !== "remediation" || !/^[0-9a-f-]{36}$/i.test(id)) return false;
  return (await remediation(person, id)) !== null;
}

interface HeadRow {
  id: string;
  recommendationId: RecommendationId;
  verb: Verb;
  actor: string;
  createdAt: Date;
  held: boolean;
  stuck: boolean;
  watchedUntil: Date | null;
  watchedAt: Date | null;
}

const HEAD = sql`r.id, r.recommendation_id AS "recommendationId", r.verb, r.actor, r.created_at AS "createdAt", r.held,
  EXISTS (SELECT 1 FROM remediation_step p WHERE p.remediation_id = r.id AND p.state = 'failed') AS stuck,
  r.watched_until AS "watchedUntil", r.watched_at AS "watchedAt"`;

function seenBy(person: Person): Sql {
  return sql`EXISTS (SELECT 1 FROM task t WHERE t.remediation_id = r.id AND ${visibleTo(person, sql`t`)})`;
}

async function withCounts(person: Person, heads: HeadRow[]): Promise<RemediationRow[]> {
  if (heads.length === 0) return [];
  const rows = await db().$queryRaw<
    { id: string; state: TaskState; count: number; returned: number }[]
  >(sql`
    SELECT t.remediation_id AS id, t.state, count(*)::int AS count, count(t.returned_at)::int AS returned FROM task t
     WHERE t.remediation_id IN (${join(heads.map((head) => sql`${head.id}::uuid`))}) AND ${visibleTo(person, sql`t`)}
     GROUP BY 1, 2`);
  return heads.map((head) => {
    const counts = { ...NONE };
    const mine = rows.filter((row) => row.id === head.id);
    for (const row of mine) counts[row.state] = row.count;
    const returned = mine.reduce((sum, row) => sum + row.returned, 0);
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { ...head, title: titleOf(head.verb, head.recommendationId), counts, total, returned };
  });
}
