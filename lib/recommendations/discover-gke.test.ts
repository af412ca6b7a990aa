import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "../db/client.ts";
import { openPortal, type Portal } from "../testing.ts";
import { discoverEstate } from "./discover.ts";
import { discoverConnector } from "./discover-connector.ts";
import { callsOf } from "./testing.ts";

vi.setConfig({ testTimeout: 120_000 });

const CLUSTERS = 300;
const LOCATIONS = 20;

let portal: Portal;
let connectorId: string;
beforeAll(async () => {
  portal = await openPortal({}, { connectors: true });
  const more = { kind: "gke", projectId: "nwh-shipping-prod", count: CLUSTERS, regions: LOCATIONS };
  await portal.sandbox.control("clusters", more);
  await discoverEstate();
  connectorId = (await db().connector.findFirstOrThrow({ where: { cloud: "gcp" } })).id;
}, 120_000);
afterAll(() => portal?.close());

const read = () => discoverConnector({ connectorId, refresh: false });
const clusters = () => db().cluster.findMany({ where: { connectorId } });

test("300 GKE clusters in 20 locations are found with at most 1 % of the calls throttled, and again by lists alone", async () => {
  const first = await callsOf(portal, read);
  expect(first.throttled).toBeLessThanOrEqual(first.calls.length / 100);
  const found = await clusters();
  expect(found.length).toBeGreaterThanOrEqual(CLUSTERS);
  expect(new Set(found.map(({ region }) => region)).size).toBeGreaterThanOrEqual(LOCATIONS);
  expect(await db().connector.findUniqueOrThrow({ where: { id: connectorId } })).toMatchObject({
    syncFault: null,
    syncedAt: expect.any(Date),
  });

  const second = await callsOf(portal, read);
  expect(second.names).toEqual(["container:clusters.list"]);
  expect(second.throttled).toBe(0);
  expect(await clusters()).toHaveLength(found.length);
});
