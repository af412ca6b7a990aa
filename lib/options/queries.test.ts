import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { optionsQueryOf } from "./list-query.ts";
import { optionFile, optionsFor } from "./queries.ts";
import { workspaceIn } from "./testing.ts";

let portal: Portal;
let owner: Person;
let mira: Person;

beforeAll(async () => {
  portal = await openPortal();
  [owner, mira] = await Promise.all([portal.signIn("olivia.owner"), portal.signIn("mixed.mira")]);
});

afterAll(() => portal.close());

const asked = (person: Person, query: string) =>
  optionsFor(person, optionsQueryOf(new URLSearchParams(query)));
const names = ({ targets }: Awaited<ReturnType<typeof asked>>) => targets.map(({ name }) => name);

test("without a selection, a task is written for the clusters that it is for", async () => {
  const where = `component=aksSensor&subscription=${SUBSCRIPTION.shipping}`;
  const [deploy, remove, verify] = await Promise.all(
    ["deploy", "remove", "verify"].map((task) => asked(owner, `${where}&task=${task}`)),
  );
  expect(deploy?.total).toBeGreaterThan(0);
  expect(remove?.total).toBeGreaterThan(0);
  expect(verify?.total).toBe((deploy?.total ?? 0) + (remove?.total ?? 0));
});

test("names stand as the cloud spells them, with the workspace that a fix would take", async () => {
  // The plan must be on for the recommendation to apply; the cluster is meant whatever its state.
  const { targets } = await asked(
    owner,
    `cluster=${encodeURIComponent(await clusterId("Pay_Settlement_EOD"))}`,
  );
  expect(targets).toEqual([
    expect.objectContaining({
      name: "Pay_Settlement_EOD",
      resourceGroup: "RG-Payments-Settlement",
      workspace: {
        id: `/subscriptions/${SUBSCRIPTION.payments}/resourceGroups/DefaultResourceGroup-SUK/providers/Microsoft.OperationalInsights/workspaces/DefaultWorkspace-${SUBSCRIPTION.payments}-SUK`,
        isDefault: true,
      },
    }),
  ]);
});

test("a chosen workspace is every cluster's, and a text that is none is said to be none", async () => {
  const query = `component=aksSensor&subscription=${SUBSCRIPTION.shipping}`;
  const workspace = workspaceIn("rg-logs", "law-shop");
  const chosen = await asked(owner, `${query}&workspace=${workspace}`);
  expect(new Set(chosen.targets.map((target) => target.workspace?.id))).toEqual(
    new Set([workspace]),
  );
  const wrong = optionsQueryOf(new URLSearchParams({ workspace: "law'; touch canary" }));
  expect([wrong.workspaceId, wrong.wrong]).toEqual([null, [expect.stringContaining("not used")]]);
});

test("selected assessments mean their clusters, also for another component", async () => {
  const [assessment] = await db().assessment.findMany({
    where: { recommendationId: "aksDefenderProfile", status: "unhealthy" },
    take: 1,
  });
  const query = `assessment=${assessment?.id}&component=`;
  expect(names(await asked(owner, `${query}aksSensor`))).toEqual([assessment?.clusterName]);
  expect(names(await asked(owner, `${query}aksPolicyAddon`))).toEqual([assessment?.clusterName]);
  expect(names(await asked(owner, `${query}arcDefenderExtension`))).toEqual([]);
});

test("clusters in the address that can't be read, or are too many, never stand for all clusters", async () => {
  const where = `component=aksSensor&task=remove`;
  const { wrong } = optionsQueryOf(new URLSearchParams(`${where}&assessment=not-an-id`));
  expect(wrong).toEqual([expect.stringContaining("1 of the clusters")]);
  expect((await asked(owner, `${where}&assessment=not-an-id`)).targets).toEqual([]);
  expect((await asked(owner, `${where}&cluster=`)).targets).toEqual([]);
  expect((await asked(owner, `${where}&subscription=not-an-id`)).targets).toEqual([]);
  const [one] = await db().assessment.findMany({
    where: { recommendationId: "aksDefenderProfile", status: "healthy" },
    take: 1,
  });
  const strangers = Array.from({ length: 1_001 }, () => `&assessment=${crypto.randomUUID()}`);
  const many = await asked(owner, `${where}&assessment=${one?.id}${strangers.join("")}`);
  expect(names(many)).toEqual([one?.clusterName]);
});

test("nobody gets a file with clusters that they can't see, by no way of asking", async () => {
  const hidden = await clusterId("aks-pay-ledger-prod-weu-01");
  const query = optionsQueryOf(new URLSearchParams({ cluster: hidden, component: "aksSensor" }));
  expect((await optionsFor(mira, query)).targets).toEqual([]);
  expect(await optionFile(mira, query, "deploy-aks-sensor.sh")).toBeUndefined();
  expect((await optionFile(owner, query, "deploy-aks-sensor.sh"))?.text).toContain(
    "aks-pay-ledger-prod-weu-01",
  );
});

test("the Arc-enabled clusters of the estate are written for by their own names and paths", async () => {
  const { targets, output } = await asked(
    owner,
    `component=arcPolicyExtension&language=rest&subscription=${SUBSCRIPTION.shipping}`,
  );
  expect(targets.length).toBeGreaterThan(0);
  if ("cannot" in output) throw new Error(output.cannot);
  for (const { armId } of targets) expect(output.files[0]?.text).toContain(armId);
});

async function clusterId(name: string): Promise<string> {
  const [cluster] = await db().cluster.findMany({ where: { name } });
  if (!cluster) throw new Error(`There is no cluster ${name}.`);
  return cluster.id;
}
