import type { NewResource } from "../../types.ts";
import { SUBSCRIPTIONS, type SubscriptionKey } from "../company.ts";
import { type Random, randomFrom } from "../random.ts";
import { REGION_NAMES } from "../regions.ts";
import { resourceGroup } from "../resource-group.ts";
import { defaultWorkspace, workspace, workspaceId } from "../workspaces.ts";
import { connectedBody, extensionsOf } from "./connected-body.ts";
import { type ConnectedRow, type ConnectedTrait, connected } from "./connected-row.ts";
import { HAND_WRITTEN_CONNECTED } from "./hand-written.ts";

/** Kept apart from the estate's own numbers, so that connected clusters change nothing of the others. */
const OWN_STREAM = 7_919;
const DISTRIBUTIONS = ["k3s", "openshift", "rancher_rke", "generic"];
const PER_GROUP = 40;
/** Of ten generated clusters, so many have these traits; the rest can be fixed. */
const MIX: readonly (readonly ConnectedTrait[])[] = [
  ["sensor"],
  ["sensor"],
  ["sensor", "policy"],
  ["offline"],
  ["excluded"],
];

export interface ConnectedSize {
  /** How many connected clusters: those written by hand first, then generated ones in turn. */
  connected: number;
  seed: number;
}

/** The connected clusters of the estate, with their groups, workspaces and extensions. */
export function* connectedEstate(
  { connected: total, seed }: ConnectedSize,
  subscriptionIds: readonly string[],
): Iterable<NewResource> {
  const random = randomFrom(seed + OWN_STREAM);
  let left = total;
  for (const [key, rows] of Object.entries(HAND_WRITTEN_CONNECTED)) {
    const some = rows.slice(0, Math.max(0, left));
    left -= some.length;
    yield* contents(SUBSCRIPTIONS[key as SubscriptionKey].id, some, random);
  }
  const each = Math.ceil(Math.max(0, left) / subscriptionIds.length);
  for (const [place, id] of subscriptionIds.entries()) {
    const to = Math.min(each, Math.max(0, left - place * each));
    yield* contents(id, generated({ from: 0, to }, random), random);
  }
}

/** More connected clusters for a subscription that exists. */
export function connectedFor(
  subscriptionId: string,
  numbers: { from: number; to: number; traits?: readonly ConnectedTrait[] | undefined },
  seed: number,
): Iterable<NewResource> {
  const random = randomFrom(seed + OWN_STREAM);
  return contents(subscriptionId, generated(numbers, random), random);
}

function* generated(
  {
    from,
    to,
    traits,
  }: { from: number; to: number; traits?: readonly ConnectedTrait[] | undefined },
  random: Random,
): Iterable<ConnectedRow> {
  for (let number = from; number < to; number++) {
    const group = `rg-edge-${Math.floor(number / PER_GROUP)}`;
    const name = `arc-edge-${String(number).padStart(6, "0")}`;
    yield connected(name, group, random.pick(REGION_NAMES), {
      distribution: random.pick(DISTRIBUTIONS),
      nodes: random.between(1, 6),
      tags: { env: "edge" },
      traits: traits ?? MIX[random.between(0, 9)] ?? [],
    });
  }
}

/** Connected clusters of a subscription, with their groups, workspaces and extensions. */
export function* contents(
  subscriptionId: string,
  rows: Iterable<ConnectedRow>,
  random: Random,
): Iterable<NewResource> {
  const seen = new Set<string>();
  const now = Date.now();
  for (const row of rows) {
    const place = defaultWorkspace(subscriptionId, row.region);
    yield* once(seen, resourceGroup(subscriptionId, row.group, row.region));
    if (row.traits.some((trait) => trait === "sensor" || trait === "sensorFailed")) {
      yield* once(seen, resourceGroup(subscriptionId, place.group, row.region));
      yield* once(seen, workspace(place, random.uuid()));
    }
    const cluster = connectedCluster(subscriptionId, row, random, now);
    yield cluster;
    yield* extensionsOf(row, cluster, workspaceId(place), random);
  }
}

function* once(seen: Set<string>, resource: NewResource): Iterable<NewResource> {
  const key = resource.id.toLowerCase();
  if (seen.has(key)) return;
  seen.add(key);
  yield resource;
}

function connectedCluster(
  subscriptionId: string,
  row: ConnectedRow,
  random: Random,
  now: number,
): NewResource {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${row.group}/providers/Microsoft.Kubernetes/connectedClusters/${row.name}`,
    type: "microsoft.kubernetes/connectedclusters",
    name: row.name,
    subscriptionId,
    resourceGroup: row.group,
    location: row.region,
    body: connectedBody(row, random, now),
  };
}
