import { identitiesByKey } from "../identities.ts";
import { Operations } from "../operations.ts";
import type { Store } from "../store.ts";
import type { Body, NewResource } from "../types.ts";
import { connectedEstate, connectedFor } from "./connected/connected.ts";
import type { ConnectedTrait } from "./connected/connected-row.ts";
import { clustersFor, type EstateSize, estateResources, USUAL_SIZE } from "./resources.ts";
import type { Trait } from "./traits.ts";

const CONNECTED = "microsoft.kubernetes/connectedclusters";

/** How long what is under way when the estate is new goes on, in seconds, by its provisioning state. */
const UNDER_WAY_SECONDS: Readonly<Record<string, number>> = { Updating: 45, Upgrading: 900 };

/**
 * Fills an empty store with the company Northwind Harbour: see company.ts for who it is and
 * clusters/ for what it runs. The same size and seed make the same resources.
 * @returns how many resources were written
 */
export function seedEstate(store: Store, size: Partial<EstateSize> = {}): number {
  const now = Date.now();
  const underWay: NewResource[] = [];
  const whole = { ...USUAL_SIZE, ...size };
  const resources = estateResources(whole, identitiesByKey());
  return store.transaction(() => {
    const count =
      store.insertMany(noting(resources, underWay), now) + addConnectedEstate(store, whole, now);
    const operations = new Operations(store, { now: () => now, advance: () => {} });
    for (const resource of underWay) {
      const seconds = UNDER_WAY_SECONDS[provisioningStateOf(resource.body)] ?? 0;
      operations.start({ resource, finalBody: succeeded(resource.body), seconds });
    }
    return count;
  });
}

/** Puts the connected clusters beside what is there: a group or workspace that exists stays as it is. */
function addConnectedEstate(store: Store, size: EstateSize, now: number): number {
  const subscriptions = [...store.scan({ types: ["microsoft.resources/subscriptions"] })];
  const ids = subscriptions.map(({ name }) => name);
  return store.insertMany(newIn(store, connectedEstate(size, ids)), now);
}

function* newIn(store: Store, resources: Iterable<NewResource>): Iterable<NewResource> {
  for (const resource of resources) if (!store.get(resource.id)) yield resource;
}

/** Connected clusters to add to a subscription of a running sandbox. */
export interface MoreConnected {
  subscriptionId: string;
  count: number;
  /** What they all are, in place of the usual mix; an empty list makes clusters that Fix can fix. */
  traits?: readonly ConnectedTrait[] | undefined;
  seed?: number | undefined;
}

/** Adds generated connected clusters behind those that were added before. Returns the ids of the clusters. */
export function addConnected(store: Store, more: MoreConnected): string[] {
  const { subscriptionId, count, traits, seed = 1 } = more;
  const types = [CONNECTED];
  const from = store.count({ types, subscriptions: [subscriptionId.toLowerCase()] });
  const resources = connectedFor(subscriptionId, { from, to: from + count, traits }, seed + from);
  const added = [...newIn(store, resources)];
  store.insertMany(added, Date.now());
  return added.filter(({ type }) => type === CONNECTED).map(({ id }) => id);
}

/** Clusters to add to a subscription of a running sandbox. */
export interface MoreClusters {
  subscriptionId: string;
  count: number;
  /** What they all are, in place of the usual mix; an empty list makes clusters that Fix can fix. */
  traits?: readonly Trait[] | undefined;
  seed?: number | undefined;
}

/**
 * Adds generated clusters, with their resource groups and default workspaces, behind those that were
 * added before. Returns the ids of the clusters.
 */
export function addClusters(store: Store, more: MoreClusters): string[] {
  const { subscriptionId, count, traits, seed = 1 } = more;
  const from = store.count({
    types: ["microsoft.containerservice/managedclusters"],
    subscriptions: [subscriptionId.toLowerCase()],
  });
  const resources = [
    ...clustersFor(subscriptionId, { from, to: from + count, traits }, seed + from),
  ];
  // What is there already, a default workspace for instance, stays as it is.
  const added = resources.filter(({ id }) => store.get(id) === undefined);
  store.insertMany(added, Date.now());
  return added.filter(isCluster).map(({ id }) => id);
}

function isCluster({ type }: NewResource): boolean {
  return type === "microsoft.containerservice/managedclusters";
}

function* noting(resources: Iterable<NewResource>, underWay: NewResource[]): Iterable<NewResource> {
  for (const resource of resources) {
    if (isCluster(resource) && provisioningStateOf(resource.body) in UNDER_WAY_SECONDS) {
      underWay.push(resource);
    }
    yield resource;
  }
}

function provisioningStateOf({ properties }: Body): string {
  return String((properties as Body | undefined)?.provisioningState);
}

function succeeded(body: Body): Body {
  return { ...body, properties: { ...(body.properties as Body), provisioningState: "Succeeded" } };
}
