import { afterAll, beforeAll, expect, test } from "vitest";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const PAYMENTS = `/subscriptions/${SUBSCRIPTIONS.payments.id}`;
const GROUP = `${PAYMENTS}/resourceGroups/rg-network/providers`;
const SCOPES = "Microsoft.Insights/privateLinkScopes";
const ENDPOINTS = "Microsoft.Network/privateEndpoints";
const INSIGHTS = "api-version=2021-07-01-preview";
const NETWORK = "api-version=2023-11-01";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

interface Scope {
  properties: { privateEndpointConnections: { properties: { privateEndpoint: { id: string } } }[] };
}

async function connections(name: string): Promise<string[]> {
  const { body } = await sandbox.arm("GET", `${GROUP}/${SCOPES}/${name}?${INSIGHTS}`);
  return (body as Scope).properties.privateEndpointConnections.map(
    ({ properties }) => properties.privateEndpoint.id,
  );
}

test("a scope is made, linked, connected to and taken away, and its connections are those of the endpoints", async () => {
  const scope = `${GROUP}/${SCOPES}/ampls-new`;
  const made = await sandbox.arm("PUT", `${scope}?${INSIGHTS}`, {
    body: {
      location: "global",
      properties: { accessModeSettings: { queryAccessMode: "Open", ingestionAccessMode: "Open" } },
    },
  });
  expect(made).toMatchObject({
    status: 201,
    body: { name: "ampls-new", properties: { provisioningState: "Succeeded" } },
  });
  const linked = await sandbox.arm("PUT", `${scope}/scopedResources/ws?${INSIGHTS}`, {
    body: { properties: { linkedResourceId: `${PAYMENTS}/resourceGroups/x/providers/y/z/w` } },
  });
  expect(linked.status).toBe(201);
  expect(await connections("ampls-new")).toEqual([]);

  const endpoint = `${GROUP}/${ENDPOINTS}/pe-new`;
  const put = await sandbox.arm("PUT", `${endpoint}?${NETWORK}`, {
    body: {
      location: "eastus2",
      properties: {
        subnet: { id: `${PAYMENTS}/x` },
        privateLinkServiceConnections: [
          { name: "one", properties: { privateLinkServiceId: scope.toUpperCase() } },
        ],
      },
    },
  });
  expect(put.status).toBe(201);
  expect(await connections("ampls-new")).toEqual([endpoint]);
  expect((await sandbox.arm("DELETE", `${endpoint}?${NETWORK}`)).status).toBe(200);
  expect(await connections("ampls-new")).toEqual([]);

  expect((await sandbox.arm("DELETE", `${scope}?${INSIGHTS}`)).status).toBe(200);
  expect((await sandbox.arm("DELETE", `${scope}?${INSIGHTS}`)).status).toBe(204);
  const orphan = await sandbox.arm("GET", `${scope}/scopedResources/ws?${INSIGHTS}`);
  expect(orphan).toMatchObject({ status: 404, body: { error: { code: "ResourceNotFound" } } });
});

test("a scope lists what is linked to it and no other scope's, and a scope that is not there has no list", async () => {
  const list = await sandbox.arm(
    "GET",
    `${GROUP}/${SCOPES}/ampls-payments/scopedResources?${INSIGHTS}`,
  );
  expect((list.body as { value: { name: string }[] }).value.map(({ name }) => name)).toEqual([
    "workspace-eus2",
  ]);
  const missing = await sandbox.arm("GET", `${GROUP}/${SCOPES}/none/scopedResources?${INSIGHTS}`);
  expect(missing).toMatchObject({
    status: 404,
    body: { error: { code: "ParentResourceNotFound" } },
  });
});

test("a mode that Azure does not have is refused, and so is who has no right to read", async () => {
  const refused = await sandbox.arm("PUT", `${GROUP}/${SCOPES}/ampls-wrong?${INSIGHTS}`, {
    body: {
      location: "global",
      properties: { accessModeSettings: { queryAccessMode: "Shut", ingestionAccessMode: "Open" } },
    },
  });
  expect(refused).toMatchObject({
    status: 400,
    body: { error: { code: "InvalidRequestContent" } },
  });
  const token = await sandbox.tokenFor("sana.secadmin");
  const hidden = await sandbox.arm("GET", `${PAYMENTS}/providers/${SCOPES}?${INSIGHTS}`, { token });
  expect(hidden).toMatchObject({ status: 403, body: { error: { code: "AuthorizationFailed" } } });
});
