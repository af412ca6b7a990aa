import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { EKS } from "@aws-sdk/client-eks";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { clientOptions, keysOf } from "../../../sandbox/testing/aws.ts";
import { storedAccess } from "../../connectors/access.ts";
import { connectAccount } from "../../connectors/testing.ts";
import { discoverEstate } from "../../recommendations/discover.ts";
import { openPortal, type Portal, until } from "../../testing.ts";
import type { Change, ClusterWish, ConnectorAccess, ConnectorCloud, Progress } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import { connectorCloudFor } from "../index.ts";

vi.setConfig({ testTimeout: 60_000 });

const ACCOUNT = "523344556677";
const cluster = (region: string, name: string) =>
  `arn:aws:eks:${region}:${ACCOUNT}:cluster/${name}`;
/** Has no logs and knows access entries. */
const BOOKING = cluster("eu-west-1", "eks-booking-dev-euw1");
/** Knows aws-auth alone. */
const TRACKING = cluster("eu-west-1", "eks-tracking-dev-euw1");

let portal: Portal;
let access: ConnectorAccess;
let cloud: ConnectorCloud;
let eks: EKS;
beforeAll(async () => {
  portal = await openPortal();
  const { connectorId } = await connectAccount(portal);
  await discoverEstate();
  access = (await storedAccess(connectorId)) as ConnectorAccess;
  cloud = connectorCloudFor(access, { sessionName: "mira.martin@northwind.example" });
  eks = new EKS(clientOptions(portal.sandbox, keysOf(portal.sandbox, "northwind-dev")));
}, 120_000);
beforeEach(() => portal.sandbox.control("effects", undefined, "DELETE"));
afterAll(() => portal?.close());

/** What the sandbox has changed, by what was called. */
async function effects(id = BOOKING): Promise<Record<string, number>> {
  const { byResource } = await portal.effects();
  return byResource[id] ?? byResource[id.toLowerCase()] ?? {};
}

/** One run of a job: what it stores before its call, and what it hears. */
async function run(
  wish: ClusterWish,
  { id = BOOKING, earlier }: { id?: string; earlier?: unknown } = {},
) {
  const changes: Change[] = [];
  const progress = await cloud.ensureOnCluster(
    id,
    wish,
    async (change) => {
      changes.push(change);
    },
    earlier ?? null,
  );
  return { progress, change: changes[0] };
}

/** Runs on until the wish is granted, as a job does. */
async function runOn(wish: ClusterWish, id = BOOKING): Promise<Change[]> {
  const changes: Change[] = [];
  await until("the wish is granted", async () => {
    const { progress, change } = await run(wish, { id, earlier: changes[0]?.before });
    if (change) changes.push(change);
    return progress.state === "done";
  });
  return changes;
}

test("E14: a cluster is kept out of the sensor by both names of its tag, and let in again, each with one call", async () => {
  const out: ClusterWish = { kind: "exclusion", excluded: true, from: "sensor" };
  const { call } = await cloud.clusterChange(BOOKING, out);
  expect(call).toMatchObject({
    method: "POST",
    operation: "eks:TagResource",
    body: {
      tags: {
        ms_defender_container_exclude_sensors: "true",
        ms_defender_container_exclude_agents: "true",
      },
    },
  });
  expect(await effects()).toEqual({});
  await runOn(out);
  expect(await effects()).toEqual({ TagResource: 1 });
  expect(await cloud.cluster(BOOKING)).toMatchObject({
    excludedBy: "ms_defender_container_exclude_sensors",
    agentlessExcludedBy: null,
    tags: { env: "dev" },
  });
  // A second job for the same, or the same after a crash, sends nothing.
  expect((await run(out)).progress.state).toBe("done");
  await runOn({ kind: "exclusion", excluded: false, from: "sensor" });
  await runOn({ kind: "exclusion", excluded: false, from: "sensor" });
  expect(await effects()).toEqual({ TagResource: 1, UntagResource: 1 });
  expect((await cloud.cluster(BOOKING)).tags).toEqual({ env: "dev" });
});

test("E14: agentless discovery has a tag of its own", async () => {
  await runOn({ kind: "exclusion", excluded: true, from: "agentless" });
  expect(await cloud.cluster(BOOKING)).toMatchObject({
    excludedBy: null,
    agentlessExcludedBy: "ms_defender_container_exclude_agentless",
  });
  await runOn({ kind: "exclusion", excluded: false, from: "agentless" });
  expect(await effects()).toEqual({ TagResource: 1, UntagResource: 1 });
});

test("E4: audit logs are turned on, then kept for the days, and neither is sent twice though its answer was lost", async () => {
  const wish: ClusterWish = { kind: "auditLogs", retentionDays: 30 };
  expect(await cloud.clusterChange(BOOKING, wish)).toMatchObject({
    first: { operation: "eks:UpdateClusterConfig" },
    call: { operation: "logs:PutRetentionPolicy", body: { retentionInDays: 30 } },
    before: { auditLogs: false, retentionDays: null },
    after: { auditLogs: true, retentionDays: 30 },
  });
  // As after a kill -9: AWS took the call, and we never heard.
  await portal.sandbox.control("faults", {
    match: { cloud: "aws", operation: "eks:UpdateClusterConfig" },
    fault: { kind: "accept-then-reset" },
    times: 1,
  });
  await portal.sandbox.control("faults", {
    match: { cloud: "aws", operation: "eks:UpdateClusterConfig" },
    fault: { kind: "slow-operation", seconds: 5 },
    times: 1,
  });
  let earlier: unknown;
  await cloud
    .ensureOnCluster(
      BOOKING,
      wish,
      async ({ before }) => {
        earlier = before;
      },
      null,
    )
    .catch((error) => expect(error).toMatchObject({ kind: "unreachable" }));
  expect(await effects()).toEqual({ UpdateClusterConfig: 1 });

  const { progress, change } = await run(wish, { earlier });
  expect(change).toBeUndefined();
  expect(progress).toMatchObject({
    state: "running",
    operationUrl: expect.stringMatching(
      /^https:\/\/eks\.eu-west-1\.amazonaws\.com\/clusters\/.*\/updates\//,
    ),
  });
  const { operationUrl } = progress as Progress & { state: "running" };
  expect(await cloud.operationFault(operationUrl ?? "")).toBeNull();
  // Somebody else's job for the same cluster waits instead of calling.
  await expect(run(wish)).rejects.toMatchObject({ kind: "busy" });

  await until(
    "it is granted",
    async () => (await run(wish, { earlier })).progress.state === "done",
  );
  expect(await effects()).toEqual({ UpdateClusterConfig: 1 });
  expect(await cloud.cluster(BOOKING)).toMatchObject({
    posture: { auditLogs: true, retentionDays: 30 },
  });
  const logs = new CloudWatchLogs(
    clientOptions(portal.sandbox, keysOf(portal.sandbox, "northwind-dev")),
  );
  const { logGroups } = await logs.describeLogGroups({
    logGroupNamePrefix: "/aws/eks/eks-booking-dev-euw1/",
  });
  expect(logGroups).toMatchObject([{ retentionInDays: 30 }]);
  const days = await runOn({ kind: "auditLogs", retentionDays: 90 });
  expect(days.map(({ first, call }) => [first, call?.operation])).toEqual([
    [undefined, "logs:PutRetentionPolicy"],
  ]);
});

test("E4: an update that EKS could not carry out is the end of the job, in EKS's words", async () => {
  const arn = TRACKING;
  await portal.sandbox.control("faults", {
    match: { cloud: "aws", operation: "eks:UpdateClusterConfig" },
    fault: { kind: "fail-operation", code: "AccessDenied", message: "The role lacks logs." },
    times: 1,
  });
  const wish: ClusterWish = { kind: "auditLogs", retentionDays: 30 };
  const { progress, change } = await run(wish, { id: arn });
  const { operationUrl } = progress as Progress & { state: "running" };
  await until(
    "it has failed",
    async () => (await cloud.operationFault(operationUrl ?? "")) !== null,
  );
  expect(await cloud.operationFault(operationUrl ?? "")).toMatchObject({
    kind: "failed",
    code: "AccessDenied",
    message: "The role lacks logs.",
  });
  await expect(run(wish, { id: arn, earlier: change?.before })).rejects.toMatchObject({
    kind: "failed",
    message: "The role lacks logs.",
  });
});

test("E10: an access entry lets Defender's agentless role in, once, and is taken back whole", async () => {
  const roleArn = access.agentlessRoleArn;
  const wish: ClusterWish = { kind: "access", roleArn, granted: true };
  const [change] = await runOn(wish);
  expect(change).toMatchObject({
    first: { operation: "eks:CreateAccessEntry" },
    call: { operation: "eks:AssociateAccessPolicy" },
    before: { accessEntry: null },
  });
  expect((await cloud.cluster(BOOKING)).posture).toMatchObject({ agentlessAccess: true });
  expect((await run(wish)).change).toBeUndefined();
  const { associatedAccessPolicies } = await eks.listAssociatedAccessPolicies({
    clusterName: "eks-booking-dev-euw1",
    principalArn: roleArn,
  });
  expect(associatedAccessPolicies).toMatchObject([
    {
      policyArn: expect.stringContaining("AmazonEKSClusterAdminPolicy"),
      accessScope: { type: "cluster" },
    },
  ]);
  await runOn({ ...wish, granted: false });
  expect((await cloud.cluster(BOOKING)).posture).toMatchObject({ agentlessAccess: false });
  await expect(
    eks.describeAccessEntry({ clusterName: "eks-booking-dev-euw1", principalArn: roleArn }),
  ).rejects.toThrow();
});

test("E10: an entry without its policy, as a crash between two calls leaves it, gets the policy alone", async () => {
  const roleArn = access.agentlessRoleArn;
  await eks.createAccessEntry({ clusterName: "eks-booking-dev-euw1", principalArn: roleArn });
  const [change] = await runOn({ kind: "access", roleArn, granted: true });
  expect([change?.first, change?.call?.operation]).toEqual([
    undefined,
    "eks:AssociateAccessPolicy",
  ]);
  await runOn({ kind: "access", roleArn, granted: false });
});

test("E10: a cluster that knows aws-auth alone refuses, and says what to do", async () => {
  const wish: ClusterWish = { kind: "access", roleArn: access.agentlessRoleArn, granted: true };
  const refused = await run(wish, { id: TRACKING }).catch((error) => error);
  expect(refused).toBeInstanceOf(CloudFault);
  expect(refused).toMatchObject({ kind: "rejected", code: "AuthenticationModeConfigMap" });
  expect(refused.message).toContain("aws-auth");
  expect((await cloud.cluster(TRACKING)).posture).toMatchObject({ agentlessAccess: null });
});

test("E14: what is done stands in the account's own log under the person's name", async () => {
  await runOn({ kind: "exclusion", excluded: true });
  const requests = (await portal.sandbox.control("requests?limit=100", undefined, "GET")) as {
    operation?: string;
    principal?: string;
  }[];
  const tagged = requests.filter(({ operation }) => operation === "TagResource").at(-1);
  expect(tagged?.principal).toContain("mira.martin@northwind.example");
  await runOn({ kind: "exclusion", excluded: false });
});
