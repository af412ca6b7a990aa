import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { auditPage } from "../audit/queries.ts";
import { db } from "../db/client.ts";
import { openPortal, type Portal } from "../testing.ts";
import { clustersNamed, lastReport, type NetworkCluster, privateLinkChecklist } from "./queries.ts";
import { saveReport } from "./save-report.ts";

let portal: Portal;
let olivia: Person;
let sana: Person;
let nora: Person;

beforeAll(async () => {
  portal = await openPortal();
  olivia = await portal.signIn("olivia.owner");
  sana = await portal.signIn("sana.secadmin");
  nora = await portal.signIn("nora.norights");
});
afterAll(() => portal.close());

async function named(name: string): Promise<NetworkCluster> {
  const [found] = await clustersNamed(olivia, name);
  if (!found) throw new Error(`The estate has no ${name}.`);
  return found;
}

async function checklist(person: Person, cluster: NetworkCluster) {
  const { items, scope } = await privateLinkChecklist(person, cluster);
  return { scope, states: items.map(({ state }) => state), words: items.map(({ words }) => words) };
}

function printed(exit: number): string {
  return [
    { breakwater: 1, cloud: "public", type: "aks", region: "westeurope" },
    {
      ...{ id: "policy-data.public", host: "data.policy.core.windows.net", port: 443, exit },
      ...{ ip: "", resolved: 0, connected: 0, secured: exit ? 0 : 0.1, total: 1, proxy: "000" },
    },
    { checked: 1 },
  ]
    .map((line) => JSON.stringify(line))
    .join("\n");
}

test("S5: a cluster whose private link is as the article asks meets all four conditions", async () => {
  const cluster = await named("aks-pay-reconciliation-prod-eus2");
  const found = await checklist(olivia, cluster);
  expect(found).toMatchObject({ scope: "ampls-payments", states: ["met", "met", "met", "met"] });
});

test("S5: where nothing is as it should be, each condition says what is missing", async () => {
  const cluster = await named("aks-terminal-rotterdam");
  const { scope, states, words } = await checklist(olivia, cluster);
  expect(scope).toBe("ampls-terminals");
  expect(states).toEqual(["notMet", "notMet", "notMet", "notMet"]);
  expect(words[0]).toContain("Container insights is off");
  expect(words[1]).toContain("PrivateOnly");
  expect(words[2]).toContain("is no resource of ampls-terminals");
  expect(words[3]).toContain("Pending, not Approved");
});

test("S5: the checklist follows the configuration: what is taken away in Azure is missing at the next look", async () => {
  const cluster = await named("aks-pay-reconciliation-prod-eus2");
  const group = `/subscriptions/${cluster.subscriptionId}/resourceGroups/rg-network/providers`;
  const endpoint = `${group}/Microsoft.Network/privateEndpoints/pe-ampls-payments`;
  const zones = `${endpoint}/privateDnsZoneGroups/default?api-version=2023-11-01`;
  const kept = await portal.sandbox.arm("GET", zones);
  await portal.sandbox.arm("DELETE", zones);
  const { states, words } = await checklist(olivia, cluster);
  expect(states).toEqual(["met", "met", "met", "notMet"]);
  expect(words[3]).toContain("privatelink.ods.opinsights.azure.");
  await portal.sandbox.arm("PUT", zones, { body: kept.body });
  expect((await checklist(olivia, cluster)).states[3]).toBe("met");
});

test("S5: who may not read the configuration is told which role is missing, and nothing is called unmet", async () => {
  const cluster = await named("aks-pay-reconciliation-prod-eus2");
  const { states, words } = await checklist(sana, cluster);
  expect(states.every((state) => state === "unknown")).toBe(true);
  expect(words[0]).toContain("you need the role Reader there");
});

test("S3: a report from inside of a cluster is kept with who brought it, and stands in the audit log", async () => {
  const cluster = await named("aks-loyalty-prod");
  expect(await lastReport(olivia, cluster.id)).toBeNull();
  await saveReport({ clusterId: cluster.id, text: printed(0) }, olivia);
  await saveReport({ clusterId: cluster.id, text: printed(28) }, olivia);
  expect(await lastReport(olivia, cluster.id)).toMatchObject({
    person: olivia.displayName,
    cloud: "public",
    unreachable: 1,
    results: [{ id: "policy-data.public", connected: false }],
  });
  const { rows } = await auditPage(olivia, { action: ["network.report"] });
  expect(rows[0]).toMatchObject({ resourceName: cluster.name, actor: olivia.displayName });
});

test("only the last ten reports of a cluster are kept", async () => {
  const cluster = await named("aks-shop-br-prod");
  for (let run = 0; run < 12; run++) {
    await saveReport({ clusterId: cluster.id, text: printed(run === 11 ? 6 : 0) }, olivia);
  }
  expect(await db().networkReport.count({ where: { clusterId: cluster.id } })).toBe(10);
  expect(await lastReport(olivia, cluster.id)).toMatchObject({ unreachable: 1 });
});

test("who can't see a cluster finds none, reads no report of it and stores none", async () => {
  const cluster = await named("aks-loyalty-prod");
  expect(await clustersNamed(nora, "aks")).toEqual([]);
  expect(await lastReport(nora, cluster.id)).toBeNull();
  await expect(saveReport({ clusterId: cluster.id, text: printed(0) }, nora)).rejects.toThrow(
    "There is no such cluster",
  );
});
