import { beginChange } from "../azure/container-service/begin-change.ts";
import { CLUSTER_TYPE, type ClusterBody, storedBody } from "../azure/container-service/cluster.ts";
import { isBusy, isStopped } from "../azure/container-service/refusals.ts";
import {
  defaultWorkspaceOf,
  ensureDefaultWorkspace,
} from "../azure/operational-insights/default-workspace.ts";
import { ArmError, type Resource } from "../types.ts";
import { isExcludedByTag } from "./exclusion.ts";
import { firstMissing, missingLink } from "./rights.ts";
import { DEPLOY, type DeploymentContext, type Target } from "./target.ts";

const WRITE = "Microsoft.ContainerService/managedClusters/write";
const READ = "Microsoft.ContainerService/managedClusters/read";
const WRITE_GROUP = "Microsoft.Resources/subscriptions/resourceGroups/write";
const WRITE_WORKSPACE = "Microsoft.OperationalInsights/workspaces/write";

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
      ...(makesWorkspace
        ? ([
            [WRITE_GROUP, subscription],
            [WRITE_WORKSPACE, subscription],
          ] as const)
        : []),
    ]);
    if (missing || makesWorkspace) return missing;
    return missingLink(access, WRITE, cluster.id, workspaceId);
  },
  begin(context) {
    const logAnalyticsWorkspaceResourceId = context.workspaceId || defaultWorkspace(context);
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

/** The id of the default workspace of the cluster's region, which is made when it is missing. */
function defaultWorkspace({ kernel, cluster, author, at }: DeploymentContext): string {
  const subscriptionId = String(cluster.subscriptionId);
  const location = String(cluster.location);
  const workspace = defaultWorkspaceOf(subscriptionId, location, "aks");
  if (!workspace) throw unknownRegion(location);
  ensureDefaultWorkspace(kernel, subscriptionId, workspace, author, at);
  return workspace.id;
}

/** What the policy's template says of a region that its table of codes lacks. */
export function unknownRegion(location: string): ArmError {
  return new ArmError(
    400,
    "InvalidTemplate",
    `Deployment template validation failed: 'The template variable 'locationCode' is not valid: The language expression property '${location}' doesn't exist.'`,
  );
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
