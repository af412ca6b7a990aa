import { EKS } from "@aws-sdk/client-eks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { clientOptions, keysOf } from "../../sandbox/testing/aws.ts";
import { type ConnectedAccount, connectAccount } from "../connectors/testing.ts";
import { db } from "../db/client.ts";
import { CLUSTER_TAG } from "../inventory/model.ts";
import { factsOfRow, storeClusters } from "../inventory/store.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { discoverEstate } from "./discover.ts";
import { discoverConnector } from "./discover-connector.ts";
import { judge } from "./evaluate.ts";
import { callsOf } from "./testing.ts";

vi.setConfig({ testTimeout: 120_000 });

const CLUSTERS = 300;
const REGIONS = 20;
/** What only lists; the portal has come in already. */
const LISTS = ["eks:ListClusters", "ec2:DescribeRegions"];

let portal: Portal;
let account: ConnectedAccount;
beforeAll(async () => {
  portal = await openPortal();
  account = await connectAccount(portal, { account: "northwind-lab" });
  const more = { kind: "eks", accountId: account.accountId, count: CLUSTERS, regions: REGIONS };
  await portal.sandbox.control("clusters", more);
  await discoverEstate();
}, 120_000);
afterAll(() => portal?.close());

const connector = () => db().connector.findUniqueOrThrow({ where: { id: account.connectorId } });
const clusters = () => db().cluster.findMany({ where: { connectorId: account.connectorId } });
const read = (refresh = false) => discoverConnector({ connectorId: account.connectorId, refresh });

/** Lets the connector's interval pass for one cluster. */
async function growOld(id: string): Promise<void> {
  const describedAt = new Date(Date.now() - 25 * 3_600_000);
  await db().cluster.update({ where: { id }, data: { describedAt } });
}

const keys = () => keysOf(portal.sandbox, "northwind-lab");

test("300 EKS clusters in 20 regions are found with at most 1 % of the calls throttled, and then only listed", async () => {
  const first = await callsOf(portal, () => read());
  expect(first.throttled).toBeLessThanOrEqual(first.calls.length / 100);
  const found = await clusters();
  expect(found.length).toBeGreaterThanOrEqual(CLUSTERS);
  expect(new Set(found.map(({ region }) => region)).size).toBeGreaterThanOrEqual(REGIONS);
  expect(found.every(({ posture, describedAt }) => posture && describedAt)).toBe(true);
  expect(await connector()).toMatchObject({ syncFault: null, syncedAt: expect.any(Date) });

  const second = await callsOf(portal, () => read());
  expect(second.names.toSorted()).toEqual(LISTS.toSorted());
  expect(second.throttled).toBe(0);
  expect(await clusters()).toHaveLength(found.length);
});

test("E14: what changes in AWS is seen when a person asks for a refresh, or when the interval is over", async () => {
  const [one] = await clusters();
  const { id = "", region = "" } = one ?? {};
  const eks = new EKS(clientOptions(portal.sandbox, keys(), region));
  await eks.tagResource({
    resourceArn: id,
    tags: { ms_defender_container_exclude_agents: "true" },
  });
  const excludedBy = async () =>
    (await db().cluster.findUniqueOrThrow({ where: { id } })).excludedBy;
  await read();
  expect(await excludedBy()).toBeNull();
  // The interval of this one cluster is over.
  await growOld(id);
  const { calls } = await callsOf(portal, () => read());
  expect(calls.filter(({ operation }) => operation === "DescribeCluster")).toHaveLength(1);
  expect(await excludedBy()).toBe("ms_defender_container_exclude_agents");

  await eks.untagResource({
    resourceArn: id,
    tagKeys: ["ms_defender_container_exclude_agents"],
  });
  await read(true);
  expect(await excludedBy()).toBeNull();
});

test("a cluster that was deleted leaves with what was said of it, and a fault in the middle forgets nothing", async () => {
  const before = await clusters();
  const [gone] = before;
  const id = gone?.id ?? "";
  expect(await db().assessment.count({ where: { clusterId: id } })).toBeGreaterThan(0);
  portal.changeState("DELETE FROM resource WHERE id = ?", id);

  await portal.sandbox.control("faults", {
    match: { cloud: "aws", operation: "eks:ListClusters" },
    fault: { kind: "status", status: 500, code: "ServerException", message: "Out of order." },
  });
  expect(await read()).toMatchObject({ againInSeconds: expect.any(Number) });
  expect(await clusters()).toHaveLength(before.length);
  expect((await connector()).syncFault).toMatchObject({
    kind: "unreachable",
    message: "Out of order.",
  });
  await portal.sandbox.control("faults", undefined, "DELETE");

  expect(await read()).toBe("done");
  expect(await clusters()).toHaveLength(before.length - 1);
  expect(await db().assessment.count({ where: { clusterId: id } })).toBe(0);
  expect((await connector()).syncFault).toBeNull();
});

test("a region that is closed to the portal is named, and what is known in it stays", async () => {
  const region = "eu-west-1";
  const closed = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Action: "eks:*",
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": region } },
      },
    ],
  };
  const named = { RoleName: "BreakwaterContainersRole", PolicyName: "closed" };
  await account.iam.putRolePolicy({ ...named, PolicyDocument: JSON.stringify(closed) });
  const before = await clusters();
  expect(before.some((cluster) => cluster.region === region)).toBe(true);
  expect(await read()).toBe("done");
  expect(await clusters()).toHaveLength(before.length);
  const { syncFault } = await connector();
  expect(syncFault).toMatchObject({ kind: "forbidden" });
  expect((syncFault as { message: string }).message).toMatch(
    /what was known there stays: eu-west-1\..* is not authorized to perform: eks:ListClusters/,
  );
  await account.iam.deleteRolePolicy(named);
});

test("a region that the account has not enabled keeps no other from being read", async () => {
  const before = await clusters();
  await portal.sandbox.control("faults", {
    match: { cloud: "aws", operation: "eks:ListClusters" },
    fault: {
      kind: "status",
      status: 403,
      code: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    },
    times: 1,
  });
  expect(await read()).toBe("done");
  expect(await clusters()).toHaveLength(before.length);
  expect((await connector()).syncFault).toMatchObject({
    message: expect.stringMatching(/^Not everything could be read; .* security token/),
  });
  expect(await read()).toBe("done");
  expect((await connector()).syncFault).toBeNull();
});

test("E11: a connected cluster gives its EKS cluster the sensor, and takes it along when it leaves", async () => {
  const [shop] = await db().cluster.findMany({
    where: { connectorId: account.connectorId },
    orderBy: { id: "asc" },
  });
  const id = shop?.id ?? "";
  const arc = `/subscriptions/${SUBSCRIPTION.shipping}/resourceGroups/rg-clouds/providers/Microsoft.Kubernetes/connectedClusters/whatever`;
  const [known] = await db().cluster.findMany({ where: { kind: "arc", sensorEnabled: true } });
  if (!known) throw new Error("No connected cluster of the estate has the sensor.");
  const tags = { [CLUSTER_TAG]: id };
  const twin = { ...factsOfRow(known), id: arc.toLowerCase(), armId: arc, tags };
  await db().$transaction(async (tx) =>
    judge(tx, await storeClusters(tx, [twin], new Date()), new Date()),
  );
  const seen = () => db().cluster.findUniqueOrThrow({ where: { id } });
  expect(await seen()).toMatchObject({ sensorEnabled: true, connectedId: arc.toLowerCase() });
  await growOld(id);
  await read();
  expect(await seen()).toMatchObject({ sensorEnabled: true, connectedId: arc.toLowerCase() });
  // Azure has no such resource: the next discovery finds that it has left.
  await discoverEstate();
  expect(await seen()).toMatchObject({ sensorEnabled: false, connectedId: null });
});

test("clusters leave with their connector", async () => {
  await portal.sandbox.arm("DELETE", `${account.connectorId}?api-version=2024-08-01-preview`);
  await discoverEstate();
  expect(await clusters()).toEqual([]);
  expect(await read()).toBe("done");
});
