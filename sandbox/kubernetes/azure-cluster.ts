import type { Kernel, Resource } from "../types.ts";
import { AKS_TYPE, ARC_TYPE, isReachable, memberAt } from "./cluster.ts";
import { runningElsewhere } from "./elsewhere.ts";
import { suffix, uidOf } from "./objects.ts";
import type { NodeRow, RunningCluster } from "./running-cluster.ts";

const FLAVOURS: Readonly<Record<string, "aks" | "arc">> = { [AKS_TYPE]: "aks", [ARC_TYPE]: "arc" };

/** By this tag an Arc resource says which cluster of another cloud it connects. */
const CLUSTER_TAG = "ms_defender_cluster_id";

/** What `totalNodeCount` says of a cluster that is connected through Arc; those that say nothing have three. */
const USUAL_ARC_NODES = 3;

/**
 * What runs behind an Azure resource, if it is a cluster whose API server can be reached. An Arc resource that
 * connects a cluster of another cloud leads to that cluster.
 */
export function azureCluster(
  kernel: Kernel,
  resource: Resource | undefined,
): RunningCluster | undefined {
  const flavour = resource && FLAVOURS[resource.type];
  if (!flavour || !isReachable(resource)) return undefined;
  const origin = flavour === "arc" ? connectedFrom(kernel, resource) : undefined;
  if (origin) return { ...origin, azure: resource };
  return {
    id: resource.id.toLowerCase(),
    name: resource.name,
    flavour,
    version: versionOf(resource),
    nodes: flavour === "arc" ? arcNodes(resource) : aksNodes(resource),
    azure: resource,
  };
}

function connectedFrom(kernel: Kernel, { body }: Resource) {
  const id = memberAt(body, "tags", CLUSTER_TAG);
  return typeof id === "string" ? runningElsewhere(kernel, id) : undefined;
}

function versionOf({ body }: Resource): string {
  const names = ["currentKubernetesVersion", "kubernetesVersion"];
  const found = names.map((name) => memberAt(body, "properties", name)).find(Boolean);
  return String(found ?? "1.30.6").replace(/^v/, "");
}

const AZURE_NODE = {
  osImage: "Ubuntu 22.04.5 LTS",
  kernelVersion: "5.15.0-1073-azure",
  containerRuntimeVersion: "containerd://1.7.23-1",
};

const address = (at: number) => `10.224.${Math.floor(at / 250)}.${(at % 250) + 4}`;

/** As many as the Arc resource tells. */
function arcNodes({ name, body }: Resource): NodeRow[] {
  const count = Number(memberAt(body, "properties", "totalNodeCount") ?? USUAL_ARC_NODES);
  return Array.from({ length: count }, (_, at) => ({
    ...AZURE_NODE,
    name: `${name}-node-${at + 1}`.toLowerCase(),
    labels: {},
    address: address(at),
  }));
}

/** Those of the pools. */
function aksNodes({ id, body }: Resource): NodeRow[] {
  const pools = (memberAt(body, "properties", "agentPoolProfiles") ?? []) as {
    name: string;
    count?: number;
  }[];
  const names = pools.flatMap((pool) => {
    const set = `aks-${pool.name}-${digits(id, pool.name)}-vmss`;
    return Array.from({ length: pool.count ?? 1 }, (_, at) => ({
      pool: pool.name,
      name: `${set}${at.toString(36).padStart(6, "0")}`,
    }));
  });
  return names.map(({ pool, name }, at) => ({
    ...AZURE_NODE,
    name,
    providerId: `azure:///${suffix(12, id)}/${name}`,
    labels: { agentpool: pool, "kubernetes.azure.com/role": "agent" },
    address: address(at),
  }));
}

function digits(...words: string[]): string {
  return String(Number.parseInt(uidOf(...words).slice(0, 8), 16))
    .padStart(8, "1")
    .slice(0, 8);
}
