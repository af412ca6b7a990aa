import type { NewResource } from "../types.ts";
import { type Principals, roleAssignments } from "./access.ts";
import { clusterBody } from "./cluster-body.ts";
import type { ClusterRow } from "./cluster-row.ts";
import { SUBSCRIPTIONS, type SubscriptionKey, type SubscriptionRow } from "./company.ts";
import { HAND_WRITTEN_CLUSTERS } from "./hand-written-clusters.ts";
import { companySubscriptions, managementGroups, subscription } from "./hierarchy.ts";
import { moreClusters, subscriptionName } from "./more-clusters.ts";
import { pricings } from "./plans.ts";
import { policyAssignments } from "./policy.ts";
import { privateLinks } from "./private-links.ts";
import { providers } from "./providers.ts";
import { type Random, randomFrom } from "./random.ts";
import type { Region } from "./regions.ts";
import { resourceGroup } from "./resource-group.ts";
import type { Trait } from "./traits.ts";
import { defaultWorkspace, type WorkspaceRow, workspace, workspaceId } from "./workspaces.ts";

export interface EstateSize {
  /** Sixty by default. More are generated, evenly over the subscriptions; fewer leave the last ones out. */
  clusters: number;
  /** Arc-enabled clusters: those written by hand by default, more are generated. */
  connected: number;
  /** Six by default, and never fewer. */
  subscriptions: number;
  /** The same seed makes the same estate. */
  seed: number;
}

export const USUAL_SIZE: EstateSize = {
  clusters: 60,
  connected: 16,
  subscriptions: 6,
  seed: 1,
};

/** Every resource of the estate, containers before what they contain. */
export function* estateResources(size: EstateSize, principals: Principals): Iterable<NewResource> {
  const random = randomFrom(size.seed);
  const subscriptions = allSubscriptions(size.subscriptions, random);
  yield* managementGroups();
  for (const row of subscriptions) {
    yield subscription(row);
    yield* providers(row);
    yield* pricings(row);
  }
  yield* roleAssignments(principals, random.uuid);
  yield* policyAssignments(random.uuid);
  for (const [row, clusters] of sharesOf(size.clusters, subscriptions)) {
    yield* subscriptionContents(row, clusters(random), random);
  }
  yield* privateLinks();
}

/** More clusters for a subscription that exists, with their groups and workspaces. */
export function clustersFor(
  subscriptionId: string,
  numbers: { from: number; to: number; traits?: readonly Trait[] | undefined },
  seed: number,
): Iterable<NewResource> {
  const random = randomFrom(seed);
  return subscriptionContents({ id: subscriptionId }, moreClusters(numbers, random), random);
}

function allSubscriptions(count: number, random: Random): SubscriptionRow[] {
  const company = companySubscriptions();
  const added = Array.from({ length: Math.max(0, count - company.length) }, (_, number) => ({
    id: random.uuid(),
    displayName: subscriptionName(number + 1),
    state: "Enabled" as const,
    group: "nwh-landing-zones",
    plans: "off" as const,
    tags: {},
  }));
  return [...company, ...added];
}

type Share = [SubscriptionRow, (random: Random) => Iterable<ClusterRow>];

/** Deals the clusters out: those written by hand first, then generated ones in turn. */
function sharesOf(total: number, subscriptions: readonly SubscriptionRow[]): Share[] {
  let left = total;
  const written = subscriptions.map((row) => {
    const rows = handWritten(row).slice(0, Math.max(0, left));
    left -= rows.length;
    return rows;
  });
  const each = Math.floor(left / subscriptions.length);
  const oneMore = left % subscriptions.length;
  return subscriptions.map((row, place) => {
    const to = each + (place < oneMore ? 1 : 0);
    const rows = written[place] ?? [];
    return [
      row,
      function* (random) {
        yield* rows;
        yield* moreClusters({ from: 0, to }, random);
      },
    ];
  });
}

function handWritten({ id }: SubscriptionRow): readonly ClusterRow[] {
  const keys = Object.keys(SUBSCRIPTIONS) as SubscriptionKey[];
  const key = keys.find((candidate) => SUBSCRIPTIONS[candidate].id === id);
  return key ? HAND_WRITTEN_CLUSTERS[key] : [];
}

function* subscriptionContents(
  { id }: Pick<SubscriptionRow, "id">,
  clusters: Iterable<ClusterRow>,
  random: Random,
): Iterable<NewResource> {
  const groups = new Set<string>();
  const workspaces = new Map<Region, WorkspaceRow>();
  const groupOnce = function* (name: string, region: Region) {
    if (groups.has(name.toLowerCase())) return;
    groups.add(name.toLowerCase());
    yield resourceGroup(id, name, region);
  };
  for (const row of clusters) {
    yield* groupOnce(row.group, row.region);
    const place = workspaces.get(row.region) ?? defaultWorkspace(id, row.region);
    if (needsWorkspace(row) && !workspaces.has(row.region)) {
      workspaces.set(row.region, place);
      yield* groupOnce(place.group, row.region);
      yield workspace(place, random.uuid());
    }
    yield managedCluster(id, row, workspaceId(place), random);
  }
}

function needsWorkspace({ traits }: ClusterRow): boolean {
  return traits.includes("sensor") || traits.includes("omsAgent");
}

function managedCluster(
  subscriptionId: string,
  row: ClusterRow,
  workspaceIdOfRegion: string,
  random: Random,
): NewResource {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${row.group}/providers/Microsoft.ContainerService/managedClusters/${row.name}`,
    type: "microsoft.containerservice/managedclusters",
    name: row.name,
    subscriptionId,
    resourceGroup: row.group,
    location: row.region,
    body: clusterBody(row, { subscriptionId, workspaceId: workspaceIdOfRegion }, random),
  };
}
