import { z } from "zod";
import type { ClusterFacts, ClusterPage, ConnectorAccess, GkePosture } from "../cloud.ts";
import { excludingTag } from "../wishes.ts";
import type { Google } from "./google.ts";
import { gkeId, gkeName } from "./names.ts";

const Toggle = z.looseObject({ enabled: z.boolean().nullish() }).nullish();

/**
 * What we read of a GKE cluster. What is false or empty is not in the answer at all. Source:
 * https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters (as far as known).
 */
const GkeCluster = z.looseObject({
  name: z.string(),
  location: z.string(),
  status: z.string().nullish(),
  statusMessage: z.string().nullish(),
  currentMasterVersion: z.string().nullish(),
  currentNodeCount: z.number().nullish(),
  resourceLabels: z.record(z.string(), z.string()).nullish(),
  labelFingerprint: z.string().nullish(),
  autopilot: Toggle,
  legacyAbac: Toggle,
  loggingService: z.string().nullish(),
  monitoringService: z.string().nullish(),
  masterAuthorizedNetworksConfig: Toggle,
  controlPlaneEndpointsConfig: z
    .looseObject({
      ipEndpointsConfig: z.looseObject({ authorizedNetworksConfig: Toggle }).nullish(),
    })
    .nullish(),
  networkPolicy: Toggle,
  networkConfig: z
    .looseObject({
      datapathProvider: z.string().nullish(),
      defaultEnablePrivateNodes: z.boolean().nullish(),
    })
    .nullish(),
  ipAllocationPolicy: z.looseObject({ useIpAliases: z.boolean().nullish() }).nullish(),
  privateClusterConfig: z
    .looseObject({
      enablePrivateNodes: z.boolean().nullish(),
      enablePrivateEndpoint: z.boolean().nullish(),
    })
    .nullish(),
  addonsConfig: z
    .looseObject({
      kubernetesDashboard: z.looseObject({ disabled: z.boolean().nullish() }).nullish(),
    })
    .nullish(),
  nodePools: z
    .array(
      z.looseObject({
        management: z
          .looseObject({ autoRepair: z.boolean().nullish(), autoUpgrade: z.boolean().nullish() })
          .nullish(),
      }),
    )
    .nullish(),
});
export type GkeCluster = z.infer<typeof GkeCluster>;

const Listed = z.looseObject({
  clusters: z.array(GkeCluster).nullish(),
  missingZones: z.array(z.string()).nullish(),
});

/** All clusters of the project by one call, which gives them whole: there is no page and nothing more to describe. */
export async function* clusters(google: Google): AsyncGenerator<ClusterPage> {
  const { projectId } = google.access;
  const api = await google.clusters();
  const answer = await api.list({ parent: `projects/${projectId}/locations/-` });
  const { clusters: found, missingZones } = Listed.parse(answer.data);
  yield {
    described: (found ?? []).map((cluster) => factsOf(cluster, google.access)),
    unchanged: [],
    unread: (missingZones ?? []).map((region) => ({ region, fault: unreadZone(region) })),
  };
}

function unreadZone(zone: string) {
  return {
    kind: "unreachable" as const,
    code: "MissingZone",
    message: `Google could not list the clusters of the zone ${zone}.`,
    status: 200,
    requestId: null,
  };
}

/** One cluster, as it is now. */
export async function readCluster(
  google: Google,
  id: string,
): Promise<{ cluster: GkeCluster; facts: ClusterFacts }> {
  const api = await google.clusters();
  const answer = await api.get({ name: gkeName(id) });
  const cluster = GkeCluster.parse(answer.data);
  return { cluster, facts: factsOf(cluster, google.access) };
}

/** GKE's states in ARM's words, which all else is written in. A degraded cluster still takes changes. */
const STATES: Record<string, string> = {
  PROVISIONING: "Creating",
  RUNNING: "Succeeded",
  RECONCILING: "Updating",
  STOPPING: "Deleting",
  ERROR: "Failed",
  DEGRADED: "Failed",
};

/** What we keep of a GKE cluster; its sensor and policy agent are those of the Arc-enabled cluster that it is connected as. */
function factsOf(cluster: GkeCluster, access: ConnectorAccess): ClusterFacts {
  const { name, location } = cluster;
  const labels = cluster.resourceLabels ?? {};
  const posture = postureOf(cluster);
  const id = gkeId({ project: access.projectId, location, name });
  const privateEndpoint = cluster.privateClusterConfig?.enablePrivateEndpoint === true;
  return {
    id,
    armId: id,
    kind: "gke",
    name,
    subscriptionId: access.subscriptionId,
    resourceGroup: access.resourceGroup,
    region: location,
    version: cluster.currentMasterVersion ?? "",
    powerState: "Running",
    provisioningState: STATES[cluster.status ?? ""] ?? "Succeeded",
    sensorEnabled: false,
    sensorWorkspaceId: null,
    legacySensor: false,
    policyAddon: false,
    privateCluster: privateEndpoint,
    rbac: !posture.legacyAbac,
    restrictedApi: posture.authorizedNetworks || privateEndpoint,
    nodeCount: cluster.currentNodeCount ?? 0,
    coreCount: null,
    excludedBy: excludingTag(labels, "sensor"),
    tags: labels,
    connectivity: null,
    lastConnectedAt: null,
    distribution: "gke",
    agentVersion: "",
    extensions: [],
    connectorId: access.connectorId,
    connectedId: null,
    agentlessExcludedBy: excludingTag(labels, "agentless"),
    posture,
  };
}

function postureOf(cluster: GkeCluster): GkePosture {
  const { privateClusterConfig, networkConfig, addonsConfig, nodePools } = cluster;
  const autopilot = isOn(cluster.autopilot);
  const everyPool = (member: "autoRepair" | "autoUpgrade") =>
    autopilot || (nodePools ?? []).every(({ management }) => management?.[member] === true);
  return {
    kind: "gke",
    autopilot,
    logging: isService(cluster.loggingService),
    monitoring: isService(cluster.monitoringService),
    autoRepair: everyPool("autoRepair"),
    autoUpgrade: everyPool("autoUpgrade"),
    dashboard: isAddonOn(addonsConfig?.kubernetesDashboard),
    legacyAbac: isOn(cluster.legacyAbac),
    authorizedNetworks:
      isOn(cluster.masterAuthorizedNetworksConfig) ||
      isOn(cluster.controlPlaneEndpointsConfig?.ipEndpointsConfig?.authorizedNetworksConfig),
    aliasIp: cluster.ipAllocationPolicy?.useIpAliases === true,
    privateNodes:
      privateClusterConfig?.enablePrivateNodes === true ||
      networkConfig?.defaultEnablePrivateNodes === true,
    // Dataplane V2 enforces network policies by itself, without the setting.
    networkPolicy:
      isOn(cluster.networkPolicy) || networkConfig?.datapathProvider === "ADVANCED_DATAPATH",
  };
}

/** An add-on that is on comes as an empty object; one that GKE knows nothing of does not come at all. */
function isAddonOn(addon: { disabled?: boolean | null | undefined } | null | undefined): boolean {
  return Boolean(addon) && addon?.disabled !== true;
}

function isOn(toggle: z.infer<typeof Toggle>): boolean {
  return toggle?.enabled === true;
}

/** Empty means none for a cluster that says so; Google gives today's default its own name. */
function isService(name: string | null | undefined): boolean {
  return Boolean(name) && name !== "none";
}
