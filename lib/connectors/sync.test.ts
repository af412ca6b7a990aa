import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { AzureCloud } from "../cloud/cloud.ts";
import { cloudFor } from "../cloud/index.ts";
import { db } from "../db/client.ts";
import { factsOfRow, storeClusters } from "../inventory/store.ts";
import { discoverConnector } from "../recommendations/discover-connector.ts";
import { openPortal, type Portal } from "../testing.ts";
import { syncConnectors } from "./sync.ts";
import { type ConnectedAccount, connectAccount } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000 });

let portal: Portal;
let account: ConnectedAccount;
let cloud: AzureCloud;
beforeAll(async () => {
  portal = await openPortal();
  account = await connectAccount(portal);
  cloud = cloudFor({ kind: "portal" });
  await syncConnectors(cloud);
}, 60_000);
afterAll(() => portal?.close());

const known = () => db().connector.findUnique({ where: { id: account.connectorId } });
const read = () => discoverConnector({ connectorId: account.connectorId, refresh: false });

test("a reading in which no cluster has left leaves the twins of other connectors alone", async () => {
  await read();
  const [one] = await db().cluster.findMany({ where: { connectorId: account.connectorId } });
  if (!one) throw new Error("The account has no cluster.");
  const id = `${one.id}-2`;
  const other = { ...factsOfRow(one), id, armId: id, name: "other", connectorId: "/other" };
  await db().$transaction((tx) => storeClusters(tx, [other], new Date()));
  // What would be taken from it, were it looked at: it has no twin.
  await db().cluster.update({ where: { id }, data: { agentVersion: "1.2.3" } });
  await read();
  const seen = await db().cluster.findUniqueOrThrow({ where: { id } });
  expect(seen.agentVersion).toBe("1.2.3");
});

test("a connector of GitHub, which names no account, keeps no other from being read", async () => {
  const other = await connectAccount(portal, { account: "northwind-lab", name: "github" });
  const properties = {
    environmentName: "Github",
    environmentData: { environmentType: "GithubScope" },
  };
  portal.changeState(
    "UPDATE resource SET body = json_set(body, '$.properties', json(?)) WHERE id_key = ?",
    JSON.stringify(properties),
    other.connectorId,
  );
  await syncConnectors(cloud);
  expect(await known()).not.toBeNull();
  expect(await db().connector.findUnique({ where: { id: other.connectorId } })).toBeNull();
});

test("a connector that Azure's lagging list does not name yet stays, and one that is gone leaves", async () => {
  const lagging: AzureCloud = { ...cloud, connectors: async function* () {} };
  await syncConnectors(lagging);
  expect(await known()).toMatchObject({ externalId: account.externalId });

  await portal.sandbox.arm("DELETE", `${account.connectorId}?api-version=2024-08-01-preview`);
  await syncConnectors(lagging);
  expect(await known()).toBeNull();
});
