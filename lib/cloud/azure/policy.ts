import { config } from "../../config.ts";
import type { Call } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import type { PolicyAssignmentFacts, PolicyWish, RoleWish } from "../policy.ts";
import { type Arm, absentAsNull } from "./arm.ts";
import { Assignment, assignmentFacts } from "./policy-assignments.ts";
import { ensureRole } from "./role-grants.ts";
import { API } from "./versions.ts";

const ASSIGNMENT_PATH =
  "/subscriptions/{s}/providers/Microsoft.Authorization/policyAssignments/{n}";

/**
 * Makes the assignment be there with an identity and that identity's roles, or not be there at all.
 * Needs policyAssignments/write and roleAssignments/write: Owner, as Azure's own portal does.
 */
export async function ensurePolicyAssignment(
  arm: Arm,
  subscriptionId: string,
  wish: PolicyWish,
): Promise<PolicyAssignmentFacts | null> {
  const ask = {
    path: ASSIGNMENT_PATH,
    values: [subscriptionId, wish.name],
    apiVersion: API.policyAssignments,
  };
  const found = await absentAsNull(arm.get(ask));
  if (!wish.assigned) {
    if (found) await arm.delete(ask);
    return null;
  }
  const answer = found ?? (await arm.put({ ...ask, body: bodyOf(wish) }));
  const assignment = Assignment.parse(answer.body);
  const principalId = assignment.identity?.principalId;
  if (principalId) {
    const scope = `/subscriptions/${subscriptionId}`;
    for (const roleId of wish.roleIds) await grant(arm, { scope, principalId, roleId });
  }
  return assignmentFacts(assignment);
}

/** The call that makes or removes the assignment. Pure: nothing is read or sent. */
export function policyCall(subscriptionId: string, wish: PolicyWish): Call {
  const url = new URL(config().azure.resourceManager);
  url.pathname = [
    "",
    "subscriptions",
    subscriptionId,
    "providers",
    "Microsoft.Authorization",
    "policyAssignments",
    wish.name,
  ]
    .map(encodeURIComponent)
    .join("/");
  url.searchParams.set("api-version", API.policyAssignments);
  return wish.assigned
    ? { method: "PUT", url: url.href, body: bodyOf(wish) }
    : { method: "DELETE", url: url.href, body: null };
}

function bodyOf(wish: PolicyWish) {
  return {
    location: wish.region,
    identity: { type: "SystemAssigned" },
    properties: {
      displayName: wish.displayName,
      description: "Created when a component of the Containers plan was turned on.",
      policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${wish.definitionId}`,
      enforcementMode: "Default",
      parameters: {},
    },
  };
}

async function grant(arm: Arm, wish: RoleWish): Promise<void> {
  if ((await ensureRole(arm, wish)) !== "unknown") return;
  throw new CloudFault({
    kind: "busy",
    code: "PrincipalNotFound",
    message: "Entra ID does not know the assignment's new identity yet.",
    status: 400,
    requestId: null,
  });
}
