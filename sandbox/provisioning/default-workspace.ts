import {
  defaultWorkspaceOf,
  ensureDefaultWorkspace,
} from "../azure/operational-insights/default-workspace.ts";
import { ArmError } from "../types.ts";
import type { DeploymentContext } from "./target.ts";

/** What it takes to make a default workspace and its resource group on a subscription. */
export const WORKSPACE_RIGHTS = [
  "Microsoft.Resources/subscriptions/resourceGroups/write",
  "Microsoft.OperationalInsights/workspaces/write",
] as const;

/** The id of the default workspace of the cluster's region, which is made when it is missing. */
export function defaultWorkspace(
  { kernel, cluster, author, at }: DeploymentContext,
  through: "aks" | "arc",
): string {
  const subscriptionId = String(cluster.subscriptionId);
  const location = String(cluster.location);
  const workspace = defaultWorkspaceOf(subscriptionId, location, through);
  if (!workspace) throw unknownRegion(location);
  ensureDefaultWorkspace(kernel, subscriptionId, workspace, author, at);
  return workspace.id;
}

/** What the policy's template says of a region that its table of codes lacks. */
function unknownRegion(location: string): ArmError {
  return new ArmError(
    400,
    "InvalidTemplate",
    `Deployment template validation failed: 'The template variable 'locationCode' is not valid: The language expression property '${location}' doesn't exist.'`,
  );
}
