import { afterAll, beforeAll, expect, test } from "vitest";
import { TENANT_ID } from "./identities.ts";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const RETAIL = `/subscriptions/${SUBSCRIPTIONS.retail.id}`;
const ROOT = `/providers/Microsoft.Management/managementGroups/${TENANT_ID}`;
const AUTHORIZATION = "providers/Microsoft.Authorization";
const SENSOR = "64def556-fbad-4622-930e-72d1d5589bf5";
const IMAGES = "febd0533-8e55-448f-b837-bd0e06f16469";
const VERSION = "2024-05-01";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const definition = (name: string) => `/${AUTHORIZATION}/policyDefinitions/${name}`;

const ask = (method: string, path: string, body?: object, filter?: string) =>
  sandbox.arm(
    method,
    `${path}?api-version=${VERSION}${filter ? `&$filter=${encodeURIComponent(filter)}` : ""}`,
    { body },
  );

function assign(scope: string, name: string, properties: object, rest: object = WITH_IDENTITY) {
  return ask("PUT", `${scope}/${AUTHORIZATION}/policyAssignments/${name}`, { ...rest, properties });
}

const WITH_IDENTITY = { location: "westeurope", identity: { type: "SystemAssigned" } };

interface Named {
  name: string;
  properties: { displayName: string };
}
const names = (items: Named[]) => items.map(({ name }) => name);

test("a definition is found by its id and says which parameters, conditions and roles it has", async () => {
  const { body } = await ask("GET", definition("708B60A6-d253-4fe0-9114-4be4c00f012c"));
  expect(body.properties).toMatchObject({
    policyType: "BuiltIn",
    mode: "Indexed",
    version: "7.3.0-preview",
    metadata: { category: "Kubernetes", preview: true },
    parameters: {
      effect: { allowedValues: ["DeployIfNotExists", "Disabled"] },
      logAnalyticsWorkspaceResourceId: {
        defaultValue: "",
        metadata: {
          strongType: "Microsoft.OperationalInsights/workspaces",
          assignPermissions: true,
        },
      },
      excludedDistributions: {
        type: "Array",
        defaultValue: ["aks", "aks_management", "eks", "gke"],
      },
    },
  });
  const { details } = body.properties.policyRule.then;
  expect(details.type).toBe("Microsoft.KubernetesConfiguration/extensions");
  expect(details.roleDefinitionIds).toHaveLength(2);
});

test("definitions are listed for the tenant and a subscription, filtered and in pages", async () => {
  const all = await ask("GET", `/${AUTHORIZATION}/policyDefinitions`);
  expect(names(all.body.value)).toContain(SENSOR);
  expect(all.body.value.length).toBeGreaterThan(15);
  const filter = "policyType eq 'BuiltIn' and category eq 'Security Center'";
  const some = await ask("GET", `${RETAIL}/${AUTHORIZATION}/policyDefinitions`, undefined, filter);
  expect(names(some.body.value)).toContain("1c988dd6-ade4-430f-a608-2a3e5b0a6d38");
  expect(names(some.body.value)).not.toContain(SENSOR);
  const custom = "policyType -eq Custom";
  const none = await ask("GET", `${RETAIL}/${AUTHORIZATION}/policyDefinitions`, undefined, custom);
  expect(none.body.value).toEqual([]);
  const first = await sandbox.arm(
    "GET",
    `/${AUTHORIZATION}/policyDefinitions?api-version=${VERSION}&$top=5`,
  );
  expect(first.body.value).toHaveLength(5);
  const second = await sandbox.arm("GET", first.body.nextLink.slice(sandbox.url.length));
  expect(second.body.value).toHaveLength(5);
  expect(names(second.body.value)).not.toContain(names(first.body.value)[0]);
});

test("the benchmark is read with its policies; what nobody made is not found", async () => {
  const set = `/${AUTHORIZATION}/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8`;
  const { body } = await ask("GET", set);
  expect(body.properties.displayName).toBe("Microsoft cloud security benchmark");
  expect(body.properties.policyDefinitions.length).toBeGreaterThan(4);
  const missing = await ask("GET", definition("00000000-0000-4000-8000-000000000000"));
  expect([missing.status, missing.body.error.code]).toEqual([404, "PolicyDefinitionNotFound"]);
});

test.each([
  [SENSOR, { efect: { value: "Disabled" } }, "UndefinedPolicyParameter", /'efect'/],
  [SENSOR, { effect: { value: "Deny" } }, "PolicyParameterValueNotAllowed", /DeployIfNotExists, D/],
  [SENSOR, { effect: { value: true } }, "InvalidPolicyParameterType", /expected type 'String'/],
  [IMAGES, {}, "MissingPolicyParameter", /'allowedContainerImagesRegex'/],
  [
    "708b60a6-d253-4fe0-9114-4be4c00f012c",
    { excludedDistributions: { value: "eks" } },
    "InvalidPolicyParameterType",
    /'excludedDistributions'.*found type 'String'/,
  ],
])("an assignment of %s with %j is refused with %s", async (id, parameters, code, message) => {
  const { status, body } = await assign(RETAIL, "wrong", {
    policyDefinitionId: definition(id),
    parameters,
  });
  expect([status, body.error.code]).toEqual([400, code]);
  expect(body.error.message).toMatch(message);
});

test("an assignment that deploys needs an identity, and an identity a location", async () => {
  const properties = { policyDefinitionId: definition(SENSOR) };
  const without = await assign(RETAIL, "wrong", properties, {});
  expect(without.body.error.code).toBe("ResourceIdentityRequired");
  const nowhere = await assign(RETAIL, "wrong", properties, { identity: WITH_IDENTITY.identity });
  expect(nowhere.body.error.code).toBe("LocationRequired");
  const audit = { policyDefinitionId: definition("a1840de2-8088-4ea8-b153-b4c723e9cb01") };
  expect((await assign(RETAIL, "audit", audit, {})).status).toBe(201);
});

test("a name of 25 letters is too long at a management group and not at a subscription", async () => {
  const name = "defender-sensor-on-all-25";
  const properties = { policyDefinitionId: definition(SENSOR) };
  const refused = await assign(ROOT, name, properties);
  expect([refused.status, refused.body.error.code]).toEqual([400, "InvalidPolicyAssignmentName"]);
  expect(refused.body.error.message).toContain("must not exceed '24' characters");
  expect((await assign(RETAIL, name, properties)).status).toBe(201);
});

test("assignments are found by definition, from the scope itself, above it and below it", async () => {
  const properties = { policyDefinitionId: definition(SENSOR) };
  const group = `${RETAIL}/resourceGroups/rg-search`;
  for (const scope of [ROOT, RETAIL, group]) await assign(scope, "walk", properties);
  const find = async (scope: string, ...filters: string[]) => {
    const filter = [...filters, `policyDefinitionId eq '${definition(SENSOR)}'`].join(" and ");
    const path = `${scope}/${AUTHORIZATION}/policyAssignments`;
    const { body } = await ask("GET", path, undefined, filter);
    return body.value
      .filter(({ name }: Named) => name === "walk")
      .map(({ properties: { scope: at } }: { properties: { scope: string } }) => at);
  };
  expect(await find(RETAIL)).toEqual([ROOT, RETAIL, group]);
  expect(await find(RETAIL, "atScope()")).toEqual([ROOT, RETAIL]);
  expect(await find(RETAIL, "atExactScope()")).toEqual([RETAIL]);
  expect(await find(group)).toEqual([ROOT, RETAIL, group]);
  expect(await find(ROOT)).toEqual([ROOT]);
});

test("a PUT replaces parameters and keeps the identity and who made it; a PATCH moves nothing else", async () => {
  const properties = {
    policyDefinitionId: definition(SENSOR),
    parameters: { logAnalyticsWorkspaceResourceId: { value: "/subscriptions/x/one" } },
    notScopes: [`${RETAIL}/resourceGroups/rg-loyalty`],
    enforcementMode: "DoNotEnforce",
  };
  const first = await assign(RETAIL, "kept", properties);
  expect(first.body.properties).toMatchObject({ ...properties, scope: RETAIL });
  const second = await assign(RETAIL, "kept", { policyDefinitionId: definition(SENSOR) });
  expect(second.body.properties).toMatchObject({ parameters: {}, enforcementMode: "Default" });
  expect(second.body.identity).toEqual(first.body.identity);
  const { createdBy, createdOn } = first.body.properties.metadata;
  expect(second.body.properties.metadata).toMatchObject({ createdBy, createdOn });
  const path = `${RETAIL}/${AUTHORIZATION}/policyAssignments/kept`;
  const moved = await ask("PATCH", path, { location: "northeurope", identity: { type: "None" } });
  expect([moved.status, moved.body.location]).toEqual([200, "northeurope"]);
  expect(moved.body.identity).toBeUndefined();
  expect(moved.body.properties.policyDefinitionId).toBe(definition(SENSOR));
});

test("a scope outside the assignment's own can't be left out, and nothing is assigned to what isn't there", async () => {
  const properties = { policyDefinitionId: definition(SENSOR) };
  const outside = await assign(RETAIL, "wrong", {
    ...properties,
    notScopes: [`/subscriptions/${SUBSCRIPTIONS.payments.id}`],
  });
  expect(outside.body.error.code).toBe("InvalidCreatePolicyAssignmentRequest");
  const nowhere = await assign(`${RETAIL}/resourceGroups/rg-none`, "wrong", properties);
  expect([nowhere.status, nowhere.body.error.code]).toEqual([404, "ResourceGroupNotFound"]);
});

test("deleting an assignment leaves the roles of its identity behind", async () => {
  const { body } = await assign(RETAIL, "gone", { policyDefinitionId: definition(SENSOR) });
  const { principalId } = body.identity;
  const role = "5e93ba01-8f92-4c7a-b12a-801e3df23824";
  const given = await sandbox.arm(
    "PUT",
    `${RETAIL}/${AUTHORIZATION}/roleAssignments/7f0d6a0e-54a6-4b1e-9a39-6d1f6a9d5c01?api-version=2022-04-01`,
    {
      body: {
        properties: {
          roleDefinitionId: `${RETAIL}/${AUTHORIZATION}/roleDefinitions/${role}`,
          principalId,
          principalType: "ServicePrincipal",
        },
      },
    },
  );
  expect(given.status).toBe(201);
  expect((await ask("DELETE", body.id)).status).toBe(200);
  expect((await ask("DELETE", body.id)).status).toBe(204);
  const left = await sandbox.arm("GET", `${given.body.id}?api-version=2022-04-01`);
  expect(left.body.properties.principalId).toBe(principalId);
});
