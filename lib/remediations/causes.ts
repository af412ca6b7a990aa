import { managementGroupScope, type Place } from "../access/model.ts";
import { reaches } from "../workspaces/model.ts";

/** What the settings of the plan call the assignments that they make: Defender itself sees to those. */
const DEFENDERS_OWN = /^Defender for Containers provisioning\b/i;

/** Where selected clusters stand, and how many. */
export interface Standing {
  subscriptionId: string;
  /** Lower-cased. */
  resourceGroup: string;
  clusters: number;
  /** Of those, the ones that no tag keeps out of automatic provisioning. */
  untagged: number;
}

/** A policy that deploys the component where it is missing; `document` is its properties as ARM has them. */
export interface DeployingAssignment {
  id: string;
  /** Lower-cased. */
  scope: string;
  displayName: string;
  document: unknown;
}

/** What puts the component back on some of the selected clusters. */
export type Finding = {
  clusters: number;
  /** Lower-cased ids of the resource groups that they stand in. */
  groups: string[];
  heedsTag: boolean;
} & (
  | { kind: "plan"; subscriptionId: string }
  | { kind: "assignment"; assignment: DeployingAssignment }
);

/**
 * What would bring a component back on the selected clusters: the plan's component where it is on, and policy
 * assignments at their resource group or above it that are in force.
 * @param heedsTags whether automatic provisioning of this component looks at the exclusion tags at all
 */
export function findingsOf(input: {
  standings: readonly Standing[];
  /** Subscriptions whose plan has the component on. */
  componentOn: ReadonlySet<string>;
  assignments: readonly DeployingAssignment[];
  places: ReadonlyMap<string, Place>;
  heedsTags: boolean;
}): Finding[] {
  const { standings, componentOn, assignments, places, heedsTags } = input;
  const bySubscription = Map.groupBy(standings, (one) => one.subscriptionId);
  const plans = [...componentOn].map((subscriptionId): Finding => {
    const here = bySubscription.get(subscriptionId) ?? [];
    return { kind: "plan", subscriptionId, heedsTag: heedsTags, ...reached(here, heedsTags) };
  });
  const policies = assignments.map((assignment): Finding => {
    const heedsTag = heedsTags && DEFENDERS_OWN.test(assignment.displayName);
    const here = standings.filter((one) => isReached(assignment, scopesOf(one, places)));
    return { kind: "assignment", assignment, heedsTag, ...reached(here, heedsTag) };
  });
  return [...plans, ...policies].filter(({ clusters }) => clusters > 0);
}

/** Lower-cased scopes at and above a resource group, nearest first. */
function scopesOf(
  { subscriptionId, resourceGroup }: Standing,
  places: ReadonlyMap<string, Place>,
): string[] {
  const subscription = `/subscriptions/${subscriptionId}`;
  const above = places.get(subscriptionId)?.managementGroups ?? [];
  return [
    `${subscription}/resourcegroups/${resourceGroup}`,
    subscription,
    ...above.map(managementGroupScope),
  ];
}

function isReached(assignment: DeployingAssignment, scopes: string[]): boolean {
  return scopes.includes(assignment.scope) && reaches(assignment, scopes);
}

/** A cluster that a tag keeps out already is brought back by nothing that heeds the tag. */
function reached(here: readonly Standing[], heedsTag: boolean) {
  const counted = here
    .map((one) => ({ ...one, count: heedsTag ? one.untagged : one.clusters }))
    .filter(({ count }) => count > 0);
  return {
    clusters: counted.reduce((sum, { count }) => sum + count, 0),
    groups: counted.map(
      ({ subscriptionId, resourceGroup }) =>
        `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}`,
    ),
  };
}
