import { z } from "zod";
import type { ClusterFacts } from "../cloud.ts";
import { excludingTag } from "../wishes.ts";
import type { Answer, Arm } from "./arm.ts";
import { graph } from "./graph.ts";
import { kql } from "./kql.ts";
import { API } from "./versions.ts";

/** What we read of a managed cluster; all else is kept as it came. */
export const ManagedCluster = z.looseObject({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
  eTag: z.string().nullish(),
  properties: z.looseObject({
    provisioningState: z.string().nullish(),
    powerState: z.looseObject({ code: z.string().nullish() }).nullish(),
    kubernetesVersion: z.string().nullish(),
    currentKubernetesVersion: z.string().nullish(),
    agentPoolProfiles: z
      .array(z.looseObject({ count: z.number().nullish(), vmSize: z.string().nullish() }))
      .nullish(),
    securityProfile: z
      .looseObject({
        defender: z
          .looseObject({
            logAnalyticsWorkspaceResourceId: z.string().nullish(),
            securityMonitoring: z.looseObject({ enabled: z.boolean().nullish() }).nullish(),
          })
          .nullish(),
        azureDefender: z.looseObject({ enabled: z.boolean().nullish() }).nullish(),
      })
      .nullish(),
    addonProfiles: z
      .record(z.string(), z.looseObject({ enabled: z.boolean().nullish() }))
      .nullish(),
    enableRBAC: z.boolean().nullish(),
    apiServerAccessProfile: z
      .looseObject({
        enablePrivateCluster: z.boolean().nullish(),
        authorizedIPRanges: z.array(z.string()).nullish(),
      })
      .nullish(),
  }),
});
export type ManagedCluster = z.infer<typeof ManagedCluster>;

const CLUSTER_PATH =
  "/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.ContainerService/managedClusters/{c}";
const CLUSTER_ID =
  /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/microsoft\.containerservice\/managedclusters\/([^/]+)$/i;

/** The path and values of a cluster's own URL. Throws when the id is not that of a managed cluster. */
export function clusterUrl(armId: string): { path: string; values: string[] } {
  const parts = CLUSTER_ID.exec(armId);
  if (!parts) throw new Error(`Not the id of a managed cluster: ${armId}`);
  return { path: CLUSTER_PATH, values: parts.slice(1) };
}

/** One cluster, whole, as it is now. */
export async function readCluster(
  arm: Arm,
  armId: string,
): Promise<{ cluster: ManagedCluster; answer: Answer }> {
  const answer = await arm.get({ ...clusterUrl(armId), apiVersion: API.managedClusters });
  return { cluster: ManagedCluster.parse(answer.body), answer };
}

/** All AKS clusters of the estate from Resource Graph, which may lag by a minute. */
export async function* managedClusters(arm: Arm): AsyncGenerator<ClusterFacts[]> {
  const query = kql`resources | where type =~ 'microsoft.containerservice/managedclusters' | project id, name, location, tags, properties | order by id asc`;
  for await (const page of graph(arm, query))
    yield page.map((row) => factsOf(ManagedCluster.parse(row)));
}

/** The clusters of one subscription by its own list call. */
export async function clustersOf(arm: Arm, subscriptionId: string): Promise<ClusterFacts[]> {
  const listed = await arm.all({
    path: "/subscriptions/{s}/providers/Microsoft.ContainerService/managedClusters",
    values: [subscriptionId],
    apiVersion: API.managedClusters,
  });
  return listed.map((item) => factsOf(ManagedCluster.parse(item)));
}

/** What only clusters of other clouds have. */
export const IN_AZURE = {
  connectorId: null,
  connectedId: null,
  agentlessExcludedBy: null,
  posture: null,
} as const;

/** What we keep of a cluster. */
export function factsOf(cluster: ManagedCluster): ClusterFacts {
  const { properties: p } = cluster;
  const [, subscriptionId = "", resourceGroup = ""] = CLUSTER_ID.exec(cluster.id) ?? [];
  const pools = p.agentPoolProfiles ?? [];
  const tags = cluster.tags ?? {};
  const api = p.apiServerAccessProfile;
  const privateCluster = api?.enablePrivateCluster === true;
  const defender = p.securityProfile?.defender;
  return {
    id: cluster.id.toLowerCase(),
    armId: cluster.id,
    kind: "aks",
    name: cluster.name,
    subscriptionId,
    resourceGroup: resourceGroup.toLowerCase(),
    region: cluster.location,
    version: p.currentKubernetesVersion ?? p.kubernetesVersion ?? "",
    powerState: p.powerState?.code ?? "Running",
    provisioningState: p.provisioningState ?? "Succeeded",
    sensorEnabled: defender?.securityMonitoring?.enabled === true,
    sensorWorkspaceId: defender?.logAnalyticsWorkspaceResourceId ?? null,
    legacySensor: p.securityProfile?.azureDefender?.enabled === true,
    policyAddon: addonEnabled(p.addonProfiles, "azurepolicy"),
    privateCluster,
    rbac: p.enableRBAC !== false,
    restrictedApi: privateCluster || (api?.authorizedIPRanges?.length ?? 0) > 0,
    nodeCount: pools.reduce((sum, pool) => sum + (pool.count ?? 0), 0),
    coreCount: coresOf(pools),
    excludedBy: excludingTag(tags, "sensor"),
    tags,
    connectivity: null,
    lastConnectedAt: null,
    distribution: "",
    agentVersion: "",
    extensions: [],
    ...IN_AZURE,
  };
}

function addonEnabled(
  addons: ManagedCluster["properties"]["addonProfiles"],
  name: string,
): boolean {
  // Azure returns this key in several spellings: azurepolicy, azurePolicy.
  return Object.entries(addons ?? {}).some(
    ([key, addon]) => key.toLowerCase() === name && addon.enabled === true,
  );
}

/** vCPUs by the number in the size's name (Standard_D4s_v5 has 4); null when a name has none.
 * Source: https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions */
function coresOf(
  pools: { count?: number | null | undefined; vmSize?: string | null | undefined }[],
) {
  let cores = 0;
  for (const { count, vmSize } of pools) {
    const perNode = /^Standard_[A-Z]+(\d+)/i.exec(vmSize ?? "")?.[1];
    if (!perNode) return null;
    cores += Number(perNode) * (count ?? 0);
  }
  return cores;
}
