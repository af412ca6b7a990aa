import { suffix } from "../../kubernetes/objects.ts";
import type { NodeRow, RunningCluster } from "../../kubernetes/running-cluster.ts";
import type { Kernel } from "../../types.ts";
import { type EksCluster, findCluster, NODE_GROUP, partsOf } from "./cluster.ts";

/** Patches of the versions that EKS offers: https://docs.aws.amazon.com/eks/latest/userguide/platform-versions.html (as far as known) */
const PATCHES: Readonly<Record<string, number>> = {
  "1.28": 15,
  "1.29": 14,
  "1.30": 10,
  "1.31": 6,
  "1.32": 3,
};

const AMAZON_LINUX = {
  osImage: "Amazon Linux 2023.6.20250203",
  kernelVersion: "6.1.127-135.201.amzn2023.x86_64",
  containerRuntimeVersion: "containerd://1.7.25",
};

/** What runs behind the ARN of a cluster, whether or not its endpoint is public. */
export function eksRunning(kernel: Kernel, arn: string): Omit<RunningCluster, "azure"> | undefined {
  const cluster = findCluster(kernel.store, arn);
  if (!cluster || cluster.body.status === "CREATING") return undefined;
  const { version, createdAt } = cluster.body;
  return {
    id: cluster.id,
    name: cluster.name,
    flavour: "eks",
    version: `${version}.${PATCHES[version] ?? 0}`,
    startedAt: createdAt,
    nodes: nodesOf(kernel, cluster),
  };
}

function nodesOf({ store }: Kernel, cluster: EksCluster): NodeRow[] {
  const region = cluster.location;
  const zone = `${region}a`;
  return partsOf(store, cluster, NODE_GROUP).flatMap(({ name, body }, group) => {
    const { desiredSize = 0 } = (body.scalingConfig ?? {}) as { desiredSize?: number };
    const [instanceType = ""] = (body.instanceTypes ?? []) as string[];
    return Array.from({ length: desiredSize }, (_, at) => {
      const place = [group, Math.floor(at / 200) + 16, (at % 200) + 10];
      const host = `ip-10-${place.join("-")}.${region}.compute.internal`;
      return {
        ...AMAZON_LINUX,
        name: host,
        providerId: `aws:///${zone}/i-0${suffix(16, cluster.id, name, at)}`,
        labels: {
          "eks.amazonaws.com/nodegroup": name,
          "node.kubernetes.io/instance-type": instanceType,
          "topology.kubernetes.io/region": region,
          "topology.kubernetes.io/zone": zone,
        },
        address: `10.${place.join(".")}`,
      };
    });
  });
}
