import { beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../store.ts";
import type { Resource } from "../types.ts";
import { SUBSCRIPTIONS } from "./company.ts";
import { addClusters, seedEstate } from "./estate.ts";

const AKS = "microsoft.containerservice/managedclusters";

function seeded(size: Parameters<typeof seedEstate>[1] = {}): Store {
  const store = openStore(":memory:");
  seedEstate(store, size);
  return store;
}

interface ClusterBody {
  tags: Record<string, string>;
  properties: {
    provisioningState: string;
    powerState: { code: string };
    securityProfile: { defender?: { securityMonitoring: { enabled: boolean } } };
  };
}

function bodyOf({ body }: Resource): ClusterBody {
  return body as unknown as ClusterBody;
}

/** What the remediation of the recommendation can change: running, settled, not excluded, without sensor. */
function isFixable(cluster: Resource): boolean {
  const { tags, properties } = bodyOf(cluster);
  return (
    properties.powerState.code === "Running" &&
    properties.provisioningState === "Succeeded" &&
    !properties.securityProfile.defender?.securityMonitoring.enabled &&
    !Object.keys(tags).some((tag) => tag.startsWith("ms_defender_container_exclude"))
  );
}

let store: Store;
let clusters: Resource[];
beforeAll(() => {
  store = seeded();
  clusters = [...store.scan({ types: [AKS] })];
});

test("the usual estate has sixty clusters in eight regions and six subscriptions", () => {
  expect(clusters).toHaveLength(60);
  expect(new Set(clusters.map(({ location }) => location)).size).toBe(8);
  expect(new Set(clusters.map(({ subscriptionId }) => subscriptionId)).size).toBe(6);
});

test("there are three management groups below the tenant root group, and every subscription hangs in one of the four", () => {
  const groups = [...store.scan({ types: ["microsoft.management/managementgroups"] })];
  expect(groups.filter(({ parentId }) => parentId)).toHaveLength(3);
  const subscriptions = [...store.scan({ types: ["microsoft.resources/subscriptions"] })];
  const ids = new Set(groups.map(({ id }) => id.toLowerCase()));
  expect(subscriptions.every(({ parentId }) => parentId && ids.has(parentId))).toBe(true);
  expect(new Set(subscriptions.map(({ body }) => body.state))).toEqual(
    new Set(["Enabled", "Warned", "Disabled"]),
  );
});

test("Payments production has at least twelve clusters that can be fixed", () => {
  const payments = clusters.filter(
    ({ subscriptionId }) => subscriptionId === SUBSCRIPTIONS.payments.id,
  );
  expect(payments.filter(isFixable).length).toBeGreaterThanOrEqual(12);
});

// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
test("every name is one that Azure would allow", () => {
  for (const { name } of clusters) {
    expect(name).toMatch(/^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$/i);
  }
  const groups = store.scan({ types: ["microsoft.resources/subscriptions/resourcegroups"] });
  for (const { name } of groups) expect(name).toMatch(/^[\p{L}\p{N}._()-]{0,89}[\p{L}\p{N}_()-]$/u);
  const tagNames = clusters.flatMap((cluster) => Object.keys(bodyOf(cluster).tags));
  for (const name of tagNames) expect(name).toMatch(/^[^<>%&\\?/]{1,512}$/);
});

test("the longest name that AKS allows is there, and tags that would break a careless page or shell", () => {
  expect(clusters.some(({ name }) => name.length === 63)).toBe(true);
  const values = clusters.flatMap((cluster) => Object.entries(bodyOf(cluster).tags).flat());
  for (const awkward of ["$(reboot)", "<script>", "`", '"', "'", "\n", "بيئة"]) {
    expect(
      values.some((value) => value.includes(awkward)),
      awkward,
    ).toBe(true);
  }
});

test("clusters refer only to resource groups and workspaces that exist", () => {
  for (const cluster of clusters) {
    const group = cluster.id.slice(0, cluster.id.indexOf("/providers/"));
    expect(store.get(group), group).toBeDefined();
    const workspace = JSON.stringify(cluster.body).match(
      /\/subscriptions\/[^"]*workspaces\/[^"]*/,
    )?.[0];
    if (workspace) expect(store.get(workspace), workspace).toBeDefined();
  }
});

test("clusters that are being changed come to rest later", () => {
  const restless = clusters.filter((cluster) =>
    ["Updating", "Upgrading"].includes(bodyOf(cluster).properties.provisioningState),
  );
  expect(restless).toHaveLength(2);
  const running = store.database
    .prepare("SELECT resource_key FROM operation WHERE settled = 0")
    .all();
  expect(running.map((row) => row.resource_key).sort()).toEqual(
    restless.map(({ id }) => id.toLowerCase()).sort(),
  );
});

test("the same seed makes the same estate and another seed another one", () => {
  const bodies = (seed: number) =>
    Array.from(seeded({ clusters: 100, seed }).scan({ types: [AKS] }), ({ id, body }) => [
      id,
      body,
    ]);
  expect(bodies(7)).toEqual(bodies(7));
  expect(bodies(7)).not.toEqual(bodies(8));
});

test("a larger estate spreads evenly over its subscriptions", () => {
  const large = seeded({ clusters: 660, subscriptions: 8 });
  expect(large.count({ types: [AKS] })).toBe(660);
  const added = Array.from(large.scan({ types: ["microsoft.resources/subscriptions"] }))
    .map(({ name }) => large.count({ types: [AKS], subscriptions: [name] }))
    .sort((a, b) => a - b);
  expect(added[0]).toBe(75);
  expect(large.count({ types: [AKS], subscriptions: [SUBSCRIPTIONS.payments.id] })).toBe(18 + 75);
});

test("clusters can be added to a subscription, all of one kind, twice without a clash", () => {
  const own = seeded({ clusters: 0 });
  const subscriptionId = SUBSCRIPTIONS.payments.id;
  const first = addClusters(own, { subscriptionId, count: 30, traits: [] });
  const second = addClusters(own, { subscriptionId, count: 30, traits: ["sensor"] });
  expect(new Set([...first, ...second]).size).toBe(60);
  const fixable = [...own.scan({ types: [AKS] })].filter(isFixable);
  expect(fixable.map(({ id }) => id).sort()).toEqual([...first].sort());
});
