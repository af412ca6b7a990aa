import { randomUUID } from "node:crypto";
import { may, type Person, type RoleGrant } from "../access/model.ts";
import { placesOf, rightsOf } from "../access/rights.ts";
import { record } from "../audit/record.ts";
import { RETENTION_SAYS } from "../connectors/choice.ts";
import { announce } from "../db/announce.ts";
import { db, type Sql, sql, type Tx } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import { recommendation } from "../recommendations/catalog.ts";
import { Refusal } from "../result.ts";
import { fixOf, permissionOf, VERBS } from "./catalog.ts";
import type { FixRequest } from "./model.ts";
import { selected } from "./selected.ts";
import { type ChosenStep, chosenSteps, insertSteps } from "./steps.ts";

/** One press of Fix may not hold more; a larger estate is fixed in several. */
const TASKS_MAX = 20_000;
/** After so many new jobs the planner's statistics are stale, and claims become slow. */
const ANALYZE_FROM = 1_000;

/** A removal is first looked at again after so long. */
const WATCH_FROM_SECONDS = 60;

interface Place {
  subscriptionId: string;
  resourceGroup: string;
}

/**
 * Starts doing the verb to what is selected: one transaction resolves the selection to what it can be done to now,
 * and writes the remediation, its tasks, their jobs and the audit entry. Clusters that the person may not change,
 * and those that another remediation is changing, are left out and counted.
 */
export async function startRemediation(
  request: FixRequest,
  person: Person,
): Promise<{ remediationId: string; total: number; leftOut: number }> {
  const { recommendationId, selection, verb = "fix", options = {} } = request;
  const { title } = recommendation(recommendationId);
  const permission = permissionOf(verb, recommendationId);
  if (verb === "move" && !options.workspaceId) {
    throw new Refusal("Choose the workspace that the sensors shall report to.");
  }
  if (verb === "fix" && fixOf(recommendationId).asks === "retention" && !options.retentionDays) {
    throw new Refusal(RETENTION_SAYS);
  }
  const chosen = selected(request, person);
  const places = await placesIn(chosen);
  const { grants } = await rightsOf(person);
  const permitted = await permittedPlaces(places, grants, permission);
  if (permitted.length === 0)
    throw new Refusal(
      "None of the selected clusters can be changed by you now.",
      places.length > 0 ? "forbidden" : "missing",
      places[0]?.subscriptionId,
    );
  const steps = await chosenSteps(request, chosen, person);
  const remediationId = randomUUID();
  const correlationId = randomUUID();
  const { total, candidates } = await db().$transaction(async (tx) => {
    const counted = await insertTasks(tx, {
      remediationId,
      correlationId,
      request,
      person,
      chosen,
      permitted,
      steps,
    });
    await record(tx, {
      actor: person,
      action: "remediations.start",
      outcome: "started",
      resourceName: title,
      ...(permitted.length === 1 ? { subscriptionId: permitted[0]?.subscriptionId ?? null } : {}),
      resourceId: `remediations/${remediationId}`,
      summary: `${VERBS[verb].doing} ${counted.total} clusters: ${title}.`,
      after: {
        verb,
        options,
        selection,
        total: counted.total,
        ...(steps.length > 0 ? { steps: steps.map(({ label }) => label) } : {}),
      },
      correlationId,
    });
    await announce(tx, `person:${person.id}`);
    return counted;
  });
  if (total >= ANALYZE_FROM) await db().$executeRawUnsafe("ANALYZE task");
  return { remediationId, total, leftOut: candidates - total };
}

/** Where the selected clusters stand. */
export function placesIn(chosen: Sql): Promise<(Place & { count: number })[]> {
  return db().$queryRaw(sql`
    SELECT a.subscription_id AS "subscriptionId", a.resource_group AS "resourceGroup", count(*)::int AS count
      FROM assessment a WHERE ${chosen} GROUP BY 1, 2 ORDER BY 1, 2`);
}

/** Those of the places where the grants allow the fix. */
export async function permittedPlaces<P extends Place>(
  places: P[],
  grants: readonly RoleGrant[],
  permission: Parameters<typeof may>[1],
): Promise<P[]> {
  const known = await placesOf([...new Set(places.map((place) => place.subscriptionId))]);
  return places.filter(({ subscriptionId, resourceGroup }) => {
    const place = known.get(subscriptionId);
    return place !== undefined && may(grants, permission, { ...place, resourceGroup });
  });
}

async function insertTasks(
  tx: Tx,
  plan: {
    remediationId: string;
    correlationId: string;
    request: FixRequest;
    person: Person;
    chosen: Sql;
    permitted: Place[];
    steps: ChosenStep[];
  },
): Promise<{ total: number; candidates: number }> {
  const { remediationId, person, chosen, permitted, steps } = plan;
  const { recommendationId, selection, verb = "fix", options = {} } = plan.request;
  await tx.remediation.create({
    data: {
      id: remediationId,
      recommendationId,
      verb,
      options,
      personId: person.id,
      actor: person.displayName,
      selection,
      total: 0,
      held: steps.length > 0,
      correlationId: plan.correlationId,
    },
  });
  const [{ candidates } = { candidates: 0 }] = await tx.$queryRaw<{ candidates: number }[]>(
    sql`SELECT count(*)::int AS candidates FROM assessment a WHERE ${chosen}`,
  );
  const tasks = await tx.$queryRaw<{ taskId: string; lane: string }[]>(sql`
    INSERT INTO task (remediation_id, assessment_id, cluster_id, cluster_name, subscription_id, resource_group, region, lane)
    SELECT ${remediationId}::uuid, a.id, a.cluster_id, a.cluster_name, a.subscription_id, a.resource_group, a.region,
           COALESCE(c.connector_id, a.subscription_id) || ':' || ${person.id}
      FROM assessment a LEFT JOIN cluster c ON c.id = a.cluster_id
      JOIN jsonb_to_recordset(${JSON.stringify(permitted)}::jsonb) AS p("subscriptionId" text, "resourceGroup" text)
        ON p."subscriptionId" = a.subscription_id AND p."resourceGroup" = a.resource_group
     WHERE ${chosen} ORDER BY a.cluster_name, a.id LIMIT ${TASKS_MAX}
    -- The predicate is that of the index task_one_live: one assessment has one live task.
    ON CONFLICT (assessment_id) WHERE state IN ('queued', 'applying', 'waiting', 'verifying') DO NOTHING
    RETURNING id AS "taskId", lane`);
  if (tasks.length === 0) {
    throw new Refusal("All of the selected clusters are being changed already.", "conflict");
  }
  await tx.remediation.update({ where: { id: remediationId }, data: { total: tasks.length } });
  // With steps before them the tasks stay queued, and so reserve their clusters, until the steps are done.
  await insertSteps(tx, remediationId, steps);
  if (steps.length > 0) await enqueue(tx, "take-away", [{ remediationId }]);
  else await enqueue(tx, "apply-task", tasks);
  if (verb === "remove")
    await enqueue(tx, "watch-removal", [{ remediationId }], WATCH_FROM_SECONDS);
  return { total: tasks.length, candidates };
}
