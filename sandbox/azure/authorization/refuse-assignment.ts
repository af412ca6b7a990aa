import { ArmError } from "../../types.ts";
import type { AssignmentBody } from "./policy-assignment.ts";
import { findDefinition, isBenchmark } from "./policy-catalog/catalog.ts";
import type { PolicyDefinition } from "./policy-catalog/definition.ts";
import { refuseWrongParameters } from "./policy-parameters.ts";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftauthorization */
const LONGEST_NAME = { managementGroup: 24, other: 64 };
const FORBIDDEN = /[<>*%&:?+\\/]|[. ]$/;
const MANAGEMENT_GROUP = /^\/providers\/microsoft\.management\//i;

/**
 * Refuses an assignment that can't be.
 * @throws ArmError 400 or 404 in Azure Policy's words
 */
export function refuseNonsense(name: string, scope: string, sent: AssignmentBody): void {
  refuseName(name, scope);
  const { policyDefinitionId, parameters } = sent.properties;
  const definition = findDefinition(policyDefinitionId);
  if (!definition && !isBenchmark(policyDefinitionId)) throw unknownDefinition(policyDefinitionId);
  if (definition) {
    refuseWrongParameters(name, definition, parameters ?? {});
    requireIdentity(definition, sent);
  }
  if (["SystemAssigned", "UserAssigned"].includes(sent.identity?.type ?? "") && !sent.location) {
    throw new ArmError(
      400,
      "LocationRequired",
      "The 'location' property must be specified for a policy assignment with a managed identity.",
    );
  }
  for (const notScope of sent.properties.notScopes ?? []) refuseNotScope(name, scope, notScope);
}

function refuseName(name: string, scope: string): void {
  const longest = LONGEST_NAME[MANAGEMENT_GROUP.test(scope) ? "managementGroup" : "other"];
  const why =
    name.length > longest
      ? `The policy assignment name length must not exceed '${longest}' characters.`
      : FORBIDDEN.test(name) &&
        "The policy assignment name cannot contain the characters '<>*%&:?+/\\' or end with a dot or a space.";
  if (!why) return;
  throw new ArmError(
    400,
    "InvalidPolicyAssignmentName",
    `The policy assignment name '${name}' is invalid. ${why}`,
  );
}

function unknownDefinition(policyDefinitionId: string): ArmError {
  const isSet = /\/policySetDefinitions\//i.test(policyDefinitionId);
  const name = policyDefinitionId.slice(policyDefinitionId.lastIndexOf("/") + 1);
  return isSet
    ? new ArmError(
        404,
        "PolicySetDefinitionNotFound",
        `The policy set definition '${name}' could not be found.`,
      )
    : new ArmError(
        404,
        "PolicyDefinitionNotFound",
        `The policy definition '${name}' could not be found.`,
      );
}

/** Whatever can deploy needs somebody to deploy as, also when its effect is disabled. */
function requireIdentity({ details }: PolicyDefinition, { identity }: AssignmentBody): void {
  if (!details?.roleDefinitionIds || (identity && identity.type !== "None")) return;
  throw new ArmError(
    400,
    "ResourceIdentityRequired",
    "Policy assignments must include a 'managed identity' when assigning 'DeployIfNotExists' policy definitions or policy definitions that contain a deployment in the effect details. Please see https://aka.ms/azurepolicyremediation for usage details.",
  );
}

/** Below a management group lie subscriptions whose ids don't begin with its own, so only the others can be checked. */
function refuseNotScope(name: string, scope: string, notScope: string): void {
  const below = notScope.toLowerCase().startsWith(`${scope.toLowerCase()}/`);
  if (below || MANAGEMENT_GROUP.test(scope)) return;
  throw new ArmError(
    400,
    "InvalidCreatePolicyAssignmentRequest",
    `The policy assignment '${name}' create request is invalid. The excluded scope '${notScope}' is not a child of the assignment's scope '${scope}'.`,
  );
}
