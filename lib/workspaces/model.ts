import { CODE_OF_REGION } from "./regions.ts";

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
