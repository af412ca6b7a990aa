import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const RETAIL = `/subscriptions/${SUBSCRIPTIONS.retail.id}`;
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const NORA = "aaaaaaaa-0000-4000-8000-000000000007";
const VERSION = "api-version=2022-04-01";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

async function give(who: string, principalId: string, name: string = randomUUID()) {
  return sandbox.arm(
    "PUT",
    `${RETAIL}/providers/Microsoft.Authorization/roleAssignments/${name}?${VERSION}`,
    {
      token: await sandbox.tokenFor(who),
      body: {
        properties: {
          roleDefinitionId: `${RETAIL}/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
          principalId,
          principalType: "User",
        },
      },
    },
  );
}

test("a role counts from the moment it is given until it is taken away", async () => {
  const token = await sandbox.tokenFor("nora.norights");
  const look = async () =>
    (await sandbox.arm("GET", `${RETAIL}?api-version=2022-12-01`, { token })).status;
  expect(await look()).toBe(403);
  const given = await give("olivia.owner", NORA);
  expect(given.status).toBe(201);
  expect(await look()).toBe(200);
  const taken = await sandbox.arm("DELETE", `${given.body.id}?${VERSION}`);
  expect(taken.status).toBe(200);
  expect(await look()).toBe(403);
});

test("a Contributor may not give roles, and nobody can be given the same one twice", async () => {
  const refused = await give("carlos.contributor", NORA);
  expect([refused.status, refused.body.error.code]).toEqual([403, "AuthorizationFailed"]);
  const somebody = randomUUID();
  expect((await give("olivia.owner", somebody)).status).toBe(201);
  const again = await give("olivia.owner", somebody);
  expect([again.status, again.body.error.code]).toEqual([409, "RoleAssignmentExists"]);
});

test("the assignments of one person are found from a subscription, inherited ones included", async () => {
  const oid = "aaaaaaaa-0000-4000-8000-000000000001";
  const { body } = await sandbox.arm(
    "GET",
    `${RETAIL}/providers/Microsoft.Authorization/roleAssignments?${VERSION}&$filter=${encodeURIComponent(`assignedTo('${oid}')`)}`,
  );
  expect(body.value).toHaveLength(1);
  expect(body.value[0].properties.scope).toMatch(/managementGroups/);
});

test("permissions at a scope are those of the caller's roles there", async () => {
  const token = await sandbox.tokenFor("mixed.mira");
  const { body } = await sandbox.arm(
    "GET",
    `${RETAIL}/providers/Microsoft.Authorization/permissions?${VERSION}`,
    { token },
  );
  expect(body.value).toHaveLength(1);
  expect(body.value[0].notActions).toContain("Microsoft.Authorization/*/Write");
});

test("a policy assignment gets an identity that it keeps; a Security Admin may make it, a Contributor not", async () => {
  const path = `${RETAIL}/providers/Microsoft.Authorization/policyAssignments/sensor?api-version=2024-05-01`;
  const body = {
    location: "westeurope",
    identity: { type: "SystemAssigned" },
    properties: {
      displayName: "Sensor everywhere",
      policyDefinitionId:
        "/providers/Microsoft.Authorization/policyDefinitions/64def556-fbad-4622-930e-72d1d5589bf5",
    },
  };
  const as = async (who: string) =>
    sandbox.arm("PUT", path, { token: await sandbox.tokenFor(who), body });
  expect((await as("carlos.contributor")).status).toBe(403);
  const first = await as("sana.secadmin");
  const second = await as("sana.secadmin");
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(first.body.identity.principalId).toMatch(/^[0-9a-f-]{36}$/);
  expect(second.body.identity.principalId).toBe(first.body.identity.principalId);
  expect((await sandbox.arm("DELETE", path)).status).toBe(200);
  expect((await sandbox.arm("GET", path)).body.error.code).toBe("PolicyAssignmentNotFound");
});
