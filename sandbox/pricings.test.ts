import { afterAll, beforeAll, expect, test } from "vitest";
import { SUBSCRIPTIONS, type SubscriptionKey } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.control("settings", { pricingWriteMs: 20 });
});
afterAll(() => sandbox.stop());

const url = (key: SubscriptionKey, plan = "", version = "2024-01-01") =>
  `/subscriptions/${SUBSCRIPTIONS[key].id}/providers/Microsoft.Security/pricings${plan && `/${plan}`}?api-version=${version}`;
const get = async (key: SubscriptionKey, plan: string, version?: string) =>
  (await sandbox.arm("GET", url(key, plan, version))).body.properties;
const put = async (key: SubscriptionKey, plan: string, properties: object, who = "azcli-owner") =>
  sandbox.arm("PUT", url(key, plan), { token: await sandbox.tokenFor(who), body: { properties } });

interface Extension {
  name: string;
  isEnabled: string;
}
const states = (extensions: Extension[]) =>
  Object.fromEntries(extensions.map(({ name, isEnabled }) => [name, isEnabled]));

test("all plans are listed, and a filter picks some", async () => {
  const all = await sandbox.arm("GET", url("shipping"));
  expect(all.body.value).toHaveLength(16);
  const some = await sandbox.arm(
    "GET",
    `${url("shipping")}&$filter=${encodeURIComponent("name in (Containers,CloudPosture)")}`,
  );
  expect(some.body.value.map(({ name }: { name: string }) => name).sort()).toEqual([
    "CloudPosture",
    "Containers",
  ]);
});

test("each version shows the fields that it knows", async () => {
  expect(Object.keys(await get("shipping", "Containers", "2022-03-01")).sort()).toEqual([
    "freeTrialRemainingTime",
    "pricingTier",
  ]);
  const middle = await get("shipping", "Containers", "2023-01-01");
  expect(middle).toHaveProperty("enablementTime");
  expect(middle).not.toHaveProperty("resourcesCoverageStatus");
  expect(await get("shipping", "Containers")).toMatchObject({
    inherited: "False",
    resourcesCoverageStatus: "FullyCovered",
  });
});

test("a plan that is turned on without a word on extensions keeps them as they are", async () => {
  const before = await get("payments", "Containers");
  const { status, body } = await put("payments", "Containers", { pricingTier: "Standard" });
  expect([status, body.properties.pricingTier]).toEqual([200, "Standard"]);
  expect(body.properties.enablementTime).toMatch(/^\d{4}-/);
  expect(states(body.properties.extensions)).toEqual(states(before.extensions));
});

test("an extension that is turned on gets what the cloud adds by itself; others stay", async () => {
  const { body } = await put("payments", "Containers", {
    pricingTier: "Standard",
    extensions: [{ name: "ContainerSensor", isEnabled: "True" }],
  });
  const sensor = body.properties.extensions.find(
    ({ name }: Extension) => name === "ContainerSensor",
  );
  expect(sensor).toMatchObject({
    isEnabled: "True",
    additionalExtensionProperties: { SecurityGatingEnabled: "True" },
    operationStatus: { code: "Succeeded" },
  });
  expect(body.properties.extensions).toHaveLength(4);
});

test("turning a plan off turns its extensions off, and those of other plans not", async () => {
  const { body } = await put("shipping", "Containers", { pricingTier: "Free" });
  expect(new Set(Object.values(states(body.properties.extensions)))).toEqual(new Set(["False"]));
  expect(body.properties.enablementTime).toBeUndefined();
  const posture = await get("shipping", "CloudPosture");
  expect(states(posture.extensions).AgentlessDiscoveryForKubernetes).toBe("True");
});

test("an unknown extension, a boolean for a word and an unknown tier are refused", async () => {
  const refused = [
    { pricingTier: "Standard", extensions: [{ name: "Sandcastle", isEnabled: "True" }] },
    { pricingTier: "Standard", extensions: [{ name: "ContainerSensor", isEnabled: true }] },
    { pricingTier: "Gold" },
    { pricingTier: "Standard", subPlan: "P9" },
  ];
  for (const properties of refused) {
    expect((await put("retail", "Containers", properties)).status).toBe(400);
  }
  expect((await put("retail", "Sandcastle", { pricingTier: "Free" })).status).toBe(404);
});

test("a second write on the subscription while one runs is refused, one on another is not", async () => {
  await sandbox.control("settings", { pricingWriteMs: 500 });
  const [first, second, elsewhere] = await Promise.all([
    put("retail", "KeyVaults", { pricingTier: "Standard" }),
    put("retail", "Containers", { pricingTier: "Standard" }),
    put("platform", "KeyVaults", { pricingTier: "Standard" }),
  ]);
  await sandbox.control("settings", { pricingWriteMs: 20 });
  expect([first.status, second.status].sort()).toEqual([200, 409]);
  expect(elsewhere.status).toBe(200);
});

test("a replaced plan says by what", async () => {
  expect(await get("platform", "KubernetesService")).toMatchObject({
    pricingTier: "Standard",
    deprecated: true,
    replacedBy: ["Containers"],
  });
});

test("who may not give roles turns the plan on, and the extensions that need roles say that they failed", async () => {
  const extensions = ["ContainerSensor", "AgentlessDiscoveryForKubernetes"].map((name) => ({
    name,
    isEnabled: "True",
  }));
  const { status, body } = await put(
    "platform",
    "Containers",
    { pricingTier: "Standard", extensions },
    "sana.secadmin",
  );
  expect(status).toBe(200);
  const codes = Object.fromEntries(
    body.properties.extensions.map(
      (extension: Extension & { operationStatus?: { code: string } }) => [
        extension.name,
        extension.operationStatus?.code,
      ],
    ),
  );
  expect(codes).toMatchObject({
    ContainerSensor: "Succeeded",
    AgentlessDiscoveryForKubernetes: "Failed",
  });
  const reader = await put("platform", "Containers", { pricingTier: "Free" }, "sven.secreader");
  expect(reader.status).toBe(403);
});
