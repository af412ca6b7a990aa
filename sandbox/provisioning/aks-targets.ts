import { beginChange } from "../azure/container-service/begin-change.ts";
import { CLUSTER_TYPE, type ClusterBody, storedBody } from "../azure/container-service/cluster.ts";
import { isBusy, isStopped } from "../azure/container-service/refusals.ts";
import { ArmError, type Resource } from "../types.ts";
import { defaultWorkspace, WORKSPACE_RIGHTS } from "./default-workspace.ts";
import { isExcludedByTag } from "./exclusion.ts";
import { firstMissing, missingLink } from "./rights.ts";
import { DEPLOY, type DeploymentContext, type Target } from "./target.ts";

const WRITE = "Microsoft.ContainerService/managedClusters/write";
const READ = "Microsoft.ContainerService/managedClusters/read";

const common = {
  clusterType: CLUSTER_TYPE,
  isBusy: (_kernel, cluster) => isBusy(cluster),
  isExcluded: isExcludedByTag,
  refusal: (cluster) =>
    isStopped(cluster)
      ? new ArmError(
          409,
          "OperationNotAllowed",
          `Operation is not allowed: managed cluster '${cluster.name}' is stopped. Start it before changing its configuration.`,
        )
      : undefined,
} satisfies Partial<Target>;

/** The Defender sensor on Azure Kubernetes Service. */
export const AKS_SENSOR: Target = {
  ...common,
  isLacking: (_kernel, cluster) =>
    storedBody(cluster).properties.securityProfile?.defender?.securityMonitoring?.enabled !== true,
  missingRight(context, access) {
    const { cluster, workspaceId } = context;
    const subscription = subscriptionOf(cluster);
    const makesWorkspace = workspaceId === "";
    const missing = firstMissing(access, [
      [DEPLOY, subscription],
      [READ, cluster.id],
      [WRITE, cluster.id],
      ...(makesWorkspace ? WORKSPACE_RIGHTS.map((action) => [action, subscription] as const) : []),
    ]);
    if (missing || makesWorkspace) return missing;
    return missingLink(access, WRITE, cluster.id, workspaceId);
  },
  begin(context) {
    const logAnalyticsWorkspaceResourceId = context.workspaceId || defaultWorkspace(context, "aks");
    return change(context, (body) => ({
      ...body.properties,
      securityProfile: {
        ...body.properties.securityProfile,
        defender: {
          ...body.properties.securityProfile?.defender,
          logAnalyticsWorkspaceResourceId,
          securityMonitoring: { enabled: true },
        },
      },
    }));
  },
};

/** The Azure Policy add-on of Azure Kubernetes Service. */
export const AKS_POLICY: Target = {
  ...common,
  isExcluded: () => false,
  isLacking: (_kernel, cluster) =>
    storedBody(cluster).properties.addonProfiles?.azurepolicy?.enabled !== true,
  missingRight: ({ cluster }, access) =>
    firstMissing(access, [
      [DEPLOY, cluster.id.replace(/\/providers\/.*$/i, "")],
      [READ, cluster.id],
      [WRITE, cluster.id],
    ]),
  begin: (context) =>
    change(context, (body) => ({
      ...body.properties,
      addonProfiles: {
        ...body.properties.addonProfiles,
        azurepolicy: { ...body.properties.addonProfiles?.azurepolicy, enabled: true },
      },
    })),
};

function subscriptionOf({ subscriptionId }: Resource): string {
  return `/subscriptions/${subscriptionId}`;
}

function change(
  { kernel, cluster, author, at }: DeploymentContext,
  properties: (body: ClusterBody) => ClusterBody["properties"],
) {
  const before = storedBody(cluster);
  const after = { ...cluster, body: { ...before, properties: properties(before) } };
  const call = { running: "Updating", method: "PUT", path: cluster.id } as const;
  return beginChange(kernel, { ...call, after, before, at }, author);
}
