import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeRegionsCommand,
  type DescribeRegionsCommandInput,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { EKSClient, ListClustersCommand, paginateListClusters } from "@aws-sdk/client-eks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { clientOptions, findAwsCli, keysOf } from "./testing/aws.ts";
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
let described: Eks["described"];
beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
  await sandbox.control("settings", { operationSeconds: { min: 60, max: 60 } });
  ({ account, optionsIn, eksIn, eks, cli, described } = eksOf(sandbox));
});
afterAll(() => sandbox.stop());

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

test("in a region that nobody asked for the account's keys are unknown", async () => {
  const listed = eksIn("me-central-1").send(new ListClustersCommand({}));
  await expect(listed).rejects.toMatchObject({ name: "UnrecognizedClientException" });
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
