import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const RETAIL = `/subscriptions/${SUBSCRIPTIONS.retail.id}`;
const GROUP = `${RETAIL}/resourceGroups/rg-clouds`;
const LIST = "providers/Microsoft.Security/securityConnectors";
const VERSION = "2024-08-01-preview";
const ACCOUNT = "523344556677";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.arm("PUT", `${GROUP}?api-version=2021-04-01`, { body: { location: "westeurope" } });
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  for (const { id } of await listed(RETAIL)) await ask("DELETE", id);
});

interface Listed {
  id: string;
  properties: { offerings: { offeringType: string }[] };
}
async function listed(scope: string, who?: string): Promise<Listed[]> {
  const { body } = await ask("GET", `${scope}/${LIST}`, { who });
  return body.value;
}

async function ask(
  method: string,
  path: string,
  {
    body,
    who,
    version = VERSION,
  }: { body?: unknown; who?: string | undefined; version?: string } = {},
) {
  return sandbox.arm(method, `${path}?api-version=${version}`, {
    body,
    ...(who !== undefined && { token: await sandbox.tokenFor(who) }),
  });
}

const connector = (name: string) => `${GROUP}/${LIST}/${name}`;
const role = (name: string, account = ACCOUNT) => ({
  cloudRoleArn: `arn:aws:iam::${account}:role/${name}`,
});
const containersAws = (more: object = {}) => ({
  offeringType: "DefenderForContainersAws",
  kubernetesService: role("MDCContainersK8sRole"),
  enableAuditLogsAutoProvisioning: true,
  enableDefenderAgentAutoProvisioning: true,
  kubeAuditRetentionTime: 30,
  dataCollectionExternalId: "0c0f4b1f-9d4b-4a3e-8f16-1ed2b2a5a5b4",
  ...more,
});
const cspmAws = {
  offeringType: "CspmMonitorAws",
  nativeCloudConnection: role("CspmMonitorAws"),
};
const aws = (properties: object = {}, more: object = {}) => ({
  location: "westeurope",
  tags: { team: "harbour" },
  properties: {
    hierarchyIdentifier: ACCOUNT,
    environmentName: "AWS",
    environmentData: { environmentType: "AwsAccount", regions: ["eu-west-1"], scanInterval: 4 },
    offerings: [cspmAws, containersAws()],
    ...properties,
  },
  ...more,
});
const gcp = (properties: object = {}) => ({
  location: "westeurope",
  properties: {
    hierarchyIdentifier: "104857600002",
    environmentName: "GCP",
    environmentData: {
      environmentType: "GcpProject",
      projectDetails: { projectId: "nwh-sandbox-lab", projectNumber: "104857600002" },
    },
    offerings: [
      {
        offeringType: "DefenderForContainersGcp",
        nativeCloudConnection: {
          serviceAccountEmailAddress:
            "microsoft-defender-containers@nwh-sandbox-lab.iam.gserviceaccount.com",
          workloadIdentityProviderId: "containers",
        },
        enableAuditLogsAutoProvisioning: false,
      },
    ],
    ...properties,
  },
});

test("a connector is created at once, and says who made it and until when its trial runs", async () => {
  const created = await ask("PUT", connector("aws-lab"), { body: aws(), who: "olivia.owner" });
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({
    id: connector("aws-lab"),
    name: "aws-lab",
    type: "Microsoft.Security/securityConnectors",
    location: "westeurope",
    tags: { team: "harbour" },
    systemData: { createdBy: "olivia.owner@northwind.example", createdByType: "User" },
    properties: {
      hierarchyIdentifier: ACCOUNT,
      environmentData: { accountName: "northwind-dev" },
      offerings: [{ description: "AWS CSPM monitoring" }, { kubeAuditRetentionTime: 30 }],
    },
  });
  expect(created.body.properties.hierarchyIdentifierTrialEndDate).toMatch(/^\d{4}-/);
  const again = await ask("PUT", connector("AWS-LAB"), { body: aws() });
  expect([again.status, again.body.id]).toEqual([200, connector("aws-lab")]);
  expect(again.body.etag).not.toBe(created.body.etag);
  expect(again.body.systemData).toMatchObject({
    createdBy: "olivia.owner@northwind.example",
    lastModifiedByType: "Application",
  });
  const read = await ask("GET", connector("aws-lab"));
  expect(read.body).toEqual(again.body);
});

test("a GCP connector is given the pool that Defender's identities come from", async () => {
  const { status, body } = await ask("PUT", connector("gcp-lab"), { body: gcp() });
  expect(status).toBe(201);
  expect(body.properties.environmentData.projectDetails).toEqual({
    projectId: "nwh-sandbox-lab",
    projectNumber: "104857600002",
    projectName: "Sandbox lab",
    workloadIdentityPoolId: "11111111111141118111111111111111",
  });
});

test("connectors are listed by subscription and by group, page by page", async () => {
  await ask("PUT", connector("one"), { body: aws() });
  await ask("PUT", connector("two"), { body: gcp() });
  await sandbox.control("settings", { pageSize: 1 });
  try {
    const first = await ask("GET", `${RETAIL}/${LIST}`);
    expect(first.body.value.map(({ name }: { name: string }) => name)).toEqual(["one"]);
    const next = await sandbox.arm("GET", first.body.nextLink.slice(sandbox.url.length));
    expect(next.body.value.map(({ name }: { name: string }) => name)).toEqual(["two"]);
    expect(next.body.nextLink).toBeUndefined();
  } finally {
    await sandbox.control("settings", { pageSize: 100 });
  }
  expect(await listed(GROUP)).toHaveLength(2);
  expect(await listed(`/subscriptions/${SUBSCRIPTIONS.payments.id}`)).toEqual([]);
});

test("another connector for the same account is refused, wherever it is", async () => {
  await ask("PUT", connector("one"), { body: aws() });
  const group = `/subscriptions/${SUBSCRIPTIONS.shipping.id}/resourceGroups/rg-ship-edge`;
  const { status, body } = await ask("PUT", `${group}/${LIST}/two`, { body: aws() });
  expect([status, body.error.code]).toEqual([409, "Conflict"]);
  expect(body.error.message).toContain(`'${ACCOUNT}' is already onboarded`);
  expect(body.error.message).toContain(connector("one"));
});

test("an account and a cloud are for good", async () => {
  await ask("PUT", connector("one"), { body: aws() });
  const moved = aws({ hierarchyIdentifier: "634455667788", offerings: [] });
  for (const [method, body] of [
    ["PUT", moved],
    ["PATCH", { properties: { hierarchyIdentifier: "634455667788", offerings: [] } }],
    ["PUT", gcp()],
  ] as const) {
    const answer = await ask(method, connector("one"), { body });
    expect([answer.status, answer.body.error.code]).toEqual([400, "PropertyChangeNotAllowed"]);
  }
});

test("a PATCH replaces the offerings that it names, and leaves all else", async () => {
  await ask("PUT", connector("one"), { body: aws() });
  const { status, body } = await ask("PATCH", connector("one"), {
    body: { properties: { offerings: [cspmAws] } },
  });
  expect(status).toBe(200);
  expect(body.tags).toEqual({ team: "harbour" });
  expect(body.properties.environmentData.scanInterval).toBe(4);
  const types = body.properties.offerings.map((offering: Listed["properties"]["offerings"][0]) =>
    String(offering.offeringType),
  );
  expect(types).toEqual(["CspmMonitorAws"]);
  expect((await ask("PATCH", connector("none"), { body: {} })).status).toBe(404);
});

test("an older version shows the Containers offering by its names of then", async () => {
  await ask("PUT", connector("one"), { body: aws() });
  const { body } = await ask("GET", connector("one"), { version: "2023-10-01-preview" });
  const [, containers] = body.properties.offerings;
  expect(containers).toMatchObject({ autoProvisioning: true, scubaExternalId: expect.any(String) });
  expect(containers).not.toHaveProperty("enableDefenderAgentAutoProvisioning");
});

test.each([
  ["an account id of eleven digits", aws({ hierarchyIdentifier: "41223344556" }), "twelve digits"],
  ["a word for a project number", gcp({ hierarchyIdentifier: "my-project" }), "number of a GCP"],
  ["another project's number", gcp({ hierarchyIdentifier: "104857600003" }), "projectNumber"],
  ["a cloud of another kind", aws({ environmentName: "GCP" }), "'GcpProject'"],
  ["an offering of another cloud", gcp({ offerings: [cspmAws] }), "'CspmMonitorAws'"],
  ["an offering twice", aws({ offerings: [cspmAws, cspmAws] }), "twice"],
  ["an offering nobody knows", aws({ offerings: [{ offeringType: "Free" }] }), "offeringType"],
  [
    "a role that is none",
    aws({ offerings: [containersAws({ kinesisToS3: { cloudRoleArn: "r" } })] }),
    "ARN",
  ],
  [
    "a role of another account",
    aws({ offerings: [containersAws({ kinesisToS3: role("r", "634455667788") })] }),
    "634455667788",
  ],
  [
    "a scan twice an hour",
    aws({ environmentData: { environmentType: "AwsAccount", scanInterval: 0 } }),
    "24 hours",
  ],
  [
    "a region that is none",
    aws({ environmentData: { environmentType: "AwsAccount", regions: ["Ireland"] } }),
    "region",
  ],
  [
    "a switch that is a word",
    aws({ offerings: [containersAws({ enableAuditLogsAutoProvisioning: "True" })] }),
    "boolean",
  ],
  ...[0, -1, 1.5, "abc", 4000].map((days): [string, object, string] => [
    `a retention of ${days} days`,
    aws({ offerings: [containersAws({ kubeAuditRetentionTime: days })] }),
    "kubeAuditRetentionTime",
  ]),
])("%s is refused in words", async (_, body, word) => {
  const answer = await ask("PUT", connector("wrong"), { body });
  expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining(word)]);
  expect((await ask("GET", connector("wrong"))).status).toBe(404);
});

test("a Contributor of the group connects a cloud; a Security Admin and a Reader may only look", async () => {
  const created = await ask("PUT", connector("one"), { body: aws(), who: "carlos.contributor" });
  expect(created.status).toBe(201);
  for (const who of ["sana.secadmin", "rita.reader", "sven.secreader"]) {
    expect(await listed(RETAIL, who)).toHaveLength(1);
    for (const [method, body] of [["PUT", aws()], ["PATCH", {}], ["DELETE"]] as const) {
      const refused = await ask(method, connector("one"), { body, who });
      expect([who, method, refused.status]).toEqual([who, method, 403]);
    }
  }
  const nothing = await ask("GET", connector("one"), { who: "nora.norights" });
  expect(nothing.status).toBe(403);
});

test("a subscription on which Defender isn't registered takes no connector", async () => {
  const lab = `/subscriptions/${SUBSCRIPTIONS.lab.id}/resourceGroups/rg-clouds`;
  await sandbox.arm("PUT", `${lab}?api-version=2021-04-01`, { body: { location: "westeurope" } });
  const { status, body } = await ask("PUT", `${lab}/${LIST}/one`, { body: aws() });
  expect([status, body.error.code]).toEqual([409, "MissingSubscriptionRegistration"]);
});

test("Resource Graph has a row of each connector, which goes with it", async () => {
  await ask("PUT", connector("one"), { body: aws() });
  const rows = async () =>
    (
      await sandbox.arm(
        "POST",
        "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
        {
          body: {
            query:
              "resources | where type =~ 'Microsoft.Security/securityConnectors' | project name, cloud = tostring(properties.environmentName), account = tostring(properties.hierarchyIdentifier)",
          },
        },
      )
    ).body.data;
  expect(await rows()).toEqual([{ name: "one", cloud: "AWS", account: ACCOUNT }]);
  expect((await ask("DELETE", connector("one"))).status).toBe(200);
  expect((await ask("DELETE", connector("one"))).status).toBe(204);
  expect(await rows()).toEqual([]);
});
