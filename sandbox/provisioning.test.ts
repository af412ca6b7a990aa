import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SUBSCRIPTIONS, type SubscriptionKey } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const DEFENDER = "cccccccc-0000-4000-8000-000000000001";
const SENSOR = "64def556-fbad-4622-930e-72d1d5589bf5";
const ADD_ON = "a8eff44f-8c92-45c3-a3fb-9880802d67a7";
const AGENT_OPERATORS = [
  "5e93ba01-8f92-4c7a-b12a-801e3df23824",
  "8bb6f106-b146-4ee6-a3f9-b9c5a96e0ae5",
];
const AUTHORIZATION = "providers/Microsoft.Authorization";
const CLUSTERS = "providers/Microsoft.ContainerService/managedClusters";
const PAYMENTS = subscription("payments");

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ provisioning: "on" });
  await sandbox.control("settings", {
    pricingWriteMs: 0,
    provisioningSeconds: { min: 60, max: 120 },
    operationSeconds: { min: 1, max: 2 },
  });
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.control("seed", {});
  await sandbox.control("effects", undefined, "DELETE");
});

function subscription(key: SubscriptionKey): string {
  return `/subscriptions/${SUBSCRIPTIONS[key].id}`;
}

const advance = (advanceSeconds: number) => sandbox.control("clock", { advanceSeconds });

interface Cluster {
  id: string;
  location: string;
  tags: Record<string, string>;
  properties: {
    provisioningState: string;
    powerState: { code: string };
    addonProfiles: Record<string, { enabled: boolean }>;
    securityProfile: {
      defender?: {
        logAnalyticsWorkspaceResourceId?: string;
        securityMonitoring?: { enabled: boolean };
      };
    };
  };
}

const cluster = (group: string, name: string) =>
  `${PAYMENTS}/resourceGroups/${group}/${CLUSTERS}/${name}`;
const SHOP = cluster("rg-pay-3ds", "aks-pay-3ds-prod-weu");
const STOPPED = cluster("rg-pay-batch", "aks-pay-batch-prod-weu");
const EXCLUDED = cluster("rg-pay-hsm", "aks-pay-hsm-proxy-prod");

async function read(id: string): Promise<Cluster> {
  return (await sandbox.arm("GET", `${id}?api-version=2024-09-01`)).body;
}

async function clustersOf(scope: string): Promise<Cluster[]> {
  return (await sandbox.arm("GET", `${scope}/${CLUSTERS}?api-version=2024-09-01`)).body.value;
}

const hasSensor = ({ properties }: Cluster) =>
  properties.securityProfile.defender?.securityMonitoring?.enabled === true;

async function setSensor(id: string, enabled: boolean) {
  const { properties, ...body } = await read(id);
  const defender = { securityMonitoring: { enabled } };
  const securityProfile = { ...properties.securityProfile, defender };
  const answer = await sandbox.arm("PUT", `${id}?api-version=2024-09-01`, {
    body: { ...body, properties: { ...properties, securityProfile } },
  });
  expect(answer.status).toBe(200);
}

async function setPlan(scope: string, sensor: "True" | "False") {
  const path = `${scope}/providers/Microsoft.Security/pricings/Containers?api-version=2024-01-01`;
  const extensions = [{ name: "ContainerSensor", isEnabled: sensor }];
  const body = { properties: { pricingTier: "Standard", extensions } };
  expect((await sandbox.arm("PUT", path, { body })).status).toBe(200);
}

async function assign(scope: string, definition: string, more: object = {}, name = "sensor") {
  const path = `${scope}/${AUTHORIZATION}/policyAssignments/${encodeURIComponent(name)}`;
  const answer = await sandbox.arm("PUT", `${path}?api-version=2024-05-01`, {
    body: {
      location: "westeurope",
      identity: { type: "SystemAssigned" },
      properties: {
        policyDefinitionId: `/${AUTHORIZATION}/policyDefinitions/${definition}`,
        ...more,
      },
    },
  });
  expect(answer.status).toBe(201);
  return answer.body as { id: string; identity: { principalId: string } };
}

async function giveRoles(principalId: string, scope: string, roles: readonly string[]) {
  for (const role of roles) {
    const path = `${scope}/${AUTHORIZATION}/roleAssignments/${crypto.randomUUID()}?api-version=2022-04-01`;
    const roleDefinitionId = `${PAYMENTS}/${AUTHORIZATION}/roleDefinitions/${role}`;
    const body = {
      properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" },
    };
    expect((await sandbox.arm("PUT", path, { body })).status).toBe(201);
  }
}

interface Effects {
  byResource: Record<string, Record<string, number>>;
}

async function putsOf(id: string): Promise<number> {
  const { byResource } = (await sandbox.control("effects", undefined, "GET")) as Effects;
  return byResource[id.toLowerCase()]?.put ?? 0;
}

async function callersOf(id: string): Promise<string[]> {
  const filter = encodeURIComponent(`resourceUri eq '${id}'`);
  const path = `${PAYMENTS}/providers/Microsoft.Insights/eventtypes/management/values`;
  const { body } = await sandbox.arm("GET", `${path}?api-version=2015-04-01&$filter=${filter}`);
  return body.value.map(({ caller }: { caller: string }) => caller);
}

test("S12: turning the sensor's component on gives it to existing clusters after a while, and to each once", async () => {
  await setPlan(PAYMENTS, "True");
  await advance(30);
  expect(hasSensor(await read(SHOP))).toBe(false);
  await advance(3600);
  const after = await clustersOf(PAYMENTS);
  const without = after.filter((one) => !hasSensor(one)).map(({ id }) => id);
  expect(without.sort()).toEqual([STOPPED, EXCLUDED].sort());
  expect(await putsOf(SHOP)).toBe(1);
  expect(await callersOf(SHOP)).toEqual([DEFENDER]);
});

test("S10: the default workspaces are made once, in the cluster's region, by their names", async () => {
  const before = await read(SHOP);
  await setPlan(PAYMENTS, "True");
  await advance(3600);
  const { properties } = await read(SHOP);
  const group = `${PAYMENTS}/resourceGroups/DefaultResourceGroup-WEU`;
  const workspace = `${group}/providers/Microsoft.OperationalInsights/workspaces/DefaultWorkspace-${SUBSCRIPTIONS.payments.id}-WEU`;
  const { defender, ...others } = properties.securityProfile;
  expect(defender?.logAnalyticsWorkspaceResourceId).toBe(workspace);
  expect({ ...properties, securityProfile: others }).toEqual(before.properties);
  const found = await sandbox.arm("GET", `${workspace}?api-version=2022-10-01`);
  expect(found.body.location).toBe("westeurope");
  expect(await putsOf(workspace)).toBeLessThanOrEqual(1);
  const sea = group.replace("WEU", "SEA");
  expect([
    await putsOf(sea),
    (await sandbox.arm("GET", `${sea}?api-version=2021-04-01`)).status,
  ]).toEqual([1, 200]);
});

test("S7: turning the component off removes nothing and stops what has not begun", async () => {
  await setPlan(PAYMENTS, "True");
  await setPlan(PAYMENTS, "False");
  await advance(3600);
  expect(hasSensor(await read(SHOP))).toBe(false);
  await setPlan(PAYMENTS, "True");
  await advance(3600);
  await setPlan(PAYMENTS, "False");
  await advance(3600);
  expect(hasSensor(await read(SHOP))).toBe(true);
});

test("S8: a cluster whose exclusion tag is taken away gets the sensor; one that gets the tag in time does not", async () => {
  const tag = (id: string, tags: object) =>
    sandbox.arm("PATCH", `${id}?api-version=2024-09-01`, { body: { tags } });
  await setPlan(PAYMENTS, "True");
  await tag(SHOP, { ms_defender_container_exclude_agents: "true" });
  await advance(3600);
  expect(hasSensor(await read(SHOP))).toBe(false);
  await tag(EXCLUDED, {});
  await advance(3600);
  expect(hasSensor(await read(EXCLUDED))).toBe(true);
  expect(hasSensor(await read(SHOP))).toBe(false);
});

test("a sensor that is removed comes back while the component is on, and a restart changes nothing", async () => {
  await setPlan(PAYMENTS, "True");
  await advance(3600);
  await setSensor(SHOP, false);
  await advance(10);
  expect(hasSensor(await read(SHOP))).toBe(false);
  await sandbox.restart("SIGKILL");
  await advance(600);
  expect(hasSensor(await read(SHOP))).toBe(true);
  expect((await callersOf(SHOP)).filter((caller) => caller === DEFENDER)).toHaveLength(2);
});

test("W4: the nearest assignment's workspace is the one that automatic provisioning uses", async () => {
  const workspace = `${PAYMENTS}/resourceGroups/rg-pay-3ds/providers/Microsoft.OperationalInsights/workspaces/law-pay`;
  await sandbox.arm("PUT", `${workspace}?api-version=2022-10-01`, {
    body: { location: "westeurope", properties: {} },
  });
  const parameters = { logAnalyticsWorkspaceResourceId: { value: workspace } };
  await assign(`${PAYMENTS}/resourceGroups/rg-pay-3ds`, SENSOR, { parameters });
  await setPlan(PAYMENTS, "True");
  await advance(3600);
  const { defender } = (await read(SHOP)).properties.securityProfile;
  expect(defender?.logAnalyticsWorkspaceResourceId).toBe(workspace);
});

test("an assignment acts half an hour after a cluster changes, with its own identity, and not on those that don't change", async () => {
  const { identity } = await assign(PAYMENTS, SENSOR);
  await giveRoles(identity.principalId, PAYMENTS, AGENT_OPERATORS);
  await advance(4 * 3600);
  expect((await clustersOf(PAYMENTS)).filter(hasSensor)).toHaveLength(1);
  await setSensor(SHOP, false);
  await advance(25 * 60);
  expect(hasSensor(await read(SHOP))).toBe(false);
  await advance(10 * 60);
  expect(hasSensor(await read(SHOP))).toBe(true);
  expect(await callersOf(SHOP)).toContain(identity.principalId);
});

test("an assignment whose identity lacks its roles does nothing until they are given", async () => {
  const { identity } = await assign(PAYMENTS, SENSOR);
  await setSensor(SHOP, false);
  await advance(3600);
  expect(hasSensor(await read(SHOP))).toBe(false);
  await giveRoles(identity.principalId, PAYMENTS, AGENT_OPERATORS);
  await advance(60);
  expect(hasSensor(await read(SHOP))).toBe(true);
});

test.each([
  ["doesn't enforce", { enforcementMode: "DoNotEnforce" }],
  ["is disabled", { parameters: { effect: { value: "Disabled" } } }],
  ["leaves the group out", { notScopes: [`${PAYMENTS}/resourceGroups/rg-pay-3ds`] }],
])("an assignment that %s brings nothing back", async (_, properties) => {
  const { identity } = await assign(PAYMENTS, SENSOR, properties);
  await giveRoles(identity.principalId, PAYMENTS, AGENT_OPERATORS);
  await setSensor(SHOP, false);
  await advance(4 * 3600);
  expect(hasSensor(await read(SHOP))).toBe(false);
});

test("the Azure Policy component gives the add-on to existing clusters as well", async () => {
  const displayName = "Defender for Containers provisioning Azure Policy Addon for Kubernetes";
  const { identity } = await assign(PAYMENTS, ADD_ON, { displayName }, displayName.slice(0, 64));
  await giveRoles(identity.principalId, PAYMENTS, [
    "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8",
    "18ed5180-3e48-46fd-8541-4ea054d57064",
  ]);
  await advance(3600);
  const { properties } = await read(SHOP);
  expect(properties.addonProfiles.azurepolicy?.enabled).toBe(true);
  expect(hasSensor(await read(SHOP))).toBe(false);
});
