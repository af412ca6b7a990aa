import type { SubscriptionKey } from "../company.ts";
import type { Region } from "../regions.ts";

/** What tells one connected cluster from another. */
export const CONNECTED_TRAITS = [
  "sensor",
  "policy",
  "sensorFailed",
  "offline",
  "expired",
  "excluded",
] as const;
export type ConnectedTrait = (typeof CONNECTED_TRAITS)[number];

/** One Arc-enabled cluster of the estate, in the few facts that tell it from the others. */
export interface ConnectedRow {
  name: string;
  group: string;
  region: Region;
  distribution: string;
  infrastructure: string;
  tags: Readonly<Record<string, string>>;
  /** Without any, a cluster is connected and nothing is installed: one that Fix can fix. */
  traits: readonly ConnectedTrait[];
  nodes: number;
  kubernetesVersion: string;
}

export type ConnectedBySubscription = Readonly<
  Partial<Record<SubscriptionKey, readonly ConnectedRow[]>>
>;

const DEFAULTS = {
  distribution: "k3s",
  infrastructure: "generic",
  nodes: 3,
  kubernetesVersion: "1.30.6",
  traits: [],
  tags: {},
} as const;

/** Writes a row down with what most connected clusters have in common left out. */
export function connected(
  name: string,
  group: string,
  region: Region,
  rest: Partial<Omit<ConnectedRow, "name" | "group" | "region">> = {},
): ConnectedRow {
  return { ...DEFAULTS, name, group, region, ...rest };
}
