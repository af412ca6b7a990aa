import { type Installable, installable, VERSIONS } from "./catalog.ts";
import type { Request, Target } from "./model.ts";
import { segment } from "./quote.ts";

/** The path of a cluster within Azure Resource Manager, each name of it encoded. */
export function clusterPath(target: Target, ask: Installable): string {
  const { subscriptionId, resourceGroup, name } = target;
  const type =
    installable(ask).clusters === "aks"
      ? "Microsoft.ContainerService/managedClusters"
      : "Microsoft.Kubernetes/connectedClusters";
  return `/subscriptions/${segment(subscriptionId)}/resourceGroups/${segment(resourceGroup)}/providers/${type}/${segment(name)}`;
}

/** The path of what is installed on a cluster of Arc. */
export function extensionPath(target: Target, ask: Installable, name = ""): string {
  const list = `${clusterPath(target, ask)}/providers/Microsoft.KubernetesConfiguration/extensions`;
  return name ? `${list}/${segment(name)}` : list;
}

/** The path of a workspace, each name of it encoded. */
export function workspacePath(id: string): string {
  return id.split("/").map(segment).join("/");
}

/** What changes in an AKS cluster's `properties`, for the part of it that the component is. */
export function aksPart({ installable: id, task }: Request, { workspace }: Target) {
  const enabled = task === "deploy";
  if (id === "aksPolicyAddon") return { addonProfiles: { azurepolicy: { enabled } } };
  return {
    securityProfile: {
      defender: {
        ...(enabled && { logAnalyticsWorkspaceResourceId: workspace?.id ?? "" }),
        securityMonitoring: { enabled },
      },
    },
  };
}

/** The body by which an extension is installed, without what is secret. */
export function extensionBody({ installable: id, auditLogPath }: Request, target: Target) {
  const { extension } = installable(id);
  return {
    identity: { type: "SystemAssigned" },
    properties: {
      extensionType: extension?.type,
      autoUpgradeMinorVersion: true,
      releaseTrain: "Stable",
      scope: { cluster: { releaseNamespace: extension?.namespace } },
      configurationSettings: extensionSettings(target, auditLogPath),
    },
  };
}

/** The settings that the article names, as far as they are given. */
function extensionSettings({ workspace }: Target, auditLogPath: string | null) {
  return {
    ...(workspace && { logAnalyticsWorkspaceResourceID: workspace.id }),
    ...(workspace && auditLogPath && { auditLogPath }),
  };
}

/** The query of a call, for the type of resource that it goes to. */
export function versionOf(type: keyof typeof VERSIONS): string {
  return `?api-version=${VERSIONS[type]}`;
}
