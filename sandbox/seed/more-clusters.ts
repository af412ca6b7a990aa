import { type ClusterRow, cluster } from "./cluster-row.ts";
import type { Random } from "./random.ts";
import { REGION_NAMES, REGIONS } from "./regions.ts";
import type { Trait } from "./traits.ts";

const TEAMS = ["booking", "billing", "crew", "docks", "fuel", "gate", "manifest", "quotes", "yard"];
const ENVIRONMENTS = ["dev", "test", "stage", "prod"];
const VERSIONS = ["1.28.15", "1.29.9", "1.30.6", "1.31.2"];
/** So many clusters share a resource group. */
const CLUSTERS_PER_GROUP = 40;

// Of a hundred generated clusters, so many have these traits; the rest lack the sensor and can be fixed.
const MIX: readonly (readonly [share: number, traits: readonly Trait[]])[] = [
  [38, ["sensor"]],
  [6, ["sensor", "policyAddon"]],
  [5, ["stopped"]],
  [3, ["private"]],
  [3, ["omsAgent"]],
  [2, ["excludedSensors"]],
  [1, ["excludedAgents"]],
  [1, ["failed"]],
];

/**
 * The clusters number `from` up to `to` (not included) of a subscription, for estates larger than
 * the one that is written by hand. With `traits` all of them have those instead of the usual mix.
 */
export function* moreClusters(
  { from, to, traits }: { from: number; to: number; traits?: readonly Trait[] | undefined },
  random: Random,
): Iterable<ClusterRow> {
  for (let number = from; number < to; number++) {
    const region = random.pick(REGION_NAMES);
    const { short } = REGIONS[region];
    const block = Math.floor(number / CLUSTERS_PER_GROUP);
    const team = TEAMS[block % TEAMS.length] ?? "spare";
    const environment = ENVIRONMENTS[block % ENVIRONMENTS.length] ?? "dev";
    const group = `rg-${team}-${environment}-${block}`;
    const name = `aks-${team}-${environment}-${short}-${String(number).padStart(6, "0")}`;
    yield cluster(name, group, region, {
      nodes: random.between(1, 24),
      kubernetesVersion: random.pick(VERSIONS),
      tags: { env: environment, team },
      traits: traits ?? traitsFor(random.between(0, 99)),
    });
  }
}

function traitsFor(percent: number): readonly Trait[] {
  let edge = 0;
  for (const [share, traits] of MIX) {
    edge += share;
    if (percent < edge) return traits;
  }
  return [];
}

const SUBSCRIPTION_NAMES = ["Logistics", "Warehouse", "Customer", "Analytics", "Finance", "Fleet"];

/** A name for a subscription beyond the first six. */
export function subscriptionName(number: number): string {
  const base = SUBSCRIPTION_NAMES[number % SUBSCRIPTION_NAMES.length] ?? "Spare";
  return `${base} ${String(number).padStart(3, "0")}`;
}
