import { z } from "zod";
import { resourceNotFound } from "../../arm/errors.ts";
import type { ArmRequest, Resource } from "../../types.ts";
import { groupOf } from "../resources/resource-groups.ts";
import { without } from "./members.ts";
import { ETAG_SINCE, hasOldTiers, hiddenIn, OLD_TIERS } from "./versions.ts";

export const CLUSTER_TYPE = "microsoft.containerservice/managedclusters";
/** As AKS itself spells it in answers. */
const SHOWN_TYPE = "Microsoft.ContainerService/ManagedClusters";

const flag = z.object({ enabled: z.boolean().nullish() });

/** What the sandbox checks of a cluster that is sent to it; everything else is kept as it comes. */
export const ClusterBody = z.looseObject({
  location: z.string().min(1),
  tags: z.record(z.string(), z.string()).nullish(),
  sku: z.looseObject({ name: z.string().optional(), tier: z.string().optional() }).nullish(),
  identity: z.looseObject({ type: z.string().optional() }).nullish(),
  properties: z
    .looseObject({
      kubernetesVersion: z.string().nullish(),
      dnsPrefix: z.string().nullish(),
      nodeResourceGroup: z.string().nullish(),
      enableRBAC: z.boolean().nullish(),
      disableLocalAccounts: z.boolean().nullish(),
      agentPoolProfiles: z.array(z.looseObject({ name: z.string().min(1) })).nullish(),
      addonProfiles: z.record(z.string(), z.looseObject({ enabled: z.boolean() })).nullish(),
      networkProfile: z.looseObject({ networkPlugin: z.string().nullish() }).nullish(),
      securityProfile: z
        .looseObject({
          defender: z
            .looseObject({
              logAnalyticsWorkspaceResourceId: z.string().nullish(),
              securityMonitoring: flag.nullish(),
            })
            .nullish(),
          workloadIdentity: flag.nullish(),
        })
        .nullish(),
    })
    .default({}),
});
export type ClusterBody = z.infer<typeof ClusterBody>;

/**
 * The cluster that a request's path names.
 * @throws ArmError 404 when it, or its resource group, is not there.
 */
export function clusterOf(request: ArmRequest): Resource {
  const cluster = findCluster(request);
  if (cluster) return cluster;
  const group = groupOf(request);
  throw resourceNotFound(
    "Microsoft.ContainerService/managedClusters",
    String(request.params.name),
    group.name,
  );
}

export function findCluster({ kernel, params }: ArmRequest): Resource | undefined {
  return kernel.store.get(clusterId(params));
}

export function clusterId({ subscriptionId, resourceGroup, name }: ArmRequest["params"]): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

/** A stored cluster, whose body was checked when it was written. */
export function storedBody({ body }: Resource): ClusterBody {
  return body as ClusterBody;
}

/** A cluster as an api-version shows it. */
export function shownCluster(cluster: Resource, apiVersion: string): object {
  const { id, name, etag } = cluster;
  const body = without(storedBody(cluster), hiddenIn(apiVersion)) as ClusterBody;
  const { sku } = body;
  return {
    id,
    name,
    type: SHOWN_TYPE,
    ...body,
    ...(hasOldTiers(apiVersion) && sku && { sku: oldSku(sku) }),
    ...(apiVersion >= ETAG_SINCE && { eTag: etag }),
  };
}

function oldSku({ tier }: NonNullable<ClusterBody["sku"]>): object {
  return { name: "Basic", tier: OLD_TIERS[tier ?? ""] ?? tier };
}
