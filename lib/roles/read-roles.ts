import type { Person } from "../access/model.ts";
import type { PolicyIdentityFacts, RoleAssignmentFacts } from "../cloud/authorization.ts";
import { CloudFault, type FaultRecord } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";

/** What was read from Azure, or how Azure refused. */
export type Read<Value> = { ok: true; value: Value } | { ok: false; fault: FaultRecord };

/**
 * The role assignments and the policy assignments that reach a subscription, read now and in the person's own name:
 * Azure itself decides whether they may know.
 */
export async function readRoles(
  person: Person,
  subscriptionId: string,
): Promise<Read<{ assignments: RoleAssignmentFacts[]; identities: PolicyIdentityFacts[] }>> {
  const cloud = cloudFor({ kind: "person", ...person });
  try {
    const [assignments, identities] = await Promise.all([
      cloud.roleAssignmentsOf(subscriptionId),
      cloud.policyIdentitiesOf(subscriptionId),
    ]);
    return { ok: true, value: { assignments, identities } };
  } catch (error) {
    if (error instanceof CloudFault) return { ok: false, fault: error.record() };
    throw error;
  }
}
