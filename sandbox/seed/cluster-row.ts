import type { SubscriptionKey } from "./company.ts";
import type { Region } from "./regions.ts";
import type { Trait } from "./traits.ts";

/** One AKS cluster of the estate, in the few facts that tell it from the others. */
export interface ClusterRow {
  name: string;
  group: string;
  region: Region;
  tags: Readonly<Record<string, string>>;
  /** Without any, a cluster is running, public and without the sensor: one that Fix can fix. */
  traits: readonly Trait[];
  /** Nodes in the user pool; the system pool has three. */
  nodes: number;
  kubernetesVersion: string;
}

export type ClustersBySubscription = Readonly<Record<SubscriptionKey, readonly ClusterRow[]>>;

const DEFAULTS = { nodes: 4, kubernetesVersion: "1.30.6", traits: [], tags: {} } as const;

/** Writes a row down with what most clusters have in common left out. */
export function cluster(
  name: string,
  group: string,
  region: Region,
  rest: Partial<Omit<ClusterRow, "name" | "group" | "region">> = {},
): ClusterRow {
  return { ...DEFAULTS, name, group, region, ...rest };
}
