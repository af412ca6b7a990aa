/** The stable api-versions of managed clusters, oldest first. */
export const CLUSTER_VERSIONS = [
  ...[
    "2022-06-01",
    "2022-07-01",
    "2022-09-01",
    "2022-11-01",
    "2023-01-01",
    "2023-02-01",
    "2023-03-01",
  ],
  ...[
    "2023-04-01",
    "2023-05-01",
    "2023-06-01",
    "2023-07-01",
    "2023-08-01",
    "2023-09-01",
    "2023-10-01",
  ],
  ...[
    "2023-11-01",
    "2024-01-01",
    "2024-02-01",
    "2024-05-01",
    "2024-06-01",
    "2024-07-01",
    "2024-08-01",
  ],
  ...["2024-09-01", "2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01"],
];

/** Since when a cluster's answer carries `eTag` and a write may be bound to it by If-Match. */
export const ETAG_SINCE = "2024-09-01";

/** The last version that knows none of NEWER_FIELDS. */
const OLD = "2022-11-01";

/**
 * Members that 2024-09-01 has and 2022-11-01 has not, by Azure's OpenAPI files of the two. A star stands for
 * every item of a list. When each came in between is not told; here all of them come after 2022-11-01.
 */
const NEWER_FIELDS = [
  "properties.nodeResourceGroupProfile",
  "properties.supportPlan",
  "properties.upgradeSettings",
  "properties.ingressProfile",
  "properties.azureMonitorProfile",
  "properties.serviceMeshProfile",
  "properties.resourceUID",
  "properties.metricsProfile",
  "properties.securityProfile.workloadIdentity",
  "properties.securityProfile.imageCleaner",
  "properties.networkProfile.networkPluginMode",
  "properties.networkProfile.networkDataplane",
  "properties.networkProfile.advancedNetworking",
  "properties.networkProfile.loadBalancerProfile.backendPoolType",
  "properties.autoUpgradeProfile.nodeOSUpgradeChannel",
  "properties.workloadAutoScalerProfile.verticalPodAutoscaler",
  "properties.agentPoolProfiles.*.capacityReservationGroupID",
  "properties.agentPoolProfiles.*.networkProfile",
  "properties.agentPoolProfiles.*.windowsProfile",
  "properties.agentPoolProfiles.*.securityProfile",
].map((path) => path.split("."));

/** The paths of a cluster's members that a version does not know. */
export function hiddenIn(apiVersion: string): readonly (readonly string[])[] {
  return apiVersion <= OLD ? NEWER_FIELDS : [];
}

/** Names that tiers had up to 2022-11-01, by their names of today. */
export const OLD_TIERS: Readonly<Record<string, string>> = { Standard: "Paid", Free: "Free" };

export function hasOldTiers(apiVersion: string): boolean {
  return apiVersion <= OLD;
}
