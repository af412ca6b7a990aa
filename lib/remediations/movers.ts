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

interface Row extends ClusterPlace {
  assessmentId: string;
  name: string;
  workspaceId: string;
}

/** Which clusters report to another workspace than they would by the assignment, nearer assignments going first. */
export async function movers(of: MoversOf, person: Person): Promise<Movers> {
  const kind = of.definition === SENSOR_POLICIES.arc ? "arc" : "aks";
  const recommendationId = RECOMMENDATION[kind];
  const rows = await db().$queryRaw<Row[]>(sql`
    SELECT a.id AS "assessmentId", c.name, c.kind, c.subscription_id AS "subscriptionId",
      c.resource_group AS "resourceGroup", c.region, lower(COALESCE(c.sensor_workspace_id, '')) AS "workspaceId"
    FROM cluster c JOIN assessment a ON a.cluster_id = c.id AND a.recommendation_id = ${recommendationId}
    WHERE c.kind = ${kind} AND c.sensor_enabled AND ${within(of.scope)} AND ${visibleTo(person, sql`c`)}
    ORDER BY c.name, c.id`);
  const workspaceFor = await decided(of, rows);
  const moving = rows.flatMap((row) => {
    const wanted = workspaceFor(row);
    return wanted && wanted.toLowerCase() !== row.workspaceId ? [{ ...row, wanted }] : [];
  });
  const groups = Map.groupBy(moving.slice(0, MOVE_MAX), ({ wanted }) => wanted.toLowerCase());
  return {
    total: moving.length,
    recommendationId,
    groups: [...groups.values()].map((members) => ({
      workspaceId: members[0]?.wanted ?? "",
      from: [...new Set(members.map(({ workspaceId }) => workspaceId))],
      clusters: members.slice(0, NAMED).map(({ name }) => name),
      assessmentIds: members.map(({ assessmentId }) => assessmentId),
    })),
  };
}

/** Where each cluster would report to with the assignment in force; null where another one decides. */
async function decided(of: MoversOf, rows: Row[]): Promise<(row: Row) => string | null> {
  const now = await assignedWorkspaces([...new Set(rows.map((row) => row.subscriptionId))]);
  const scope = of.scope.toLowerCase();
  const others = now.assignments.filter(
    (one) => one.scope !== scope || one.policyDefinitionId !== of.definition,
  );
  const mine = {
    scope,
    policyDefinitionId: of.definition,
    document: {
      notScopes: of.notScopes,
      enforcementMode: of.enforced ? "Default" : "DoNotEnforce",
      parameters: { [WORKSPACE_PARAMETER]: { value: of.workspaceId } },
    },
  };
  const assigned = { assignments: [mine, ...others], places: now.places };
  const wanted = workspaceOf(mine)?.toLowerCase();
  return (row) => {
    const { id, kind } = chooseWorkspace(assigned, row);
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
