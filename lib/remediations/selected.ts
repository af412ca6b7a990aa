import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import { EXTENSION_TYPES } from "../cloud/wishes.ts";
import { type Sql, sql } from "../db/client.ts";
import type { RecommendationId } from "../recommendations/catalog.ts";
import { chosenBy } from "../recommendations/matching.ts";
import { partOfVerb, type Verb } from "./catalog.ts";
import type { FixRequest, Options } from "./model.ts";

/** Whether a part is on the cluster `c`, however its installation went. */
const PRESENT = {
  sensor: sql`(c.sensor_enabled OR c.extensions @> ${JSON.stringify([{ type: EXTENSION_TYPES.sensor }])}::jsonb)`,
  policy: sql`(c.policy_addon OR c.extensions @> ${JSON.stringify([{ type: EXTENSION_TYPES.policy }])}::jsonb)`,
  cluster: sql`true`,
};

/** Whether what the recommendation asks for is on the cluster `c`. */
export function present(id: RecommendationId): Sql {
  return PRESENT[partOfVerb("remove", id)];
}

/** The assessments of a selection that the person can see and to which the verb can be done, as rows of alias `a`. */
export function selected(
  { recommendationId, selection, verb = "fix", options = {} }: FixRequest,
  person: Person,
): Sql {
  return sql`a.recommendation_id = ${recommendationId} AND ${eligible(verb, recommendationId, options)}
    AND ${chosenBy(selection)} AND ${visibleTo(person, sql`a`)}`;
}

/** A fix goes by the judgement; the other verbs by what is on the cluster, whatever is judged of it. */
function eligible(verb: Verb, id: RecommendationId, options: Options): Sql {
  if (verb === "fix") return sql`a.status = 'unhealthy'`;
  const excluding =
    options.from === "agentless" ? sql`c.agentless_excluded_by` : sql`c.excluded_by`;
  // Looked up by name: what a verb that is not asked for needs may not be there.
  const clusters: Record<Exclude<Verb, "fix">, () => Sql> = {
    remove: () => present(id),
    move: () =>
      sql`c.sensor_enabled AND lower(c.sensor_workspace_id) IS DISTINCT FROM ${options.workspaceId?.toLowerCase() ?? ""}`,
    exclude: () => sql`${excluding} IS NULL`,
    include: () => sql`${excluding} IS NOT NULL`,
    withdraw: () => sql`c.posture->>'agentlessAccess' = 'true'`,
  };
  return sql`EXISTS (SELECT 1 FROM cluster c WHERE c.id = a.cluster_id AND ${clusters[verb]()})`;
}
