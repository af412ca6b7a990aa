import {
  CloudWatchLogsClient,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeRegionsCommand,
  type DescribeRegionsCommandInput,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  CreateAddonCommand,
  DeleteAccessEntryCommand,
  DeleteAddonCommand,
  DeleteClusterCommand,
  DeleteNodegroupCommand,
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  DisassociateAccessPolicyCommand,
  EKSClient,
  ListAccessEntriesCommand,
  ListAccessPoliciesCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
  ListNodegroupsCommand,
  ListUpdatesCommand,
  paginateListClusters,
  TagResourceCommand,
  UpdateAccessEntryCommand,
  UpdateClusterConfigCommand,
} from "@aws-sdk/client-eks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { awsCli, clientOptions, findAwsCli, keysOf } from "./testing/aws.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000 });

const installed = findAwsCli() !== undefined;
if (!installed) process.stderr.write("The AWS CLI is not installed: its tests are skipped.\n");
const testCli = test.skipIf(!installed);

let sandbox: Sandbox;
let eks: EKSClient;
let account: string;

beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
  await sandbox.control("settings", { operationSeconds: { min: 60, max: 60 } });
  eks = eksIn("eu-west-1");
  account = keysOf(sandbox).id;
});
afterAll(() => sandbox.stop());

const passes = (advanceSeconds: number) => sandbox.control("clock", { advanceSeconds });
const optionsIn = (region: string) => ({ ...clientOptions(sandbox, keysOf(sandbox)), region });
const eksIn = (region: string) => new EKSClient(optionsIn(region));
const cli = (...args: string[]) => awsCli(sandbox, keysOf(sandbox), ...args);

const TAGS_KEPT = { env: "prod", product: "booking" };
const BOOKING = "eks-booking-prod-euw1";
const TRACKING = "eks-tracking-prod-euw1";
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;
const CLUSTER_ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

async function fresh(traits: string[] = []): Promise<string> {
  const more = { kind: "eks", accountId: account, count: 1, regions: 1, traits };
  const { ids } = (await sandbox.control("clusters", more)) as { ids: [string] };
  return ids[0].replace(/^.*\//, "");
}

/** The first region, in which `fresh` makes its clusters. */
const US = "us-east-1";
const described = async (name: string, client = eksIn(US)) =>
  (await client.send(new DescribeClusterCommand({ name }))).cluster;

testCli(
  "the real AWS CLI lists and describes clusters, and is told which one isn't there",
  async () => {
    expect(await cli("eks", "list-clusters")).toEqual({ clusters: [BOOKING, TRACKING] });
    const { cluster } = (await cli("eks", "describe-cluster", "--name", BOOKING)) as {
      cluster: Record<string, unknown>;
    };
    expect(cluster).toMatchObject({
      name: BOOKING,
      arn: `arn:aws:eks:eu-west-1:${account}:cluster/${BOOKING}`,
      status: "ACTIVE",
      version: "1.31",
      tags: TAGS_KEPT,
      resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] },
      logging: {
        clusterLogging: [
          {
            types: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
            enabled: true,
          },
        ],
      },
    });
    expect(cluster.createdAt).toMatch(/^20\d\d-/);
    await expect(cli("eks", "describe-cluster", "--name", BOOKING.toUpperCase())).rejects.toThrow(
      /\(ResourceNotFoundException\).*No cluster found for name: EKS-BOOKING-PROD-EUW1\./,
    );
  },
);

testCli(
  "audit logs are turned on by an update that runs for a while and then makes the log group",
  async () => {
    const name = TRACKING;
    const change = JSON.stringify({ clusterLogging: [{ types: ["audit"], enabled: true }] });
    const update = ["eks", "update-cluster-config", "--name", name, "--logging", change];
    const { update: begun } = (await cli(...update)) as { update: { id: string } };
    expect(begun).toMatchObject({
      status: "InProgress",
      type: "LoggingUpdate",
      params: [
        {
          type: "ClusterLogging",
          value: expect.stringContaining('{"types":["audit"],"enabled":true}'),
        },
      ],
    });
    await expect(cli(...update)).rejects.toThrow(/\(ResourceInUseException\)/);
    expect((await described(name, eks))?.status).toBe("UPDATING");
    expect((await described(name, eks))?.logging?.clusterLogging?.[0]?.enabled).toBe(false);
    const groups = ["logs", "describe-log-groups", "--log-group-name-prefix", `/aws/eks/${name}/`];
    expect(await cli(...groups)).toEqual({ logGroups: [] });
    await passes(61);
    const asked = { name, updateId: begun.id };
    const { update: over } = await eks.send(new DescribeUpdateCommand(asked));
    expect(over).toMatchObject({ status: "Successful", errors: [] });
    expect((await eks.send(new ListUpdatesCommand({ name }))).updateIds).toEqual([begun.id]);
    expect((await described(name, eks))?.logging?.clusterLogging).toEqual([
      { types: ["audit"], enabled: true },
      { types: ["api", "authenticator", "controllerManager", "scheduler"], enabled: false },
    ]);
    expect(await cli(...groups)).toMatchObject({
      logGroups: [{ logGroupName: `/aws/eks/${name}/cluster`, storedBytes: 0 }],
    });
    await expect(cli(...update)).rejects.toThrow(
      /No changes needed for the logging config provided/,
    );
  },
);

testCli(
  "logs are kept for one of the numbers of days that AWS allows, and for no other",
  async () => {
    const logGroupName = `/aws/eks/${BOOKING}/cluster`;
    const logs = new CloudWatchLogsClient(optionsIn("eu-west-1"));
    const kept = async () => {
      const asked = new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName });
      return (await logs.send(asked)).logGroups?.[0]?.retentionInDays;
    };
    const keep = (retentionInDays: number, group = logGroupName) =>
      logs.send(new PutRetentionPolicyCommand({ logGroupName: group, retentionInDays }));
    expect(await kept()).toBeUndefined();
    const byCli = ["logs", "put-retention-policy", "--log-group-name", logGroupName];
    await cli(...byCli, "--retention-in-days", "90");
    expect(await kept()).toBe(90);
    await expect(cli(...byCli, "--retention-in-days", "2")).rejects.toThrow(
      /\(InvalidParameterException\).*enum value set: \[1, 3, 5/,
    );
    for (const days of [0, -1, 1.5, 4000]) {
      await expect(keep(days)).rejects.toMatchObject({ name: "InvalidParameterException" });
    }
    await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
    expect(await kept()).toBeUndefined();
    await expect(keep(30, "/none")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log group does not exist.",
    });
  },
);

test("log groups are paged", async () => {
  await sandbox.control("clusters", {
    ...{ kind: "eks", accountId: account, count: 7, regions: 1, traits: ["audit"] },
  });
  const logs = new CloudWatchLogsClient(optionsIn(US));
  const seen: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(
      new DescribeLogGroupsCommand({ limit: 3, nextToken, logGroupNamePrefix: "/aws/eks/eks-" }),
    );
    expect(page.logGroups?.length).toBeLessThanOrEqual(3);
    seen.push(...(page.logGroups ?? []).map(({ logGroupName }) => String(logGroupName)));
    nextToken = page.nextToken;
  } while (nextToken);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(7);
});

testCli("the tags that exclude a cluster are set and taken away by the real AWS CLI", async () => {
  const resourceArn = `arn:aws:eks:eu-west-1:${account}:cluster/${BOOKING}`;
  const tag = "ms_defender_container_exclude_agents";
  await cli("eks", "tag-resource", "--resource-arn", resourceArn, "--tags", `${tag}=true`);
  expect(await cli("eks", "list-tags-for-resource", "--resource-arn", resourceArn)).toEqual({
    tags: { ...TAGS_KEPT, [tag]: "true" },
  });
  await cli("eks", "untag-resource", "--resource-arn", resourceArn, "--tag-keys", tag, "none");
  expect((await described(BOOKING, eks))?.tags).toEqual(TAGS_KEPT);
  const counted = (await sandbox.control("effects", undefined, "GET")) as {
    byResource: Record<string, object>;
  };
  expect(counted.byResource[resourceArn]).toMatchObject({ TagResource: 1, UntagResource: 1 });
  const foreign = eksIn("eu-west-2").send(
    new TagResourceCommand({ resourceArn, tags: { [tag]: "true" } }),
  );
  await expect(foreign).rejects.toMatchObject({ name: "NotFoundException" });
});

test("access entries come, get policies and go; a second one for the same role is refused", async () => {
  const clusterName = BOOKING;
  const principalArn = role("eks-cluster");
  const create = () => eks.send(new CreateAccessEntryCommand({ clusterName, principalArn }));
  const { accessEntry } = await create();
  expect(accessEntry).toMatchObject({
    type: "STANDARD",
    username: `arn:aws:sts::${account}:assumed-role/eks-cluster/{{SessionName}}`,
    kubernetesGroups: [],
  });
  expect(accessEntry?.createdAt).toBeInstanceOf(Date);
  await expect(create()).rejects.toMatchObject({ name: "ResourceInUseException" });
  const which = { clusterName, principalArn };
  const scope = { type: "cluster" as const };
  await eks.send(
    new AssociateAccessPolicyCommand({ ...which, policyArn: CLUSTER_ADMIN, accessScope: scope }),
  );
  const entries = async (associatedPolicyArn?: string) =>
    (await eks.send(new ListAccessEntriesCommand({ clusterName, associatedPolicyArn })))
      .accessEntries;
  const administrator = `arn:aws:iam::${account}:user/administrator`;
  expect(await entries()).toEqual([principalArn, role("eks-nodes"), administrator]);
  expect(await entries(CLUSTER_ADMIN)).toEqual([principalArn, administrator]);
  expect(
    (await eks.send(new ListAssociatedAccessPoliciesCommand(which))).associatedAccessPolicies,
  ).toMatchObject([{ policyArn: CLUSTER_ADMIN, accessScope: { type: "cluster" } }]);
  await eks.send(new DisassociateAccessPolicyCommand({ ...which, policyArn: CLUSTER_ADMIN }));
  expect(await entries(CLUSTER_ADMIN)).toEqual([administrator]);
  const groups = { ...which, kubernetesGroups: ["viewers"] };
  await eks.send(new UpdateAccessEntryCommand(groups));
  const seen = await eks.send(new DescribeAccessEntryCommand(which));
  expect(seen.accessEntry?.kubernetesGroups).toEqual(["viewers"]);
  await eks.send(new DeleteAccessEntryCommand(which));
  await expect(eks.send(new DescribeAccessEntryCommand(which))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("access entries are refused for who isn't there, with groups of Kubernetes' own, and with no such policy", async () => {
  const clusterName = BOOKING;
  const ofNobody = { clusterName, principalArn: role("nobody") };
  await expect(eks.send(new CreateAccessEntryCommand(ofNobody))).rejects.toThrow(
    /principalArn is invalid/,
  );
  const masters = {
    clusterName,
    principalArn: role("eks-cluster"),
    kubernetesGroups: ["system:masters"],
  };
  await expect(eks.send(new CreateAccessEntryCommand(masters))).rejects.toThrow(
    /system:masters is invalid, it cannot start with system:/,
  );
  const { accessPolicies = [] } = await eks.send(new ListAccessPoliciesCommand({}));
  expect(accessPolicies.map(({ arn }) => arn)).toContain(CLUSTER_ADMIN);
  const none = {
    clusterName,
    principalArn: `arn:aws:iam::${account}:user/administrator`,
    policyArn: CLUSTER_ADMIN.replace("AmazonEKSClusterAdminPolicy", "None"),
    accessScope: { type: "cluster" as const },
  };
  await expect(eks.send(new AssociateAccessPolicyCommand(none))).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
});

test("a cluster that only knows its ConfigMap refuses access entries until its mode is changed, for good", async () => {
  const clusterName = await fresh(["configMap"]);
  const us = eksIn(US);
  const entry = { clusterName, principalArn: role("eks-cluster") };
  await expect(us.send(new CreateAccessEntryCommand(entry))).rejects.toMatchObject({
    name: "InvalidRequestException",
    message: expect.stringContaining("[API, API_AND_CONFIG_MAP]"),
  });
  const toMode = (authenticationMode: "API_AND_CONFIG_MAP" | "CONFIG_MAP") =>
    us.send(
      new UpdateClusterConfigCommand({ name: clusterName, accessConfig: { authenticationMode } }),
    );
  expect((await toMode("API_AND_CONFIG_MAP")).update?.type).toBe("AccessConfigUpdate");
  await passes(61);
  const { accessEntries } = await us.send(new ListAccessEntriesCommand({ clusterName }));
  expect(accessEntries).toEqual([role("eks-nodes"), `arn:aws:iam::${account}:user/administrator`]);
  await us.send(new CreateAccessEntryCommand(entry));
  await expect(toMode("CONFIG_MAP")).rejects.toThrow(
    "Unsupported authentication mode update from API_AND_CONFIG_MAP to CONFIG_MAP",
  );
});

test("who may reach the API server is changed alone, and only to what can be", async () => {
  const name = await fresh();
  const us = eksIn(US);
  const to = (resourcesVpcConfig: object, more: object = {}) =>
    us.send(new UpdateClusterConfigCommand({ name, resourcesVpcConfig, ...more }));
  await expect(to({ publicAccessCidrs: ["office"] })).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
  await expect(to({ publicAccessCidrs: ["0.0.0.0/0"] })).rejects.toThrow(
    /already at the desired configuration/,
  );
  const logging = { clusterLogging: [{ types: ["audit" as const], enabled: true }] };
  await expect(to({ endpointPrivateAccess: true }, { logging })).rejects.toThrow(
    "Only one type of update can be allowed.",
  );
  const { update } = await to({ publicAccessCidrs: ["198.51.100.0/24"] });
  expect(update?.type).toBe("EndpointAccessUpdate");
  await passes(61);
  expect((await described(name))?.resourcesVpcConfig?.publicAccessCidrs).toEqual([
    "198.51.100.0/24",
  ]);
});

test("an update that fails says why and changes nothing; tags set meanwhile stay", async () => {
  const name = await fresh();
  const us = eksIn(US);
  await sandbox.control("faults", {
    match: { cloud: "aws", operation: "UpdateClusterConfig" },
    fault: {
      kind: "fail-operation",
      code: "AccessDenied",
      message: "The role may not write logs.",
    },
    times: 1,
  });
  const logging = { clusterLogging: [{ types: ["audit" as const], enabled: true }] };
  const { update } = await us.send(new UpdateClusterConfigCommand({ name, logging }));
  const resourceArn = `arn:aws:eks:${US}:${account}:cluster/${name}`;
  await us.send(new TagResourceCommand({ resourceArn, tags: { meanwhile: "yes" } }));
  await sandbox.restart("SIGKILL");
  await passes(61);
  const over = await us.send(new DescribeUpdateCommand({ name, updateId: update?.id }));
  expect(over.update).toMatchObject({
    status: "Failed",
    errors: [{ errorCode: "AccessDenied", errorMessage: "The role may not write logs." }],
  });
  expect(await described(name)).toMatchObject({
    status: "ACTIVE",
    tags: { meanwhile: "yes" },
    logging: { clusterLogging: [{ enabled: false }] },
  });
});

test("an update that is asked for twice with the same token is one update", async () => {
  const name = await fresh();
  const us = eksIn(US);
  const clientRequestToken = "the-same";
  const logging = { clusterLogging: [{ types: ["audit" as const], enabled: true }] };
  const ask = () => us.send(new UpdateClusterConfigCommand({ name, logging, clientRequestToken }));
  const first = await ask();
  expect((await ask()).update?.id).toBe(first.update?.id);
  await passes(61);
  expect((await ask()).update).toMatchObject({ id: first.update?.id, status: "Successful" });
  const counted = (await sandbox.control("effects", undefined, "GET")) as {
    byResource: Record<string, object>;
  };
  const arn = `arn:aws:eks:${US}:${account}:cluster/${name}`;
  expect(counted.byResource[arn]).toEqual({ UpdateClusterConfig: 1 });
});

test("an access entry whose answer was lost is made once, though the SDK asks again", async () => {
  const clusterName = await fresh();
  const us = eksIn(US);
  const match = { cloud: "aws", operation: "eks:CreateAccessEntry" };
  await sandbox.control("faults", { match, fault: { kind: "accept-then-reset" }, times: 1 });
  const entry = { clusterName, principalArn: role("eks-cluster") };
  const { accessEntry } = await us.send(new CreateAccessEntryCommand(entry));
  expect(accessEntry).toMatchObject(entry);
  const counted = (await sandbox.control("effects", undefined, "GET")) as {
    byResource: Record<string, object>;
  };
  const arn = `arn:aws:eks:${US}:${account}:cluster/${clusterName}`;
  expect(counted.byResource[arn]).toEqual({ CreateAccessEntry: 1 });
  await expect(us.send(new CreateAccessEntryCommand(entry))).rejects.toMatchObject({
    name: "ResourceInUseException",
  });
});

test("in a region that nobody asked for the account's keys are unknown", async () => {
  const listed = eksIn("me-central-1").send(new ListClustersCommand({}));
  await expect(listed).rejects.toMatchObject({ name: "UnrecognizedClientException" });
});

test("a cluster goes after its node groups, with its access entries, and leaves its logs behind", async () => {
  const name = await fresh(["audit"]);
  const us = eksIn(US);
  const gone = () => us.send(new DeleteClusterCommand({ name }));
  await expect(gone()).rejects.toThrow("Cluster has nodegroups attached");
  await us.send(new DeleteNodegroupCommand({ clusterName: name, nodegroupName: "workers" }));
  await passes(61);
  expect((await gone()).cluster?.status).toBe("DELETING");
  await passes(61);
  await expect(described(name)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  const clusters = (await us.send(new ListClustersCommand({}))).clusters;
  expect(clusters).not.toContain(name);
  const logs = new CloudWatchLogsClient(optionsIn(US));
  const logGroupNamePrefix = `/aws/eks/${name}/`;
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
  expect(logGroups).toHaveLength(1);
});

test("node groups tell how many nodes of which type there are; add-ons come and go", async () => {
  const clusterName = BOOKING;
  const { nodegroups } = await eks.send(new ListNodegroupsCommand({ clusterName }));
  expect(nodegroups).toEqual(["workers"]);
  const one = { clusterName, nodegroupName: "workers" };
  expect((await eks.send(new DescribeNodegroupCommand(one))).nodegroup).toMatchObject({
    ...one,
    instanceTypes: ["m6i.large"],
    scalingConfig: { desiredSize: 6 },
  });
  const addon = { clusterName, addonName: "eks-pod-identity-agent" };
  const status = async () => (await eks.send(new DescribeAddonCommand(addon))).addon?.status;
  expect((await eks.send(new CreateAddonCommand(addon))).addon?.status).toBe("CREATING");
  await passes(61);
  expect(await status()).toBe("ACTIVE");
  await eks.send(new DeleteAddonCommand(addon));
  expect(await status()).toBe("DELETING");
  await passes(61);
  await expect(status()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("300 clusters in 20 regions are listed page by page, each once", async () => {
  const lab = sandbox.aws.accounts.find(({ name }) => name === "northwind-lab");
  const more = { kind: "eks", accountId: lab?.id, count: 300, regions: 20 };
  const { ids } = (await sandbox.control("clusters", more)) as { ids: string[] };
  expect(new Set(ids).size).toBe(300);
  const options = clientOptions(sandbox, lab ?? keysOf(sandbox));
  const { Regions = [] } = await new EC2Client({ ...options, region: US }).send(
    new DescribeRegionsCommand({}),
  );
  const found: string[] = [];
  for (const { RegionName: region = "" } of Regions) {
    const client = new EKSClient({ ...options, region });
    for await (const page of paginateListClusters({ client, pageSize: 4 }, {})) {
      expect(page.clusters?.length).toBeLessThanOrEqual(4);
      for (const name of page.clusters ?? []) {
        found.push(`arn:aws:eks:${region}:${lab?.id}:cluster/${name}`);
      }
    }
  }
  expect(new Set(found).size).toBe(found.length);
  expect(found).toEqual(expect.arrayContaining(ids));
  expect(found).toHaveLength(302);
});

test("a token of another page, or none at all, is refused", async () => {
  const page = eks.send(new ListClustersCommand({ nextToken: "made-up" }));
  await expect(page).rejects.toMatchObject({ name: "InvalidParameterException" });
});

testCli("EC2 tells which regions there are and which of them take part", async () => {
  const asked = ["ec2", "describe-regions", "--region-names", "eu-west-1"];
  expect(await cli(...asked)).toEqual({
    Regions: [
      {
        RegionName: "eu-west-1",
        Endpoint: "ec2.eu-west-1.amazonaws.com",
        OptInStatus: "opt-in-not-required",
      },
    ],
  });
  const ec2 = new EC2Client(optionsIn("eu-west-1"));
  const regions = async (input: DescribeRegionsCommandInput = {}) =>
    (await ec2.send(new DescribeRegionsCommand(input))).Regions ?? [];
  const enabled = await regions();
  expect(enabled.length).toBeGreaterThanOrEqual(20);
  expect(enabled.map(({ OptInStatus }) => OptInStatus)).not.toContain("not-opted-in");
  const all = await regions({ AllRegions: true });
  expect(all.length).toBeGreaterThan(enabled.length);
  const Filters = [{ Name: "opt-in-status", Values: ["opted-*"] }];
  const optedIn = await regions({ AllRegions: true, Filters });
  expect(new Set(optedIn.map(({ OptInStatus }) => OptInStatus))).toEqual(new Set(["opted-in"]));
});

test("throttled calls are retried by the SDK until they come through", async () => {
  await sandbox.control("settings", { awsQuota: { burst: 3, perSecond: 5 } });
  const patient = new EKSClient({ ...optionsIn("eu-west-1"), maxAttempts: 10 });
  const names = Array.from({ length: 9 }, () => BOOKING);
  const all = await Promise.all(names.map((name) => described(name, patient)));
  expect(all.every((cluster) => cluster?.name === BOOKING)).toBe(true);
  const requests = (await sandbox.control("requests?limit=60", undefined, "GET")) as object[];
  expect(requests).toContainEqual(
    expect.objectContaining({
      operation: "DescribeCluster",
      status: 429,
      code: "ThrottlingException",
    }),
  );
  await sandbox.control("settings", { awsQuota: "documented" });
});
