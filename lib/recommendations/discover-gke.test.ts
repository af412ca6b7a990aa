import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { google } from "../../sandbox/testing/gcp.ts";
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
const connector = () => db().connector.findUniqueOrThrow({ where: { id: connectorId } });

test("G10: 300 GKE clusters in 20 locations are found by one call that lists them all, and looked at again by another", async () => {
  const first = await callsOf(portal, read);
  expect(first.throttled).toBe(0);
  expect(first.names.filter((name) => name.startsWith("container:"))).toEqual([
    "container:clusters.list",
  ]);
  expect(first.calls.length).toBeLessThanOrEqual(3);
  const found = await clusters();
  expect(found.length).toBeGreaterThanOrEqual(CLUSTERS);
  expect(new Set(found.map(({ region }) => region)).size).toBeGreaterThanOrEqual(LOCATIONS);
  expect(found.every(({ posture, kind }) => posture && kind === "gke")).toBe(true);
  expect(await connector()).toMatchObject({ syncFault: null, syncedAt: expect.any(Date) });

  const second = await callsOf(portal, read);
  expect(second.names).toEqual(["container:clusters.list"]);
  expect(second.calls).toHaveLength(1);
  expect(await clusters()).toHaveLength(found.length);
});

test("G13: a label that is set in Google Cloud is seen at the next look", async () => {
  const { id } = await db().cluster.findFirstOrThrow({ where: { connectorId, excludedBy: null } });
  const path = `/v1/${id.slice("//container.googleapis.com/".length)}`;
  const { body } = await google(portal.sandbox, "GET", path);
  const resourceLabels = { ...body.resourceLabels, ms_defender_container_exclude_agents: "true" };
  const { labelFingerprint } = body;
  await google(portal.sandbox, "POST", `${path}:setResourceLabels`, {
    body: { resourceLabels, labelFingerprint },
  });
  await portal.sandbox.control("clock", { advanceSeconds: 5 });
  await read();
  const { excludedBy } = await db().cluster.findUniqueOrThrow({ where: { id } });
  expect(excludedBy).toBe("ms_defender_container_exclude_agents");
});

test("while Google refuses, nothing is forgotten; a cluster that was deleted leaves", async () => {
  const before = await clusters();
  portal.changeState("DELETE FROM resource WHERE id = ?", before[0]?.id ?? "");
  await portal.sandbox.control("faults", {
    match: { cloud: "gcp", pathContains: "/clusters" },
    fault: { kind: "status", status: 403, message: "Not today." },
  });
  expect(await read()).toBe("done");
  expect(await clusters()).toHaveLength(before.length);
  expect((await connector()).syncFault).toMatchObject({ kind: "forbidden", message: "Not today." });
  await portal.sandbox.control("faults", undefined, "DELETE");
  expect(await read()).toBe("done");
  expect(await clusters()).toHaveLength(before.length - 1);
  expect((await connector()).syncFault).toBeNull();
});
