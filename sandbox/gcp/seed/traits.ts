import type { ClusterBody } from "../container/cluster.ts";

/** What may tell a GKE cluster from a well-kept one; each is what some recommendation flags, or what keeps Defender off. */
export const GKE_TRAITS = [
  "noLogging",
  "noMonitoring",
  "noAutoRepair",
  "noAutoUpgrade",
  "dashboard",
  "legacyAbac",
  "openControlPlane",
  "routesBased",
  "publicNodes",
  "noNetworkPolicy",
  "autopilot",
  "privateEndpoint",
  "excludedSensor",
  "excludedAgentless",
  "broken",
] as const;
export type GkeTrait = (typeof GKE_TRAITS)[number];

type Change = (body: ClusterBody) => Readonly<Record<string, unknown>>;

const managed = (body: ClusterBody, management: object) => ({
  nodePools: body.nodePools.map((pool) => ({
    ...pool,
    management: { ...pool.management, ...management },
  })),
});
const labelled = ({ resourceLabels }: ClusterBody, label: string) => ({
  resourceLabels: { ...resourceLabels, [label]: "true" },
});
const addOn = ({ addonsConfig }: ClusterBody, config: object) => ({
  addonsConfig: { ...(addonsConfig as object), ...config },
});

/** What each trait makes of the body of a well-kept cluster. */
export const TRAIT_CHANGES: Readonly<Record<GkeTrait, Change>> = {
  noLogging: () => ({
    loggingService: "none",
    loggingConfig: { componentConfig: { enableComponents: [] } },
  }),
  noMonitoring: () => ({
    monitoringService: "none",
    monitoringConfig: { componentConfig: { enableComponents: [] } },
  }),
  // Google leaves out what is false.
  noAutoRepair: (body) => managed(body, { autoRepair: undefined }),
  noAutoUpgrade: (body) => managed(body, { autoUpgrade: undefined }),
  dashboard: (body) => addOn(body, { kubernetesDashboard: {} }),
  legacyAbac: () => ({ legacyAbac: { enabled: true } }),
  openControlPlane: () => ({ masterAuthorizedNetworksConfig: {} }),
  routesBased: () => ({
    ipAllocationPolicy: { useRoutes: true, stackType: "IPV4" },
  }),
  publicNodes: () => ({ privateClusterConfig: undefined }),
  noNetworkPolicy: (body) => ({
    networkPolicy: undefined,
    ...addOn(body, { networkPolicyConfig: { disabled: true } }),
  }),
  autopilot: () => ({ autopilot: { enabled: true } }),
  privateEndpoint: ({ privateClusterConfig }) => ({
    privateClusterConfig: { ...(privateClusterConfig as object), enablePrivateEndpoint: true },
  }),
  excludedSensor: (body) => labelled(body, "ms_defender_container_exclude_sensors"),
  excludedAgentless: (body) => labelled(body, "ms_defender_container_exclude_agentless"),
  broken: () => ({
    status: "ERROR",
    statusMessage: "The cluster's control plane does not answer.",
    conditions: [{ code: "GKE_SERVICE_ACCOUNT_DELETED", canonicalCode: "FAILED_PRECONDITION" }],
  }),
};
