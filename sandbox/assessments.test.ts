import { afterAll, beforeAll, expect, test } from "vitest";
import { SUBSCRIPTIONS, type SubscriptionKey } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const SENSOR = "56a83a6e-c417-42ec-b567-1e6fcb3d09a9";
const ARC_SENSOR = "3ef9848c-c2c8-4ff3-8b9c-4c8eb8ddfce6";
const SECURITY = "providers/Microsoft.Security";
const CLUSTERS = "providers/Microsoft.ContainerService/managedClusters";
const VERSION = "api-version=2021-06-01";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.control("settings", {
    operationSeconds: { min: 0, max: 0 },
    pricingWriteMs: 0,
    resourceGraphQuota: { queries: 1000, windowSeconds: 5 },
  });
});
afterAll(() => sandbox.stop());

const subscription = (key: SubscriptionKey) => `/subscriptions/${SUBSCRIPTIONS[key].id}`;
const cluster = (key: SubscriptionKey, group: string, name: string) =>
  `${subscription(key)}/resourceGroups/${group}/${CLUSTERS}/${name}`;

interface Assessment {
  id: string;
  name: string;
  properties: { status: { code: string; cause?: string } };
}

async function statusOf(id: string, key = SENSOR): Promise<Assessment["properties"]["status"]> {
  const { status, body } = await sandbox.arm(
    "GET",
    `${id}/${SECURITY}/assessments/${key}?${VERSION}`,
  );
  expect(status).toBe(200);
  return body.properties.status;
}

async function listAt(scope: string): Promise<Assessment[]> {
  const found: Assessment[] = [];
  let path: string | undefined = `${scope}/${SECURITY}/assessments?${VERSION}`;
  while (path) {
    const { body } = await sandbox.arm("GET", path);
    found.push(...body.value);
    path = body.nextLink?.slice(sandbox.url.length);
  }
  return found;
}

async function graph(query: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let $skipToken: string | undefined;
  do {
    const { status, body } = await sandbox.arm(
      "POST",
      "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
      { body: { query, options: { $top: 7, ...($skipToken && { $skipToken }) } } },
    );
    expect(status).toBe(200);
    rows.push(...body.data);
    $skipToken = body.$skipToken;
  } while ($skipToken);
  return rows;
}

test.each([
  ["a cluster with the sensor", "shipping", "rg-terminal-rtm", "aks-terminal-rotterdam", "Healthy"],
  ["one without it", "shipping", "rg-booking-(new)", "aks-container-booking-prod", "Unhealthy"],
  [
    "one that a tag excludes",
    "shipping",
    "rg-reefer",
    "aks-reefer-monitoring-prod",
    "ExcludedByTag",
  ],
  ["one that is stopped", "retail", "rg-shop-burst", "aks-black-friday-burst", "ResourceStopped"],
  ["one whose plan is off", "payments", "rg-pay-3ds", "aks-pay-3ds-prod-weu", "OffByPolicy"],
] as const)("%s, in %s, is assessed by what it is", async (_, key, group, name, expected) => {
  const { code, cause } = await statusOf(cluster(key, group, name));
  expect(cause ?? code).toBe(expected);
  expect(code === "NotApplicable").toBe(cause !== undefined);
});

test("an assessment follows the cluster and the plan as they change", async () => {
  const id = cluster("retail", "rg-search", "aks-search-prod-weu");
  expect((await statusOf(id)).code).toBe("Unhealthy");
  const { body } = await sandbox.arm("GET", `${id}?api-version=2024-09-01`);
  const workspace = (
    await sandbox.arm(
      "GET",
      `${subscription("retail")}/providers/Microsoft.OperationalInsights/workspaces?api-version=2022-10-01`,
    )
  ).body.value[0].id;
  body.properties.securityProfile.defender = {
    logAnalyticsWorkspaceResourceId: workspace,
    securityMonitoring: { enabled: true },
  };
  await sandbox.arm("PUT", `${id}?api-version=2024-09-01`, { body });
  expect((await statusOf(id)).code).toBe("Healthy");
  const plan = `${subscription("retail")}/${SECURITY}/pricings/Containers?api-version=2024-01-01`;
  await sandbox.arm("PUT", plan, { body: { properties: { pricingTier: "Free" } } });
  expect((await statusOf(id)).cause).toBe("OffByPolicy");
  await sandbox.arm("PUT", plan, { body: { properties: { pricingTier: "Standard" } } });
});

test("an exemption of the policy behind a recommendation makes it not applicable", async () => {
  const id = cluster("shipping", "rg-booking-(new)", "aks-container-booking-stage");
  const assignment = `${subscription("shipping")}/providers/Microsoft.Authorization/policyAssignments/mcsb`;
  const put = (path: string, version: string, properties: object) =>
    sandbox.arm("PUT", `${path}?api-version=${version}`, { body: { properties } });
  const benchmark = "1f3afdf9-d0c9-4c3d-847f-89da613e70a8";
  const made = await put(assignment, "2024-05-01", {
    policyDefinitionId: `/providers/Microsoft.Authorization/policySetDefinitions/${benchmark}`,
  });
  expect(made.status).toBe(201);
  expect((await statusOf(id)).code).toBe("Unhealthy");
  await put(`${id}/providers/Microsoft.Authorization/policyExemptions/x`, "2022-07-01-preview", {
    policyAssignmentId: assignment,
    exemptionCategory: "Mitigated",
  });
  expect(await statusOf(id)).toMatchObject({ code: "NotApplicable", cause: "Exempt" });
  const all = await graphIds("tostring(properties.status.cause) == 'Exempt'");
  expect(all.length).toBeGreaterThan(1);
  // The same in words by which the sandbox passes over whatever no exemption touches.
  expect(await graphIds("properties.status.cause =~ 'exempt'")).toEqual(all);
});

async function graphIds(condition: string): Promise<string[]> {
  const { body } = await sandbox.arm(
    "POST",
    "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
    {
      body: {
        query: `securityresources | where type =~ 'microsoft.security/assessments' and ${condition} | project id`,
      },
    },
  );
  return body.data.map(({ id }: { id: string }) => id);
}

test("a list goes through all pages, and a single one says more when it is asked to", async () => {
  await sandbox.control("settings", { pageSize: 10 });
  const found = await listAt(subscription("shipping"));
  await sandbox.control("settings", { pageSize: 100 });
  expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
  expect(found.filter(({ name }) => name === SENSOR)).toHaveLength(16);
  expect(found.filter(({ name }) => name === ARC_SENSOR).length).toBeGreaterThan(0);
  const one = found.find(({ name }) => name === SENSOR);
  const { body } = await sandbox.arm("GET", `${one?.id}?$expand=links,metadata&${VERSION}`);
  expect(body.properties).toMatchObject({
    resourceDetails: { source: "Azure" },
    metadata: { severity: "High", assessmentType: "BuiltIn" },
  });
  expect(body.properties.links.azurePortalUri).toContain(SENSOR);
});

test("what recommendations there are is told for the tenant and for a subscription", async () => {
  const all = await sandbox.arm("GET", `/${SECURITY}/assessmentMetadata?${VERSION}`);
  expect(all.body.value).toHaveLength(11);
  const one = await sandbox.arm(
    "GET",
    `${subscription("shipping")}/${SECURITY}/assessmentMetadata/${ARC_SENSOR}?${VERSION}`,
  );
  expect(one.body.properties).toMatchObject({ preview: true });
});

test("a subscription that is not registered with Defender has no assessments", async () => {
  const { status, body } = await sandbox.arm(
    "GET",
    `${subscription("lab")}/${SECURITY}/assessments?${VERSION}`,
  );
  expect([status, body.error.code]).toEqual([404, "Subscription Not Registered"]);
});

test("Resource Graph has the same assessments, every one once and in order, page by page", async () => {
  const type = "securityresources | where type == 'microsoft.security/assessments'";
  const rows = await graph(`${type} | project id, name, properties | order by id asc`);
  const ids = rows.map(({ id }) => String(id).toLowerCase());
  expect(ids).toEqual([...new Set(ids)].sort());
  const listed = [];
  for (const key of ["payments", "shipping", "retail", "platform", "fleet"] as const) {
    listed.push(...(await listAt(subscription(key))));
  }
  expect(ids).toEqual(listed.map(({ id }) => id.toLowerCase()).sort());
  const unhealthy = `${type} and properties.status.code == 'Unhealthy' and name == '${SENSOR}'`;
  const [counted] = await graph(`${unhealthy} | summarize count()`);
  const bad = listed.filter(
    ({ name, properties }) => name === SENSOR && properties.status.code === "Unhealthy",
  );
  expect(counted?.count_).toBe(bad.length);
  const [total] = await graph(`${type} | count`);
  expect(total?.Count).toBe(ids.length);
});
