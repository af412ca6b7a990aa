import { z } from "zod";
import type { ClusterFacts, ExtensionFacts } from "../cloud.ts";
import { EXTENSION_TYPES, excludingTag } from "../wishes.ts";
import type { Answer, Arm } from "./arm.ts";
import { IN_AZURE } from "./clusters.ts";
import { extensionsByCluster, extensionsOn } from "./extensions.ts";
import { graph } from "./graph.ts";
import { kql } from "./kql.ts";
import { API } from "./versions.ts";

/** What we read of an Arc-enabled cluster; all else is kept as it came. */
const ConnectedCluster = z.looseObject({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.looseObject({
    provisioningState: z.string().nullish(),
    connectivityStatus: z.string().nullish(),
    distribution: z.string().nullish(),
    kubernetesVersion: z.string().nullish(),
    agentVersion: z.string().nullish(),
    totalNodeCount: z.number().nullish(),
    totalCoreCount: z.number().nullish(),
    lastConnectivityTime: z.string().nullish(),
  }),
});
type ConnectedCluster = z.infer<typeof ConnectedCluster>;

const CLUSTER_PATH =
  "/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.Kubernetes/connectedClusters/{c}";
const CLUSTER_ID =
  /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/microsoft\.kubernetes\/connectedclusters\/([^/]+)$/i;

/** Whether the id is that of an Arc-enabled cluster. */
export function isConnectedCluster(armId: string): boolean {
  return CLUSTER_ID.test(armId);
}

/** The path and values of a connected cluster's own URL. Throws when the id is not that of one. */
export function connectedClusterUrl(armId: string): { path: string; values: string[] } {
  const parts = CLUSTER_ID.exec(armId);
  if (!parts) throw new Error(`Not the id of a connected cluster: ${armId}`);
  return { path: CLUSTER_PATH, values: parts.slice(1) };
}

/** One cluster with its extensions, as it is now. */
export async function readConnectedCluster(
  arm: Arm,
  armId: string,
): Promise<{ facts: ClusterFacts; answer: Answer }> {
  const ask = { ...connectedClusterUrl(armId), apiVersion: API.connectedClusters };
  const answer = await arm.get(ask);
  const cluster = ConnectedCluster.parse(answer.body);
  return { facts: factsOf(cluster, await extensionsOn(arm, armId)), answer };
}

/** All Arc-enabled clusters of the estate from Resource Graph, which may lag by a minute. */
export async function* connectedClusters(arm: Arm): AsyncGenerator<ClusterFacts[]> {
  const extensions = await extensionsByCluster(arm);
  const query = kql`resources | where type =~ 'microsoft.kubernetes/connectedclusters' | project id, name, location, tags, properties | order by id asc`;
  for await (const page of graph(arm, query)) {
    yield page.map((row) => {
      const cluster = ConnectedCluster.parse(row);
      return factsOf(cluster, extensions.get(cluster.id.toLowerCase()) ?? []);
    });
  }
}

/** What we keep of a connected cluster; its sensor and policy agent are extensions. */
function factsOf(cluster: ConnectedCluster, extensions: ExtensionFacts[]): ClusterFacts {
  const { properties: p } = cluster;
  const [, subscriptionId = "", resourceGroup = ""] = CLUSTER_ID.exec(cluster.id) ?? [];
  const tags = cluster.tags ?? {};
  const installed = (type: string) =>
    extensions.find((one) => one.type === type && one.state === "Succeeded");
  const sensor = installed(EXTENSION_TYPES.sensor);
  return {
    id: cluster.id.toLowerCase(),
    armId: cluster.id,
    kind: "arc",
    name: cluster.name,
    subscriptionId,
    resourceGroup: resourceGroup.toLowerCase(),
    region: cluster.location,
    version: p.kubernetesVersion ?? "",
    powerState: "Running",
    provisioningState: p.provisioningState ?? "Succeeded",
    sensorEnabled: sensor !== undefined,
    sensorWorkspaceId: sensor?.workspaceId ?? null,
    legacySensor: false,
    policyAddon: installed(EXTENSION_TYPES.policy) !== undefined,
    privateCluster: false,
    rbac: true,
    restrictedApi: false,
    nodeCount: p.totalNodeCount ?? 0,
    coreCount: p.totalCoreCount ?? null,
    excludedBy: excludingTag(tags, "sensor"),
    tags,
    connectivity: p.connectivityStatus ?? "Connecting",
    lastConnectedAt: isoOf(p.lastConnectivityTime),
    distribution: p.distribution ?? "",
    agentVersion: p.agentVersion ?? "",
    extensions,
    ...IN_AZURE,
  };
}

function isoOf(time: string | null | undefined): string | null {
  const at = Date.parse(time ?? "");
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
