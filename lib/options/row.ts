import type { Request, Target } from "./model.ts";

/**
 * What a script is told of a cluster: where it is, and where its sensor is to report to. The default workspace
 * is not named: the Azure CLI creates it when it is missing, and would refuse a name that leads nowhere.
 */
export function rowOf({ installable, task }: Request, target: Target): string[] {
  const { subscriptionId, resourceGroup, name, workspace } = target;
  const place = [subscriptionId, resourceGroup, name];
  const reports = installable === "aksSensor" || installable === "arcDefenderExtension";
  if (task !== "deploy" || !reports || !workspace || workspace.isDefault) return place;
  const config = JSON.stringify({ logAnalyticsWorkspaceResourceId: workspace.id });
  return [...place, installable === "aksSensor" ? config : workspace.id];
}
