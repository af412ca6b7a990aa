import { type KubernetesObject, timeText, uidOf } from "./objects.ts";
import type { NodeRow, RunningCluster } from "./running-cluster.ts";

/** The nodes of a cluster, which have been there since it has. */
export function nodesOf(cluster: RunningCluster, since: number): KubernetesObject[] {
  return cluster.nodes.map((row) => node(cluster, row, since));
}

function node({ id, version }: RunningCluster, row: NodeRow, since: number): KubernetesObject {
  const { name, providerId, labels, osImage, kernelVersion, containerRuntimeVersion } = row;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      uid: uidOf("node", id, name),
      resourceVersion: String(since),
      creationTimestamp: timeText(since),
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        ...labels,
      },
    },
    spec: { providerID: providerId },
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
        { type: "InternalIP", address: row.address },
        { type: "Hostname", address: name },
      ],
      nodeInfo: {
        kubeletVersion: `v${version}`,
        osImage,
        kernelVersion,
        containerRuntimeVersion,
        operatingSystem: "linux",
        architecture: "amd64",
      },
    },
  };
}
