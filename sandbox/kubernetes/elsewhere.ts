import { eksRunning } from "../aws/eks/running.ts";
import { gkeRunning } from "../gcp/container/running.ts";
import type { Store } from "../store.ts";
import type { Kernel, Resource } from "../types.ts";
import type { RunningCluster } from "./running-cluster.ts";

/** What runs behind an id of another cloud, or nothing where there is no such cluster any more. */
type Finder = (kernel: Kernel, id: string) => Omit<RunningCluster, "azure"> | undefined;

/** The other clouds, by how the ids of their clusters begin. */
const CLOUDS: readonly (readonly [prefix: string, find: Finder])[] = [
  ["arn:aws:eks:", eksRunning],
  ["//container.googleapis.com/", gkeRunning],
];

/** A cluster of another cloud, whether or not its own address can be reached from here. */
export function runningElsewhere(
  kernel: Kernel,
  id: string,
): Omit<RunningCluster, "azure"> | undefined {
  const [, find] = CLOUDS.find(([prefix]) => id.startsWith(prefix)) ?? [];
  return find?.(kernel, id);
}

/** The Arc resource that says it connects this cluster of another cloud: the first one, where more than one says so. */
export function arcTwinOf(store: Store, id: string): Resource | undefined {
  // The type stands in the text, so that the index of exactly these rows serves.
  const row = store
    .statement(
      `SELECT id FROM resource WHERE type = 'microsoft.kubernetes/connectedclusters'
       AND body ->> '$.tags.ms_defender_cluster_id' = ? ORDER BY id_key LIMIT 1`,
    )
    .get(id);
  return row && store.get(String(row.id));
}
