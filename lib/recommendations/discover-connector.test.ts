import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { type ConnectedAccount, connectAccount } from "../connectors/testing.ts";
import { db } from "../db/client.ts";
import { openPortal, type Portal } from "../testing.ts";
import { discoverEstate } from "./discover.ts";
import { discoverConnector } from "./discover-connector.ts";

vi.setConfig({ testTimeout: 120_000 });

const EKS = 300;
const REGIONS = 20;
/** What only lists, and the two calls by which the portal comes in. */
const LISTS = ["eks:ListClusters", "ec2:DescribeRegions"];

const Requests = z.array(
  z.object({
    cloud: z.enum(["aws", "gcp"]).optional(),
    service: z.string().optional(),
    operation: z.string().optional(),
    region: z.string().optional(),
    status: z.number(),
    code: z.string().optional(),
  }),
);

let portal: Portal;
let account: ConnectedAccount;
beforeAll(async () => {
  portal = await openPortal();
  account = await connectAccount(portal, { account: "northwind-lab" });
  const more = { kind: "eks", accountId: account.accountId, count: EKS, regions: REGIONS };
  await portal.sandbox.control("clusters", more);
  await discoverEstate();
}, 120_000);
afterAll(() => portal?.close());

const connector = () => db().connector.findUniqueOrThrow({ where: { id: account.connectorId } });
const clusters = () => db().cluster.findMany({ where: { connectorId: account.connectorId } });
const read = (refresh = false) => discoverConnector({ connectorId: account.connectorId, refresh });

/** The calls to AWS and Google Cloud that some work makes, by name. */
async function callsOf(work: () => Promise<unknown>) {
  const before = (await requests()).length;
  await work();
  const calls = (await requests()).slice(before);
  const throttled = calls.filter(({ code }) =>
    /Throttl|TooManyRequests|LimitExceeded/.test(code ?? ""),
  );
  const names = [...new Set(calls.map(({ service, operation }) => `${service}:${operation}`))];
  return { calls, names, throttled: throttled.length };
}

async function requests() {
  const all = Requests.parse(await portal.sandbox.control("requests?limit=5000", undefined, "GET"));
  return all.filter(({ cloud }) => cloud !== undefined);
}

test("E11: 300 EKS clusters in 20 regions are found with at most 1 % of the calls throttled, and then only listed", async () => {
  const first = await callsOf(() => read());
  expect(first.throttled).toBeLessThanOrEqual(first.calls.length / 100);
  const found = await clusters();
  expect(found.length).toBeGreaterThanOrEqual(EKS);
  expect(new Set(found.map(({ region }) => region)).size).toBeGreaterThanOrEqual(REGIONS);
  expect(found.every(({ posture, describedAt }) => posture && describedAt)).toBe(true);
  expect(await connector()).toMatchObject({ syncFault: null, syncedAt: expect.any(Date) });

  const second = await callsOf(() => read());
  expect(second.names.toSorted()).toEqual(LISTS.toSorted());
  expect(second.throttled).toBe(0);
  expect(await clusters()).toHaveLength(found.length);
});
