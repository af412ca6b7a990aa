import { placesOf } from "../access/rights.ts";
import type { ActivityFacts, AzureCloud } from "../cloud/cloud.ts";
import { CloudFault, FAULTS } from "../cloud/faults.ts";
import { CONTAINERS, component } from "../plans/catalog.ts";
import { type RemovableId, removal } from "./catalog-removal.ts";
import { type Finding, findingsOf } from "./causes.ts";
import { deployingAssignments, isComponentOn } from "./removal-plan.ts";

/** Why a removed component is there again, and who put it there as far as Azure tells. */
export interface ReturnedBy {
  what: string;
  who: string | null;
}

interface Return {
  id: RemovableId;
  subscriptionId: string;
  resourceGroup: string;
  /** What was written when it came back: the cluster, or its extension. */
  resourceId: string;
  since: Date;
  /** The request by which we removed it; it stands in the activity log as well. */
  requestId: string | null;
  /** Whether a tag keeps the cluster out of automatic provisioning. */
  tagged: boolean;
}

/**
 * What brought a component back. Azure's activity log names who wrote it last: a person, or the identity of a policy
 * assignment. Where it says nothing, what deploys the component now is named.
 */
export async function whoBroughtBack(cloud: AzureCloud, back: Return): Promise<ReturnedBy> {
  const [standing, last] = await Promise.all([
    standingCauses(cloud, back),
    lastWriter(cloud, back),
  ]);
  const who = last?.caller || null;
  if (who?.includes("@")) return { what: `${who} put it back.`, who };
  const own = last && (await ofIdentity(cloud, standing, last.principalId));
  const causes = own ? [own] : standing;
  if (causes.length > 0) return { what: causes.map((one) => inWords(back.id, one)).join(" "), who };
  return {
    what: "No plan and no policy that is known deploys it here: a person or a script did.",
    who,
  };
}

/** What deploys the component on this cluster now; the plan is read afresh. */
async function standingCauses(cloud: AzureCloud, back: Return): Promise<Finding[]> {
  const { id, subscriptionId, resourceGroup, tagged } = back;
  const { policies, excludable } = removal(id);
  const [plan, assignments, places] = await Promise.all([
    cloud.plan(subscriptionId, CONTAINERS),
    deployingAssignments(policies),
    placesOf([subscriptionId]),
  ]);
  const on = isComponentOn(id, plan.document);
  return findingsOf({
    standings: [{ subscriptionId, resourceGroup, clusters: 1, untagged: tagged ? 0 : 1 }],
    componentOn: new Set(on ? [subscriptionId] : []),
    assignments,
    places,
    heedsTags: excludable,
  });
}

async function lastWriter(
  cloud: AzureCloud,
  { resourceId, since, requestId }: Return,
): Promise<ActivityFacts | null> {
  try {
    const events = await cloud.activityOf(resourceId, since);
    return events.find(({ correlationId }) => correlationId !== requestId) ?? null;
  } catch (error) {
    // Not every reader may read the log; what stands is then all that is known.
    if (error instanceof CloudFault && FAULTS[error.kind].next === "stop") return null;
    throw error;
  }
}

/** The assignment that acts as this identity. */
async function ofIdentity(
  cloud: AzureCloud,
  standing: readonly Finding[],
  principalId: string,
): Promise<Finding | null> {
  for (const finding of standing) {
    if (finding.kind !== "assignment") continue;
    const assignment = await cloud.policyAssignment(finding.assignment.id);
    if (assignment?.principalId?.toLowerCase() === principalId.toLowerCase()) return finding;
  }
  return null;
}

function inWords(id: RemovableId, finding: Finding): string {
  return finding.kind === "plan"
    ? `Automatic provisioning: the component ${component(removal(id).component).label} is on in the Containers plan.`
    : `Azure Policy: the assignment “${finding.assignment.displayName}” deploys it where it is missing.`;
}
