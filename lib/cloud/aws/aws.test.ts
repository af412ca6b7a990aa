import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { storedAccess } from "../../connectors/access.ts";
import { type ConnectedAccount, connectAccount } from "../../connectors/testing.ts";
import { discoverEstate } from "../../recommendations/discover.ts";
import { openPortal, type Portal } from "../../testing.ts";
import type { ConnectorAccess, NeededRights } from "../cloud.ts";
import { connectorCloudFor } from "../index.ts";

vi.setConfig({ testTimeout: 60_000 });

let portal: Portal;
let account: ConnectedAccount;
let access: ConnectorAccess;
beforeAll(async () => {
  portal = await openPortal();
  account = await connectAccount(portal);
  await discoverEstate();
  access = (await storedAccess(account.connectorId)) as ConnectorAccess;
}, 120_000);
afterAll(() => portal?.close());

const cloud = (more: Partial<ConnectorAccess> = {}) =>
  connectorCloudFor({ ...access, ...more }, { sessionName: "a test" });
const role = (name: string) => `arn:aws:iam::${account.accountId}:role/${name}`;
const needed = (...actions: string[]): NeededRights[] => [
  { holder: "BreakwaterContainersRole", id: role("BreakwaterContainersRole"), actions },
];

test("E13: the portal comes into the account by its own token and the connector's ExternalId", async () => {
  const reading = await cloud().readAccess(needed("eks:DescribeCluster", "eks:DeleteCluster"));
  expect(reading).toEqual({
    identity: `arn:aws:sts::${account.accountId}:assumed-role/BreakwaterContainersRole/a-test`,
    template: "0123456789ab",
    rights: [
      { holder: "BreakwaterContainersRole", action: "", found: true },
      { holder: "BreakwaterContainersRole", action: "eks:DescribeCluster", found: true },
      { holder: "BreakwaterContainersRole", action: "eks:DeleteCluster", found: false },
    ],
    fault: null,
  });
});
