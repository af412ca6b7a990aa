import { DEPLOYING_POLICIES } from "../cloud/policy.ts";
import { CODE_OF_REGION } from "./regions.ts";

/** The built-in policies by which a workspace is assigned to the sensors of each kind of cluster. */
export const SENSOR_POLICIES = DEPLOYING_POLICIES.sensor;

/** The parameter of both policies that names the workspace. */
export const WORKSPACE_PARAMETER = "logAnalyticsWorkspaceResourceId";

/** An assignment of one of those policies; `document` is its properties as ARM has them. */
export interface WorkspaceAssignment {
  /** Lower-cased. */
  scope: string;
  policyDefinitionId: string;
  document: unknown;
}

/**
 * The workspace that policies assign to something: the nearest assignment that is in force and names one.
 * @param scopes where the thing stands, nearest first, lower-cased
 */
export function assignedAt(
  scopes: readonly string[],
  policyDefinitionId: string,
  assignments: readonly WorkspaceAssignment[],
): string | undefined {
  return scopes
    .flatMap((scope) => assignments.filter((one) => one.scope === scope))
    .filter((one) => one.policyDefinitionId === policyDefinitionId && reaches(one, scopes))
    .map(workspaceOf)
    .find(Boolean);
}

/** Whether the assignment is in force for what stands at these scopes, none of which it excludes. */
export function reaches(
  { document }: Pick<WorkspaceAssignment, "document">,
  scopes: readonly string[],
): boolean {
  const { notScopes, enforcementMode, parameters } = document as AssignmentProperties;
  const effect = String(parameters?.effect?.value ?? "");
  if (enforcementMode === "DoNotEnforce" || effect.toLowerCase() === "disabled") return false;
  return !notScopes?.some((excluded) => scopes.includes(excluded.toLowerCase()));
}

interface AssignmentProperties {
  notScopes?: string[] | null;
  enforcementMode?: string | null;
  parameters?: Record<string, { value?: unknown }> | null;
}

/** The workspace that an assignment names, if any: an empty parameter stands for the default one. */
export function workspaceOf({
  document,
}: Pick<WorkspaceAssignment, "document">): string | undefined {
  const { parameters } = document as AssignmentProperties;
  const value = parameters?.[WORKSPACE_PARAMETER]?.value;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * The default workspace of a subscription in a region, by Azure's naming convention. It keeps none of the
 * sensor's data and is not billed. `created` regions without a code of their own use the region's name.
 * Source: https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable (2025-01).
 */
export function defaultWorkspace(subscriptionId: string, region: string) {
  const code = CODE_OF_REGION[region.toLowerCase()] ?? region.toUpperCase();
  const resourceGroup = `DefaultResourceGroup-${code}`;
  const name = `DefaultWorkspace-${subscriptionId}-${code}`;
  return {
    subscriptionId,
    resourceGroup,
    name,
    region,
    id: workspaceId({ subscriptionId, resourceGroup, name }),
  };
}

/** The ARM id of a workspace. */
function workspaceId(workspace: {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}): string {
  const { subscriptionId, resourceGroup, name } = workspace;
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${name}`;
}
