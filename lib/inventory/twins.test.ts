import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ClusterFacts } from "../cloud/cloud.ts";
import { db } from "../db/client.ts";
import { type FreshDatabase, freshDatabase } from "../db/testing.ts";
import { arcNameOf, CLUSTER_TAG } from "./model.ts";
import { storeClusters } from "./store.ts";

const SUBSCRIPTION = "00000000-0000-4000-8000-000000000001";
const ELSEWHERE = "00000000-0000-4000-8000-000000000002";
const EXTENSION = {
  name: "microsoft.azuredefender.kubernetes",
  type: "microsoft.azuredefender.kubernetes",
  state: "Succeeded",
  version: "0.9.1",
  autoUpgrade: true,
  releaseTrain: "stable",
  workspaceId: "/w",
  modifiedAt: null,
  fault: null,
};
const NOTHING = {
  subscriptionId: SUBSCRIPTION,
  resourceGroup: "rg-multicloud",
  region: "eu-west-1",
  version: "1.31",
  powerState: "Running",
  provisioningState: "Succeeded",
  sensorEnabled: false,
  sensorWorkspaceId: null,
  legacySensor: false,
  policyAddon: false,
  privateCluster: false,
  rbac: true,
  restrictedApi: false,
  nodeCount: 0,
  coreCount: null,
  excludedBy: null,
  tags: {},
  connectivity: null,
  lastConnectedAt: null,
  distribution: "",
  agentVersion: "",
  extensions: [],
  connectorId: null,
  connectedId: null,
  agentlessExcludedBy: null,
  posture: null,
};
const TWIN = { sensorEnabled: true, connectivity: "Connected", nodeCount: 5 };
const ALONE = { connectedId: null, sensorEnabled: false, connectivity: null, nodeCount: 0 };

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    BREAKWATER_KEY: Buffer.alloc(32).toString("base64"),
    AZURE_TENANT_ID: SUBSCRIPTION,
    AZURE_CLIENT_ID: SUBSCRIPTION,
    AZURE_CLIENT_SECRET: "secret",
  });
});
beforeEach(() => db().cluster.deleteMany());
afterAll(async () => {
  await db().$disconnect();
  await database.drop();
});

function eks(name: string, more: Partial<ClusterFacts> = {}): ClusterFacts {
  const id = `arn:aws:eks:${more.region ?? "eu-west-1"}:412233445566:cluster/${name}`;
  return {
    ...NOTHING,
    id,
    armId: id,
    kind: "eks",
    name,
    distribution: "eks",
    connectorId: "/connector",
    ...more,
  };
}

function arc(name: string, more: Partial<ClusterFacts> = {}): ClusterFacts {
  const subscriptionId = more.subscriptionId ?? SUBSCRIPTION;
  const id = `/subscriptions/${subscriptionId}/resourcegroups/rg/providers/microsoft.kubernetes/connectedclusters/${name.toLowerCase()}`;
  return {
    ...NOTHING,
    id,
    armId: id,
    kind: "arc",
    name,
    region: "westeurope",
    distribution: "eks",
    extensions: [EXTENSION],
    sensorWorkspaceId: "/w",
    agentVersion: "1.21.1",
    ...TWIN,
    ...more,
  };
}

function store(...clusters: ClusterFacts[]) {
  return db().$transaction((tx) => storeClusters(tx, clusters, new Date()));
}

const stored = ({ id }: ClusterFacts) => db().cluster.findUniqueOrThrow({ where: { id } });

test("E11: an EKS cluster has the sensor that its Arc-enabled cluster has, whichever of them is read first", async () => {
  const [shop, till] = [eks("shop"), eks("till")];
  const shopArc = arc("anything", { tags: { [CLUSTER_TAG]: shop.id } });
  const tillArc = arc("whatever", { tags: { [CLUSTER_TAG]: till.id } });
  await store(shop);
  expect(await stored(shop)).toMatchObject(ALONE);
  const answered = await store(shopArc, tillArc);
  expect(answered.map(({ id }) => id).toSorted()).toEqual(
    [shop.id, shopArc.id, tillArc.id].toSorted(),
  );
  expect(answered.find(({ id }) => id === shop.id)).toMatchObject(TWIN);
  expect(await store(till)).toMatchObject([
    {
      ...TWIN,
      id: till.id,
      connectedId: tillArc.id,
      sensorWorkspaceId: "/w",
      extensions: [{ type: "microsoft.azuredefender.kubernetes", state: "Succeeded" }],
    },
  ]);
  // Read again from AWS, which knows nothing of all this.
  expect(await store(shop)).toMatchObject([{ ...TWIN, connectedId: shopArc.id }]);
});

test("E11: without a tag the name tells, and a tag for another cluster forbids it", async () => {
  const shop = eks("shop");
  await store(shop, arc(arcNameOf(shop).toUpperCase()));
  expect(await stored(shop)).toMatchObject(TWIN);
  await store(arc(arcNameOf(shop).toUpperCase(), { tags: { [CLUSTER_TAG]: "arn:of:another" } }));
  expect(await stored(shop)).toMatchObject(ALONE);
  await store(arc("shop"));
  expect(await stored(shop)).toMatchObject({ ...TWIN, connectedId: arc("shop").id });
});

test("E11: a name that two clusters bear, or that is of another kind or subscription, tells nothing", async () => {
  const [ireland, frankfurt] = [eks("shop"), eks("shop", { region: "eu-central-1" })];
  await store(ireland, arc("shop"));
  expect(await stored(ireland)).toMatchObject(TWIN);
  await store(frankfurt);
  expect(await stored(ireland)).toMatchObject(ALONE);
  expect(await stored(frankfurt)).toMatchObject(ALONE);

  const till = eks("till");
  await store(till, arc("till", { distribution: "gke" }));
  await store(arc("till", { subscriptionId: ELSEWHERE }));
  expect(await stored(till)).toMatchObject(ALONE);
});

test("E11: of several that claim to be the cluster, the one that reports is it", async () => {
  const shop = eks("shop");
  const tags = { [CLUSTER_TAG]: shop.id };
  await store(shop, arc("a-old", { tags, connectivity: "Offline" }), arc("b-new", { tags }));
  expect(await stored(shop)).toMatchObject({ connectedId: arc("b-new").id });
});

test("E11: a cluster stands where its connector stands, also when its account was connected anew elsewhere", async () => {
  const shop = eks("shop");
  await store(shop);
  const elsewhere = { subscriptionId: ELSEWHERE, resourceGroup: "rg-other" };
  await store({ ...shop, ...elsewhere, connectorId: "/connector-2" });
  expect(await stored(shop)).toMatchObject({ ...elsewhere, connectorId: "/connector-2" });
});

test("the name in Azure Arc is at most forty characters and a hash, of what Azure takes", () => {
  const id = "arn:aws:eks:eu-west-1:412233445566:cluster/x";
  expect(arcNameOf({ id, name: "x" })).toMatch(/^x-[0-9a-f]{8}$/);
  expect(arcNameOf({ id, name: `${"a".repeat(39)}.b.c` })).toMatch(/^a{39}--[0-9a-f]{8}$/);
});
