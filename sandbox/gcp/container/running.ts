import { suffix } from "../../kubernetes/objects.ts";
import type { NodeRow, RunningCluster } from "../../kubernetes/running-cluster.ts";
import type { Kernel, Resource } from "../../types.ts";
import { rowAt } from "../rows.ts";
import { type ClusterBody, placeOf } from "./cluster.ts";
import { zonesOf } from "./locations.ts";

const CONTAINER_OPTIMIZED_OS = {
  osImage: "Container-Optimized OS from Google",
  kernelVersion: "6.6.72+",
  containerRuntimeVersion: "containerd://1.7.24",
};
/** In these states a cluster's control plane answers nobody. */
const SILENT: ReadonlySet<string> = new Set(["PROVISIONING", "STOPPING", "ERROR"]);

/** What runs behind the full name of a cluster, whether or not its endpoint is public. */
export function gkeRunning(kernel: Kernel, id: string): Omit<RunningCluster, "azure"> | undefined {
  const row = rowAt(kernel.store, "cluster", id);
  const body = row?.body as ClusterBody | undefined;
  if (!row || !body || SILENT.has(body.status)) return undefined;
  return {
    id: row.id,
    name: row.name,
    flavour: "gke",
    version: body.currentMasterVersion,
    startedAt: row.createdAt,
    nodes: nodesOf(row),
  };
}

function nodesOf(row: Resource): NodeRow[] {
  const { projectId, location, name } = placeOf(row);
  const { nodePools } = row.body as ClusterBody;
  const zones = zonesOf(location);
  return nodePools.flatMap((pool, number) =>
    zones.flatMap((zone, at) =>
      Array.from({ length: pool.initialNodeCount }, (_, node) => {
        const group = `gke-${name}-${pool.name}-${suffix(8, row.id, pool.name, zone)}`;
        const host = `${group}-${suffix(4, row.id, zone, node)}`;
        return {
          ...CONTAINER_OPTIMIZED_OS,
          name: host,
          providerId: `gce://${projectId}/${zone}/${host}`,
          labels: {
            "cloud.google.com/gke-nodepool": pool.name,
            "topology.kubernetes.io/region": location.replace(/-[a-z]$/, ""),
            "topology.kubernetes.io/zone": zone,
          },
          address: `10.128.${number * 16 + at}.${node + 2}`,
        };
      }),
    ),
  );
}
