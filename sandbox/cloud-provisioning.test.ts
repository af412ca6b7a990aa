import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { clientOptions, keysOf } from "./testing/aws.ts";
import { google } from "./testing/gcp.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000 });

const GROUP = `/subscriptions/${SUBSCRIPTIONS.shipping.id}/resourceGroups/rg-multicloud`;
const CONNECTORS = `${GROUP}/providers/Microsoft.Security/securityConnectors`;
const AWS = `${CONNECTORS}/aws-northwind-prod`;
const ACCOUNT = "412233445566";
const VERSION = "2024-08-01-preview";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0, connectors: true, provisioning: "on" });
  await sandbox.control("settings", {
    operationSeconds: { min: 1, max: 1 },
    provisioningSeconds: { min: 20, max: 20 },
  });
});
afterAll(() => sandbox.stop());

async function ask(method: string, path: string, options: { body?: unknown; who?: string } = {}) {
  const { body, who } = options;
  return sandbox.arm(method, `${path}?api-version=${VERSION}`, {
    body,
    ...(who !== undefined && { token: await sandbox.tokenFor(who) }),
  });
}

/** Moves the clock, and looks: what is due happens when somebody does. */
async function passes(advanceSeconds: number): Promise<void> {
  await sandbox.control("clock", { advanceSeconds });
  await twins();
}

const Twins = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    tags: z.record(z.string(), z.string()),
    properties: z.object({
      distribution: z.string(),
      infrastructure: z.string(),
      connectivityStatus: z.string(),
      kubernetesVersion: z.string(),
    }),
  }),
);

async function twins() {
  const { body } = await sandbox.arm(
    "GET",
    `${GROUP}/providers/Microsoft.Kubernetes/connectedClusters?api-version=2024-01-01`,
  );
  return Twins.parse(body.value);
}

async function twinOf(clusterId: string) {
  return (await twins()).find(({ tags }) => tags.ms_defender_cluster_id === clusterId);
}

/** The types of the extensions on a cluster's twin, each with how it is; nothing where it has no twin. */
async function extensionsOf(clusterId: string): Promise<Record<string, string> | undefined> {
  const twin = await twinOf(clusterId);
  if (!twin) return undefined;
  const path = `${twin.id}/providers/Microsoft.KubernetesConfiguration/extensions`;
  const { body } = await sandbox.arm("GET", `${path}?api-version=2023-05-01`);
  const rows = body.value as {
    properties: { extensionType: string; provisioningState: string };
  }[];
  return Object.fromEntries(
    rows.map(({ properties }) => [properties.extensionType, properties.provisioningState]),
  );
}

const BOTH = {
  "microsoft.azuredefender.kubernetes": "Succeeded",
  "microsoft.policyinsights": "Succeeded",
};

interface Found {
  id: string;
  name: string;
  properties: {
    resourceDetails: { source: string };
    status: { code: string; cause?: string; description?: string };
  };
}

/** What Defender finds about a cluster of another cloud, by the end of the entity's name. */
async function foundAbout(connector: string, cluster: string, key: string) {
  const path = `${connector}/providers/Microsoft.Security/assessments?api-version=2021-06-01`;
  const all = (await sandbox.arm("GET", path)).body.value as Found[];
  return all.find(({ id, name }) => name === key && id.includes(`-${cluster}/`))?.properties;
}

const SENSOR_ON_EKS = "38307993-84fb-4636-8ce7-3a64466bb5cc";
const PERMISSIONS_OF_EKS = "7d3a977e-46f1-419a-9046-4bd44db80aac";

const eks = (region: string, name: string) => `arn:aws:eks:${region}:${ACCOUNT}:cluster/${name}`;
const TRACKING = eks("eu-west-1", "eks-tracking-prod-euw1");
const LEDGER = eks("eu-central-1", "eks-ledger-prod-euc1");
const CRANES = eks("us-east-1", "eks-cranes-prod-use1");
const QUOTES = eks("ap-southeast-1", "eks-quotes-prod-apse1");

test("out of the box production in AWS is connected, with some of its clusters in Azure Arc", async () => {
  const { body } = await ask("GET", AWS);
  expect(body.properties).toMatchObject({ hierarchyIdentifier: ACCOUNT, environmentName: "AWS" });
  const known = (await twins()).map(({ tags }) => tags.ms_defender_cluster_id);
  expect(known).toContain(LEDGER);
  expect(known).not.toContain(TRACKING);
  expect(await extensionsOf(LEDGER)).toEqual({ "microsoft.azuredefender.kubernetes": "Succeeded" });
});

test("Defender connects the EKS clusters that nothing excludes, and installs what the connector asks for", async () => {
  expect((await ask("PATCH", AWS, { body: { tags: { looked: "at" } } })).status).toBe(200);
  expect(await twinOf(TRACKING)).toBeUndefined();
  // The audit logs and the way into the cluster are updates of EKS one after the other; then come Arc and extensions.
  for (let step = 0; step < 6; step++) await passes(20);
  expect(await extensionsOf(TRACKING)).toEqual(BOTH);
  expect(await extensionsOf(LEDGER)).toEqual(BOTH);
  expect(await twinOf(TRACKING)).toMatchObject({
    properties: {
      distribution: "eks",
      infrastructure: "aws",
      connectivityStatus: "Connected",
      kubernetesVersion: expect.stringMatching(/^1\.29\./),
    },
  });
  const healthy = await foundAbout(AWS, "eks-tracking-prod-euw1", SENSOR_ON_EKS);
  expect(healthy).toMatchObject({
    resourceDetails: { source: "Aws" },
    status: { code: "Healthy" },
  });
});

test("audit logs are on, and kept as long as the connector says", async () => {
  const logged = async (region: string, name: string) => {
    const client = new EKSClient({ ...clientOptions(sandbox, keysOf(sandbox)), region });
    const { cluster } = await client.send(new DescribeClusterCommand({ name }));
    return (cluster?.logging?.clusterLogging ?? [])
      .filter(({ enabled }) => enabled)
      .flatMap(({ types }) => types ?? []);
  };
  expect(await logged("eu-west-1", "eks-tracking-prod-euw1")).toContain("audit");
  expect(await logged("ap-southeast-1", "eks-quotes-prod-apse1")).not.toContain("audit");
  const logs = new CloudWatchLogsClient(clientOptions(sandbox, keysOf(sandbox)));
  const { logGroups } = await logs.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/eks/eks-tracking-prod-euw1/" }),
  );
  expect(logGroups?.map(({ retentionInDays }) => retentionInDays)).toEqual([30]);
});

test("a tag keeps the sensor off a cluster, another one the audit logs", async () => {
  expect(await twinOf(CRANES)).toBeUndefined();
  expect(await extensionsOf(QUOTES)).toEqual(BOTH);
});

test("a cluster that Defender can't reach stays as it is, and Defender says why", async () => {
  const about = await foundAbout(AWS, "eks-customs-prod-euc1", SENSOR_ON_EKS);
  expect(about?.status).toMatchObject({
    code: "Unhealthy",
    description: expect.stringContaining("Offline"),
  });
});

test("Defender leaves clusters alone where its role does not exist, and says so", async () => {
  const dev = `${CONNECTORS}/aws-northwind-dev`;
  const body = devConnector("523344556677");
  expect((await ask("PUT", dev, { body })).status).toBe(201);
  const before = (await twins()).length;
  await passes(60);
  expect(await twins()).toHaveLength(before);
  const about = await foundAbout(dev, "eks-booking-dev-euw1", PERMISSIONS_OF_EKS);
  expect(about?.status).toMatchObject({
    code: "Unhealthy",
    description: expect.stringContaining("MDCContainersK8sRole does not exist"),
  });
});

test("a connector that a Contributor saves gives Defender no role, so that nothing is connected", async () => {
  const retail = `/subscriptions/${SUBSCRIPTIONS.retail.id}/resourceGroups/rg-clouds`;
  await sandbox.arm("PUT", `${retail}?api-version=2021-04-01`, {
    body: { location: "westeurope" },
  });
  const lab = `${retail}/providers/Microsoft.Security/securityConnectors/aws-lab`;
  const body = devConnector("634455667788");
  expect((await ask("PUT", lab, { body, who: "carlos.contributor" })).status).toBe(201);
  const assignments = async () => {
    const path = `/subscriptions/${SUBSCRIPTIONS.retail.id}/providers/Microsoft.Authorization/roleAssignments`;
    const answer = await sandbox.arm("GET", `${path}?api-version=2022-04-01`);
    const all = answer.body.value as { properties: { principalId: string } }[];
    return all.filter(({ properties }) => properties.principalId.startsWith("cccccccc-")).length;
  };
  expect(await assignments()).toBe(0);
  expect((await ask("PUT", lab, { body, who: "olivia.owner" })).status).toBe(200);
  expect(await assignments()).toBe(1);
});

test("without a permission of the role nothing happens, and the finding names the action", async () => {
  const iam = new IAMClient(clientOptions(sandbox, keysOf(sandbox)));
  const policy = { RoleName: "MDCContainersK8sRole", PolicyName: "not-now" };
  const statement = { Effect: "Deny", Action: "eks:CreateAccessEntry", Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument }));
  const added = await sandbox.control("clusters", {
    ...{ kind: "eks", accountId: ACCOUNT, count: 1, regions: 1, traits: ["audit"] },
  });
  const [arn = ""] = z.object({ ids: z.array(z.string()) }).parse(added).ids;
  const name = arn.split("/")[1] ?? "";
  for (let step = 0; step < 4; step++) await passes(20);
  expect(await twinOf(arn)).toBeUndefined();
  const about = await foundAbout(AWS, name, PERMISSIONS_OF_EKS);
  expect(about?.status.description).toContain("eks:CreateAccessEntry");
  await iam.send(new DeleteRolePolicyCommand(policy));
  // Defender comes again after a minute, as something stood in its way.
  for (let step = 0; step < 8; step++) await passes(20);
  expect(await extensionsOf(arn)).toEqual(BOTH);
});

const GCP = `${CONNECTORS}/gcp-nwh-shipping-prod`;
const PROJECT = "nwh-shipping-prod";
const gke = (location: string, name: string) =>
  `//container.googleapis.com/projects/${PROJECT}/locations/${location}/clusters/${name}`;
const MANIFESTS = gke("europe-west4-b", "gke-ship-manifests");
const BOOKINGS = gke("us-central1", "gke-ship-bookings");
const SIMULATION = gke("europe-west1", "gke-ship-simulation");
const SENSOR_ON_GKE = "0faf27b6-f1d5-4f50-b22a-5d129cba0113";

/** Asks Google as the owner of the project. */
async function asOwner(path: string, body: object) {
  const answer = await google(sandbox, "POST", path, { body });
  expect(answer.status).toBe(200);
  return answer.body;
}

interface Policy {
  bindings: { role: string; members: string[] }[];
  etag: string;
}

test("without the binding of its service account Defender leaves GKE clusters alone, and says so", async () => {
  const account = `${PROJECT}/serviceAccounts/microsoft-defender-containers@${PROJECT}.iam.gserviceaccount.com`;
  const policy: Policy = await asOwner(`/v1/projects/${account}:getIamPolicy`, {});
  const path = `/v1/projects/${account}:setIamPolicy`;
  const none = await asOwner(path, { policy: { etag: policy.etag, bindings: [] } });
  await ask("PATCH", GCP, { body: { tags: { looked: "at" } } });
  for (let step = 0; step < 3; step++) await passes(20);
  expect(await twinOf(BOOKINGS)).toBeUndefined();
  const about = await foundAbout(GCP, "gke-ship-bookings", SENSOR_ON_GKE);
  expect(about).toMatchObject({
    resourceDetails: { source: "Gcp" },
    status: { code: "Unhealthy", description: expect.stringContaining("getAccessToken") },
  });
  await asOwner(path, { policy: { etag: none.etag, bindings: policy.bindings } });
});

test("Defender connects the GKE clusters that no label excludes, once it may", async () => {
  for (let step = 0; step < 8; step++) await passes(20);
  expect(await extensionsOf(BOOKINGS)).toEqual(BOTH);
  expect(await extensionsOf(MANIFESTS)).toEqual(BOTH);
  expect(await extensionsOf(SIMULATION)).toBeUndefined();
  expect((await twinOf(BOOKINGS))?.properties).toMatchObject({
    distribution: "gke",
    infrastructure: "gcp",
    connectivityStatus: "Connected",
  });
});

test("deleting a connector leaves what Defender has deployed", async () => {
  const before = await twins();
  expect((await ask("DELETE", AWS)).status).toBe(200);
  await passes(86_400);
  expect((await twins()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(await extensionsOf(TRACKING)).toEqual(BOTH);
  expect((await ask("GET", AWS)).status).toBe(404);
});

function devConnector(account: string): object {
  return {
    location: "westeurope",
    properties: {
      hierarchyIdentifier: account,
      environmentName: "AWS",
      environmentData: { environmentType: "AwsAccount" },
      offerings: [
        {
          offeringType: "DefenderForContainersAws",
          kubernetesService: { cloudRoleArn: `arn:aws:iam::${account}:role/MDCContainersK8sRole` },
          enableAuditLogsAutoProvisioning: true,
          enableDefenderAgentAutoProvisioning: true,
          kubeAuditRetentionTime: 30,
        },
      ],
    },
  };
}
