import { z } from "zod";
import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import { db, join, type Sql, sql } from "../db/client.ts";
import type { RecommendationId } from "../recommendations/catalog.ts";
import { assignedWorkspaces, type ClusterPlace, chooseWorkspace } from "../workspaces/choose.ts";
import { SENSOR_POLICIES, WORKSPACE_PARAMETER, workspaceOf } from "../workspaces/model.ts";

/** One press moves at most so many; what is left is shown again afterwards. */
const MOVE_MAX = 1_000;
const NAMED = 20;

/** Whose assessments stand for the clusters that a policy reaches. */
const RECOMMENDATION: Record<keyof typeof SENSOR_POLICIES, RecommendationId> = {
  aks: "aksDefenderProfile",
  arc: "arcDefenderExtension",
};

/** An assignment whose workspace clusters shall report to; it need not be there yet. */
export const MoversOf = z.strictObject({
  /** The definition's name. */
  definition: z.enum([SENSOR_POLICIES.aks, SENSOR_POLICIES.arc]),
  /** ARM id; null for one that is still to be made. */
  assignmentId: z.string().max(600).nullable(),
  scope: z.string().max(600),
  notScopes: z.array(z.string().max(600)).max(400),
  /** The workspace that it names; "" for the default ones. */
  workspaceId: z.string().max(600),
  enforced: z.boolean(),
});
export type MoversOf = z.infer<typeof MoversOf>;

export interface Movers {
  /** Clusters that report elsewhere than the assignment says. */
  total: number;
  recommendationId: RecommendationId;
  /** To each workspace, the assessments of those that would move there; at most a thousand in all. */
  groups: { workspaceId: string; from: string[]; clusters: string[]; assessmentIds: string[] }[];
}

/** Clusters that stand alike and report alike: one decision holds for all of them. */
interface Alike extends ClusterPlace {
  workspaceId: string;
  count: number;
}

/** Which clusters report to another workspace than they would by the assignment, nearer assignments going first. */
export async function movers(of: MoversOf, person: Person): Promise<Movers> {
  const kind = of.definition === SENSOR_POLICIES.arc ? "arc" : "aks";
  const recommendationId = RECOMMENDATION[kind];
  const from = sql`cluster c JOIN assessment a ON a.cluster_id = c.id AND a.recommendation_id = ${recommendationId}`;
  const where = sql`c.kind = ${kind} AND c.sensor_enabled AND ${within(of.scope)} AND ${visibleTo(person, sql`c`)}`;
  const alike = await db().$queryRaw<Alike[]>(sql`
    SELECT c.kind, c.subscription_id AS "subscriptionId", c.resource_group AS "resourceGroup", c.region,
      lower(COALESCE(c.sensor_workspace_id, '')) AS "workspaceId", count(*)::int AS count
    FROM ${from} WHERE ${where} GROUP BY 1, 2, 3, 4, 5`);
  const workspaceFor = await decided(of, alike);
  const moving = alike.flatMap((one) => {
    const wanted = workspaceFor(one);
    return wanted && wanted.toLowerCase() !== one.workspaceId ? [{ ...one, wanted }] : [];
  });
  const rows = await db().$queryRaw<Moving[]>(sql`
    SELECT a.id AS "assessmentId", c.name, m."workspaceId", m.wanted
    FROM ${from} JOIN jsonb_to_recordset(${JSON.stringify(moving)}::jsonb)
        AS m("subscriptionId" text, "resourceGroup" text, region text, "workspaceId" text, wanted text)
      ON m."subscriptionId" = c.subscription_id AND m."resourceGroup" = c.resource_group AND m.region = c.region
        AND m."workspaceId" = lower(COALESCE(c.sensor_workspace_id, ''))
    WHERE ${where} ORDER BY c.name, c.id LIMIT ${MOVE_MAX}`);
  const groups = Map.groupBy(rows, ({ wanted }) => wanted.toLowerCase());
  return {
    total: moving.reduce((sum, { count }) => sum + count, 0),
    recommendationId,
    groups: [...groups.values()].map((members) => ({
      workspaceId: members[0]?.wanted ?? "",
      from: [...new Set(members.map(({ workspaceId }) => workspaceId))],
      clusters: members.slice(0, NAMED).map(({ name }) => name),
      assessmentIds: members.map(({ assessmentId }) => assessmentId),
    })),
  };
}

interface Moving {
  assessmentId: string;
  name: string;
  /** Where it reports to now. */
  workspaceId: string;
  wanted: string;
}

/** Where clusters would report to with the assignment in force; null where another one decides. */
async function decided(
  of: MoversOf,
  places: ClusterPlace[],
): Promise<(place: ClusterPlace) => string | null> {
  const now = await assignedWorkspaces([...new Set(places.map((one) => one.subscriptionId))]);
  const scope = of.scope.toLowerCase();
  const mine = {
    scope,
    policyDefinitionId: of.definition,
    document: {
      notScopes: of.notScopes,
      enforcementMode: of.enforced ? "Default" : "DoNotEnforce",
      parameters: { [WORKSPACE_PARAMETER]: { value: of.workspaceId } },
    },
  };
  const others = (now.byScope.get(scope) ?? []).filter(
    (one) => one.policyDefinitionId !== of.definition,
  );
  const byScope = new Map([...now.byScope, [scope, [mine, ...others]]]);
  const wanted = workspaceOf(mine)?.toLowerCase();
  return (place) => {
    const { id, kind } = chooseWorkspace({ byScope, places: now.places }, place);
    // A nearer assignment, or one above where this one names nothing, is not this one's business.
    const decides = wanted ? id.toLowerCase() === wanted : kind === "default";
    return decides ? id : null;
  };
}

/** Clusters at and below a scope, as rows of alias `c`. */
function within(scope: string): Sql {
  const [, group] =
    /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)$/i.exec(scope) ?? [];
  if (group) {
    return sql`c.subscription_id IN (WITH RECURSIVE below AS (
        SELECT g.id FROM management_group g WHERE lower(g.id) = ${group.toLowerCase()}
        UNION SELECT g.id FROM below JOIN management_group g ON g.parent_id = below.id
      ) SELECT s.id FROM subscription s JOIN below ON below.id = s.management_group_id)`;
  }
  const [, subscriptionId = "", resourceGroup] =
    /^\/subscriptions\/([^/]+)(?:\/resourcegroups\/([^/]+))?$/i.exec(scope) ?? [];
  const parts = [sql`c.subscription_id = ${subscriptionId.toLowerCase()}`];
  if (resourceGroup) parts.push(sql`c.resource_group = ${resourceGroup.toLowerCase()}`);
  return join(parts, " AND ");
}
