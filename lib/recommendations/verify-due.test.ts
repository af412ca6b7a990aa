import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Person } from "../access/model.ts";
import { connectorPage } from "../connectors/queries.ts";
import { type ConnectedAccount, connectAccount } from "../connectors/testing.ts";
import { db } from "../db/client.ts";
import { openPortal, type Portal, until } from "../testing.ts";
import { discoverEstate } from "./discover.ts";

vi.setConfig({ testTimeout: 120_000 });

let portal: Portal;
let account: ConnectedAccount;
let owner: Person;
beforeAll(async () => {
  portal = await openPortal({}, { clusters: 0, connectors: true });
  account = await connectAccount(portal, { account: "northwind-dev" });
  owner = await portal.signIn("olivia.owner");
}, 120_000);
afterAll(() => portal?.close());

async function rowOf(name: string) {
  const { rows } = await connectorPage(owner, {});
  const row = rows.find((one) => one.name === name);
  if (!row) throw new Error(`There is no connector ${name}.`);
  return row;
}
const stored = (id: string) => db().connector.findUniqueOrThrow({ where: { id } });

/** Lets so many hours pass since a connector was looked at last. */
async function growOld(id: string, hours: number): Promise<void> {
  const verifiedAt = new Date(Date.now() - hours * 3_600_000);
  await db().connector.update({ where: { id }, data: { verifiedAt } });
}

test("E13, G12: every connector with the plan is verified by discovery, without anybody pressing a button", async () => {
  portal.startWorker();
  await until("all are verified", async () => {
    const left = await db().connector.count({ where: { containers: true, verifiedAt: null } });
    return left === 0 && (await db().connector.count()) >= 3;
  });
  const { rows } = await connectorPage(owner, {});
  expect(rows.map(({ health }) => health)).not.toContain("unverified");
  const found = await stored(account.connectorId);
  expect(found.access).toMatchObject({ identity: expect.stringContaining("assumed-role") });
});

test("E13: a role that was deleted in AWS turns its connector to not connected, in AWS's own words", async () => {
  const before = (await stored(account.connectorId)).verifiedAt;
  await discoverEstate();
  expect((await stored(account.connectorId)).verifiedAt).toEqual(before);

  const role = { RoleName: "BreakwaterContainersRole" };
  await account.iam.deleteRolePolicy({ ...role, PolicyName: "may" });
  await account.iam.deleteRole(role);
  await growOld(account.connectorId, 25);
  await discoverEstate();
  await until("it is found", async () => (await rowOf("aws-dev")).health === "unreachable");
  const { access } = await stored(account.connectorId);
  expect(access).toMatchObject({
    fault: { kind: "forbidden", code: "AccessDenied", requestId: expect.stringMatching(/\S/) },
  });
});

test("G12: a binding that was removed in Google Cloud turns its connector to not connected", async () => {
  const gcp = (await connectorPage(owner, { cloud: ["gcp"] })).rows[0];
  if (!gcp) throw new Error("There is no GCP connector.");
  await until("its clusters are read", async () => (await rowOf(gcp.name)).clusters > 0);
  expect((await rowOf(gcp.name)).health).not.toBe("unreachable");
  const project = portal.sandbox.gcp.projects.find(({ projectId }) => projectId === gcp.projectId);
  const member = `breakwater-portal@${gcp.projectId}.iam.gserviceaccount.com`;
  const address = `${portal.sandbox.gcpUrl}/v1/projects/${gcp.projectId}/serviceAccounts/${member}`;
  const headers = {
    authorization: `Bearer ${project?.accessToken}`,
    "content-type": "application/json",
  };
  const answer = await fetch(`${address}:setIamPolicy`, {
    method: "POST",
    headers,
    body: JSON.stringify({ policy: { bindings: [] } }),
  });
  expect(answer.status).toBe(200);
  await growOld(gcp.id, 25);
  await discoverEstate();
  await until("it is found", async () => (await rowOf(gcp.name)).health === "unreachable");
  expect((await stored(gcp.id)).access).toMatchObject({ fault: { kind: "forbidden" } });
});
