import {
  CloudWatchLogsClient,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateAddonCommand,
  DeleteAddonCommand,
  DeleteClusterCommand,
  DeleteNodegroupCommand,
  DescribeAddonCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  ListClustersCommand,
  ListNodegroupsCommand,
  ListUpdatesCommand,
  TagResourceCommand,
  UpdateClusterConfigCommand,
} from "@aws-sdk/client-eks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findAwsCli } from "./testing/aws.ts";
import { BOOKING, type Eks, eksOf, US } from "./testing/eks.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000 });

const installed = findAwsCli() !== undefined;
if (!installed) process.stderr.write("The AWS CLI is not installed: its tests are skipped.\n");
const testCli = test.skipIf(!installed);

let sandbox: Sandbox;
let account: Eks["account"];
let optionsIn: Eks["optionsIn"];
let eksIn: Eks["eksIn"];
let eks: Eks["eks"];
let cli: Eks["cli"];
let passes: Eks["passes"];
let fresh: Eks["fresh"];
let described: Eks["described"];
beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
  await sandbox.control("settings", { operationSeconds: { min: 60, max: 60 } });
  ({ account, optionsIn, eksIn, eks, cli, passes, fresh, described } = eksOf(sandbox));
});
afterAll(() => sandbox.stop());

const TAGS_KEPT = { env: "prod", product: "booking" };
const TRACKING = "eks-tracking-prod-euw1";

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
