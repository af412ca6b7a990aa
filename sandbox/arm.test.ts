import { afterAll, beforeAll, expect, test } from "vitest";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const PAYMENTS = `/subscriptions/${SUBSCRIPTIONS.payments.id}`;
const CLUSTERS = "providers/Microsoft.ContainerService/managedClusters";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

async function get(path: string, who = "azcli-owner") {
  return sandbox.arm("GET", path, { token: await sandbox.tokenFor(who) });
}

test("a request without api-version, or with one that never was, is refused", async () => {
  const missing = await get("/subscriptions");
  expect([missing.status, missing.body.error.code]).toEqual([400, "MissingApiVersionParameter"]);
  const core = await get("/subscriptions?api-version=1999-01-01");
  expect([core.status, core.body.error.code]).toEqual([400, "InvalidApiVersionParameter"]);
  const provider = await get(`${PAYMENTS}/${CLUSTERS}?api-version=1999-01-01`);
  expect([provider.status, provider.body.error.code]).toEqual([400, "NoRegisteredProviderFound"]);
});

test("what does not exist is told apart: a type, a subscription, a group, a resource, a method", async () => {
  const codes = await Promise.all(
    [
      `${PAYMENTS}/providers/Microsoft.Sandcastle/towers?api-version=2024-01-01`,
      `/subscriptions/00000000-0000-4000-8000-000000000000/${CLUSTERS}?api-version=2024-09-01`,
      `${PAYMENTS}/resourceGroups/nowhere/${CLUSTERS}/none?api-version=2024-09-01`,
      `${PAYMENTS}/resourceGroups/rg-pay-3ds/${CLUSTERS}/none?api-version=2024-09-01`,
    ].map(async (path) => {
      const { status, body } = await get(path);
      return [status, body.error.code];
    }),
  );
  expect(codes).toEqual([
    [404, "InvalidResourceType"],
    [404, "SubscriptionNotFound"],
    [404, "ResourceGroupNotFound"],
    [404, "ResourceNotFound"],
  ]);
  const method = await sandbox.arm("DELETE", `${PAYMENTS}?api-version=2022-12-01`);
  expect([method.status, method.headers.allow]).toEqual([405, "GET"]);
});

test("a list comes in pages whose links lead through all of it, each once", async () => {
  await sandbox.control("settings", { pageSize: 5 });
  const ids: string[] = [];
  let path = `${PAYMENTS}/${CLUSTERS}?api-version=2024-09-01`;
  const sizes: number[] = [];
  for (let page = 0; page < 20 && path; page++) {
    const { status, body } = await get(path);
    expect(status).toBe(200);
    sizes.push(body.value.length);
    ids.push(...body.value.map(({ id }: { id: string }) => id));
    path = body.nextLink?.replace(sandbox.url, "") ?? "";
  }
  await sandbox.control("settings", { pageSize: 100 });
  const whole = await get(`${PAYMENTS}/${CLUSTERS}?api-version=2024-09-01`);
  expect(ids).toEqual(whole.body.value.map(({ id }: { id: string }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  expect(Math.max(...sizes)).toBe(5);
  const forged = await get(`${PAYMENTS}/${CLUSTERS}?api-version=2024-09-01&$skiptoken=zzz`);
  expect(forged.status).toBe(400);
});

test("paths are read as ARM reads them: in any case, and with two slashes in front", async () => {
  const { status, body } = await get(
    `//SUBSCRIPTIONS/${SUBSCRIPTIONS.payments.id.toUpperCase()}/resourcegroups/RG-PAY-3DS?api-version=2021-04-01`,
  );
  expect([status, body.name]).toEqual([200, "rg-pay-3ds"]);
});

test("every answer carries a request id and gives the client's own ids back", async () => {
  const headers = {
    "x-ms-correlation-request-id": "11111111-aaaa-4aaa-8aaa-111111111111",
    "x-ms-client-request-id": "22222222-aaaa-4aaa-8aaa-222222222222",
    "x-ms-return-client-request-id": "true",
  };
  const answer = await sandbox.arm("GET", "/subscriptions?api-version=2022-12-01", { headers });
  expect(answer.headers).toMatchObject({
    "x-ms-correlation-request-id": headers["x-ms-correlation-request-id"],
    "x-ms-client-request-id": headers["x-ms-client-request-id"],
  });
  expect(answer.headers["x-ms-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

test("a person sees the subscriptions in which they hold any role, and no other", async () => {
  const names = async (who: string) => {
    const { body } = await get("/subscriptions?api-version=2022-12-01", who);
    return body.value.map(({ displayName }: { displayName: string }) => displayName);
  };
  expect(await names("sven.secreader")).toHaveLength(6);
  expect(await names("nora.norights")).toEqual([]);
  expect((await names("mixed.mira")).sort()).toEqual(
    (["payments", "platform", "retail", "shipping"] as const)
      .map((key) => SUBSCRIPTIONS[key].displayName)
      .sort(),
  );
});

test("a role on one resource group shows that group's clusters and hides the rest", async () => {
  const path = `${PAYMENTS}/${CLUSTERS}?api-version=2024-09-01`;
  const mine = await get(path, "mixed.mira");
  const all = await get(path);
  expect(mine.body.value.length).toBeGreaterThan(0);
  expect(mine.body.value.length).toBeLessThan(all.body.value.length);
  for (const { id } of mine.body.value)
    expect(id).toMatch(/\/resourceGroups\/rg-pay-gateway-prod\//i);
});

test("a role that does not hold the action is refused in ARM's words", async () => {
  const { status, body } = await get(
    `${PAYMENTS}/${CLUSTERS}?api-version=2024-09-01`,
    "sven.secreader",
  );
  expect(status).toBe(403);
  expect(body.error).toEqual({
    code: "AuthorizationFailed",
    message: expect.stringMatching(
      /^The client 'sven\.secreader@northwind\.example' with object id '[0-9a-f-]+' does not have authorization to perform action 'Microsoft\.ContainerService\/managedClusters\/read' over scope '/,
    ),
  });
});

test("a disabled subscription can be read and not changed", async () => {
  const fleet = `/subscriptions/${SUBSCRIPTIONS.fleet.id}/resourceGroups/new?api-version=2021-04-01`;
  const put = await sandbox.arm("PUT", fleet, { body: { location: "westeurope" } });
  expect([put.status, put.body.error.code]).toEqual([409, "ReadOnlyDisabledSubscription"]);
});

test("a provider takes a while to be registered, and then the plans are there", async () => {
  await sandbox.control("settings", { registrationSeconds: { min: 60, max: 60 } });
  const lab = `/subscriptions/${SUBSCRIPTIONS.lab.id}/providers`;
  const pricings = `${lab}/Microsoft.Security/pricings?api-version=2024-01-01`;
  const before = await get(pricings);
  expect([before.status, before.body.error.code]).toEqual([404, "Subscription Not Registered"]);
  const state = async () =>
    (await get(`${lab}/Microsoft.Security?api-version=2021-04-01`)).body.registrationState;
  const asked = await sandbox.arm(
    "POST",
    `${lab}/Microsoft.Security/register?api-version=2021-04-01`,
  );
  expect(asked.body.registrationState).toBe("Registering");
  expect(await state()).toBe("Registering");
  await sandbox.control("clock", { advanceSeconds: 61 });
  expect(await state()).toBe("Registered");
  const after = await get(pricings);
  expect(after.body.value).toHaveLength(16);
});

test("the tree of management groups holds every subscription once", async () => {
  const { body } = await get(
    `/providers/Microsoft.Management/managementGroups/${sandbox.tenantId}?api-version=2020-05-01&$expand=children&$recurse=true`,
  );
  interface Node {
    type: string;
    name: string;
    children?: Node[];
  }
  const leaves = (nodes: Node[]): string[] =>
    nodes.flatMap((node) =>
      node.type === "/subscriptions" ? [node.name] : leaves(node.children ?? []),
    );
  expect(leaves(body.properties.children).sort()).toEqual(
    Object.values(SUBSCRIPTIONS)
      .map(({ id }) => id)
      .sort(),
  );
});
