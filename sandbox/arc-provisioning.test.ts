import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const SENSOR = "708b60a6-d253-4fe0-9114-4be4c00f012c";
const POLICY = "0adc5395-9169-4b9b-8687-af838d69410a";
const AUTHORIZATION = "providers/Microsoft.Authorization";
const CONNECTED = "providers/Microsoft.Kubernetes/connectedClusters";
const EXTENSIONS = "providers/Microsoft.KubernetesConfiguration/extensions";
const SHIPPING = `/subscriptions/${SUBSCRIPTIONS.shipping.id}`;

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

const advance = (advanceSeconds: number) => sandbox.control("clock", { advanceSeconds });

interface Cluster {
  id: string;
  name: string;
  tags: Record<string, string>;
  properties: { distribution: string; connectivityStatus: string };
}
interface Extension {
  id: string;
  properties: {
    extensionType: string;
    provisioningState: string;
    configurationSettings: Record<string, string>;
  };
}

async function clusters(): Promise<Cluster[]> {
  const path = `${SHIPPING}/${CONNECTED}?api-version=2024-01-01`;
  return (await sandbox.arm("GET", path)).body.value;
}

async function extensionOn(id: string, type: string): Promise<Extension | undefined> {
  const { body } = await sandbox.arm("GET", `${id}/${EXTENSIONS}?api-version=2023-05-01`);
  return body.value.find(({ properties }: Extension) => properties.extensionType === type);
}

/** Connected clusters of distributions that the policy leaves to others, or doesn't. */
function wanted({ tags, properties }: Cluster): boolean {
  const { distribution, connectivityStatus } = properties;
  return (
    connectivityStatus === "Connected" &&
    !["aks", "aks_management", "eks", "gke"].includes(distribution) &&
    tags.ms_defender_container_exclude_sensors !== "true"
  );
}

async function assign(definition: string, displayName: string, roles: readonly string[]) {
  const path = `${SHIPPING}/${AUTHORIZATION}/policyAssignments/arc?api-version=2024-05-01`;
  const { body } = await sandbox.arm("PUT", path, {
    body: {
      location: "westeurope",
      identity: { type: "SystemAssigned" },
      properties: {
        displayName,
        policyDefinitionId: `/${AUTHORIZATION}/policyDefinitions/${definition}`,
      },
    },
  });
  for (const role of roles) {
    const given = `${SHIPPING}/${AUTHORIZATION}/roleAssignments/${crypto.randomUUID()}`;
    await sandbox.arm("PUT", `${given}?api-version=2022-04-01`, {
      body: {
        properties: {
          roleDefinitionId: `/${AUTHORIZATION}/roleDefinitions/${role}`,
          principalId: body.identity.principalId,
          principalType: "ServicePrincipal",
        },
      },
    });
  }
  return body.identity.principalId as string;
}

const AGENT_OPERATORS = [
  "5e93ba01-8f92-4c7a-b12a-801e3df23824",
  "8bb6f106-b146-4ee6-a3f9-b9c5a96e0ae5",
];
const DEFENDER = "microsoft.azuredefender.kubernetes";

test("S12: with the component on, an assignment for Arc gives the extension to connected clusters it doesn't leave out", async () => {
  const before = await clusters();
  const bare = [];
  for (const one of before) if (!(await extensionOn(one.id, DEFENDER))) bare.push(one);
  expect(bare.filter(wanted).length).toBeGreaterThan(0);
  expect(bare.filter((one) => !wanted(one)).length).toBeGreaterThan(0);
  await assign(SENSOR, "Sensors through Arc", AGENT_OPERATORS);
  await advance(3600);
  for (const one of bare) {
    const found = await extensionOn(one.id, DEFENDER);
    expect([one.name, found?.properties.provisioningState]).toEqual([
      one.name,
      wanted(one) ? "Succeeded" : undefined,
    ]);
  }
});

test("an extension that is removed while the component is on comes back; with the component off it stays away", async () => {
  const principalId = await assign(SENSOR, "Sensors through Arc", AGENT_OPERATORS);
  await advance(3600);
  const cluster = (await clusters()).find(wanted);
  const extension = await extensionOn(String(cluster?.id), DEFENDER);
  const remove = () => sandbox.arm("DELETE", `${extension?.id}?api-version=2023-05-01`);
  expect((await remove()).status).toBe(202);
  await advance(10);
  expect(await extensionOn(String(cluster?.id), DEFENDER)).toBeUndefined();
  await advance(600);
  const back = await extensionOn(String(cluster?.id), DEFENDER);
  expect(back?.properties.configurationSettings.logAnalyticsWorkspaceResourceID).toMatch(
    /DefaultWorkspace-/,
  );
  const log = `${SHIPPING}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01`;
  const filter = encodeURIComponent(`resourceUri eq '${extension?.id}'`);
  const { body } = await sandbox.arm("GET", `${log}&$filter=${filter}`);
  expect(body.value[0]).toMatchObject({
    caller: principalId,
    operationName: { value: "Microsoft.KubernetesConfiguration/extensions/write" },
  });
  await sandbox.arm(
    "PUT",
    `${SHIPPING}/providers/Microsoft.Security/pricings/Containers?api-version=2024-01-01`,
    { body: { properties: { pricingTier: "Free" } } },
  );
  expect((await remove()).status).toBe(202);
  await advance(3600);
  expect(await extensionOn(String(cluster?.id), DEFENDER)).toBeUndefined();
});

test("a remediation task installs the Azure Policy extension and says which clusters didn't answer", async () => {
  await assign(POLICY, "Azure Policy through Arc", ["85cb6faf-e071-4c9b-8136-154b5a04f717"]);
  const task = `${SHIPPING}/providers/Microsoft.PolicyInsights/remediations/arc?api-version=2021-10-01`;
  const policyAssignmentId = `${SHIPPING}/${AUTHORIZATION}/policyAssignments/arc`;
  const put = await sandbox.arm("PUT", task, { body: { properties: { policyAssignmentId } } });
  expect(put.status).toBe(201);
  await advance(600);
  const { body } = await sandbox.arm("POST", task.replace("?", "/listDeployments?"));
  const statuses = new Map<string, string>(
    body.value.map(({ remediatedResourceId, status }: Record<string, string>) => [
      remediatedResourceId,
      status,
    ]),
  );
  for (const { id, properties } of await clusters()) {
    const status = statuses.get(id);
    if (!status) continue;
    expect(status).toBe(properties.connectivityStatus === "Connected" ? "Succeeded" : "Failed");
  }
  expect([...statuses.values()]).toContain("Succeeded");
});
