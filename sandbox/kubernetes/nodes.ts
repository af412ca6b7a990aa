import type { Resource } from "../types.ts";
import { ARC_TYPE, memberAt, versionOf } from "./cluster.ts";
import { type KubernetesObject, suffix, timeText, uidOf } from "./objects.ts";

/** What `totalNodeCount` says of a cluster that is connected through Arc; those that say nothing have three. */
const USUAL_ARC_NODES = 3;

/** The nodes of a cluster: those of its pools, or as many as its Arc resource tells. */
export function nodesOf(cluster: Resource, since: number): KubernetesObject[] {
  return namesOf(cluster).map((name, at) => node(cluster, name, at, since));
}

function namesOf({ id, type, name, body }: Resource): string[] {
  if (type === ARC_TYPE) {
    const count = Number(memberAt(body, "properties", "totalNodeCount") ?? USUAL_ARC_NODES);
    return Array.from({ length: count }, (_, at) => `${name}-node-${at + 1}`.toLowerCase());
  }
  const pools = (memberAt(body, "properties", "agentPoolProfiles") ?? []) as {
    name: string;
    count?: number;
  }[];
  return pools.flatMap((pool) => {
    const set = `aks-${pool.name}-${digits(id, pool.name)}-vmss`;
    return Array.from(
      { length: pool.count ?? 1 },
      (_, at) => `${set}${at.toString(36).padStart(6, "0")}`,
    );
  });
}

function digits(...words: string[]): string {
  return String(Number.parseInt(uidOf(...words).slice(0, 8), 16))
    .padStart(8, "1")
    .slice(0, 8);
}

function node(cluster: Resource, name: string, at: number, since: number): KubernetesObject {
  const arc = cluster.type === ARC_TYPE;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      uid: uidOf("node", cluster.id.toLowerCase(), name),
      resourceVersion: String(since),
      creationTimestamp: timeText(since),
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        ...(!arc && { agentpool: name.split("-")[1] ?? "", "kubernetes.azure.com/role": "agent" }),
      },
    },
    spec: { providerID: arc ? undefined : `azure:///${suffix(12, cluster.id)}/${name}` },
    status: {
      conditions: [
        {
          type: "Ready",
          status: "True",
          reason: "KubeletReady",
          message: "kubelet is posting ready status",
          lastHeartbeatTime: timeText(since),
          lastTransitionTime: timeText(since),
        },
      ],
      addresses: [
        { type: "InternalIP", address: `10.224.${Math.floor(at / 250)}.${(at % 250) + 4}` },
        { type: "Hostname", address: name },
      ],
      nodeInfo: {
        kubeletVersion: `v${versionOf(cluster)}`,
        osImage: "Ubuntu 22.04.5 LTS",
        kernelVersion: "5.15.0-1073-azure",
        containerRuntimeVersion: "containerd://1.7.23-1",
        operatingSystem: "linux",
        architecture: "amd64",
      },
    },
  };
}
