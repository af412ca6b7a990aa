import type { Person } from "../access/model.ts";
import { placesOf, rightsOf } from "../access/rights.ts";
import type { PlanDocument } from "../cloud/cloud.ts";
import { cloudFor } from "../cloud/index.ts";
import { db, type Sql, sql } from "../db/client.ts";
import { CONTAINERS, component } from "../plans/catalog.ts";
import { choiceOf } from "../plans/model.ts";
import { clusterRecommendation } from "../recommendations/catalog.ts";
import { type RemovableId, removal } from "./catalog-removal.ts";
import { type DeployingAssignment, type Finding, findingsOf, type Standing } from "./causes.ts";
import type { Cause, RemovalPlan } from "./choice.ts";
import { type Asked, exclusionLacks, offersOf, sum } from "./offers.ts";
import { clustersBySubscription, reachOf } from "./reach.ts";

/** Causes whose steps are shown with what they would send. */
const CHANGES_SHOWN = 20;

/** What would bring the component back on the chosen clusters, and the steps that take it away, by the person's rights. */
export async function removalPlan(
  id: RemovableId,
  chosen: Sql,
  person: Person,
): Promise<RemovalPlan> {
  const spec = removal(id);
  const standings = await standingsOf(chosen);
  const subscriptionIds = [...new Set(standings.map((one) => one.subscriptionId))];
  const [places, plans, assignments, names, { grants }] = await Promise.all([
    placesOf(subscriptionIds),
    db().plan.findMany({ where: { name: CONTAINERS, subscriptionId: { in: subscriptionIds } } }),
    deployingAssignments(spec.policies),
    db().subscription.findMany({ where: { id: { in: subscriptionIds } } }),
    rightsOf(person),
  ]);
  const on = plans.filter(({ document }) => isComponentOn(id, document as unknown as PlanDocument));
  const findings = findingsOf({
    standings,
    places,
    assignments,
    componentOn: new Set(on.map(({ subscriptionId }) => subscriptionId)),
    heedsTags: spec.excludable,
  });
  const asked: Asked = {
    id,
    person,
    grants,
    places,
    standings,
    chosen: new Map(
      [...Map.groupBy(standings, (one) => one.subscriptionId)].map(([at, some]) => [at, sum(some)]),
    ),
    plans: new Map(on.map((row) => [row.subscriptionId, row])),
    names: new Map(names.map((row) => [row.id, row.displayName])),
    cloud: cloudFor({ kind: "person", ...person }),
  };
  const causes = await causesOf(asked, findings);
  return {
    noun: spec.noun,
    causes,
    exclusion: spec.excludable ? exclusionOf(asked, causes) : null,
    stays: spec.stays,
  };
}

/** The findings in words. Of an estate there may be thousands of plans, which are counted at once, and few assignments. */
async function causesOf(asked: Asked, findings: readonly Finding[]): Promise<Cause[]> {
  const { id, person, plans } = asked;
  const clusters = await clustersBySubscription(person, [...plans.keys()]);
  const causes: Cause[] = [];
  for (const finding of findings) {
    const reach =
      finding.kind === "plan"
        ? { clusters: clusters.get(finding.subscriptionId) ?? 0, subscriptions: 1 }
        : await reachOf(person, finding.assignment.scope, clusterRecommendation(id).kind);
    causes.push(offersOf(asked, finding, reach));
  }
  return causes;
}

/** The plan without the contents of all but the first changes: of an estate they would be many megabytes. */
export function abridged({ causes, ...plan }: RemovalPlan): RemovalPlan {
  const bare = (cause: Cause) => ({
    ...cause,
    steps: cause.steps.map((step) => ({ ...step, change: null })),
  });
  return { ...plan, causes: causes.map((cause, at) => (at < CHANGES_SHOWN ? cause : bare(cause))) };
}

/** Where the chosen clusters stand, and how many of them no tag keeps out. */
function standingsOf(chosen: Sql): Promise<Standing[]> {
  return db().$queryRaw<Standing[]>(sql`
    SELECT a.subscription_id AS "subscriptionId", a.resource_group AS "resourceGroup", count(*)::int AS clusters,
           (count(*) FILTER (WHERE one.excluded_by IS NULL))::int AS untagged
      FROM assessment a JOIN cluster one ON one.id = a.cluster_id WHERE ${chosen} GROUP BY 1, 2 ORDER BY 1, 2`);
}

/** Where policies that deploy the component are assigned, anywhere in the estate. */
export function deployingAssignments(policies: readonly string[]): Promise<DeployingAssignment[]> {
  return db().policyAssignment.findMany({
    where: { policyDefinitionId: { in: [...policies] } },
    select: { id: true, scope: true, displayName: true, document: true },
    orderBy: { id: "asc" },
  });
}

/** Whether the plan itself deploys it; a component that policies carry is found as assignments. */
export function isComponentOn(id: RemovableId, document: PlanDocument): boolean {
  const { component: name } = removal(id);
  if (component(name).carrier.kind !== "extension") return false;
  return choiceOf(document, new Set()).components[name];
}

/** The tag is advised where turning off what heeds it would touch others, or is not the person's to do. */
function exclusionOf(asked: Asked, causes: Cause[]) {
  const heeding = causes.filter(({ heedsTag }) => heedsTag);
  if (heeding.length === 0) return null;
  const lacking = exclusionLacks(asked);
  return {
    label: "Set the exclusion tag on these clusters, in the same go",
    affects:
      "Automatic provisioning leaves them alone from then on, and the recommendation no longer applies to them. No other cluster is touched. Policies that people assign do not look at the tag.",
    lacks: lacking,
    recommended:
      lacking === null && heeding.some(({ steps }) => !steps.some((step) => step.recommended)),
  };
}
