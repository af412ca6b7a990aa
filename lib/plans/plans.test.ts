import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import type { FaultRecord } from "../cloud/faults.ts";
import { db } from "../db/client.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { openPortal, type Portal, SUBSCRIPTION, until, type Worker } from "../testing.ts";
import type { ComponentId } from "./catalog.ts";
import { ALL_OFF, ALL_ON, type PlanChoice } from "./choice.ts";
import { previewPlan } from "./preview.ts";
import { pushPlan } from "./push-plan.ts";
import { containersPlan } from "./queries.ts";
import { savePlan } from "./save-plan.ts";

const API_VERSION = "api-version=2024-01-01";

let portal: Portal;
let olivia: Person;
let worker: Worker;
beforeAll(async () => {
  portal = await openPortal();
  olivia = await portal.signIn("olivia.owner");
  worker = portal.startWorker();
});
afterAll(() => portal?.close());
beforeEach(async () => {
  await portal.sandbox.control("faults", undefined, "DELETE");
  await portal.sandbox.control("effects", undefined, "DELETE");
});

function pricingPath(subscriptionId: string, plan = "Containers"): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Security/pricings/${plan}`;
}

/** The plan as the cloud has it. */
async function atTheCloud(subscriptionId: string) {
  const path = `${pricingPath(subscriptionId)}?${API_VERSION}`;
  const { properties } = (await portal.sandbox.arm("GET", path)).body;
  const extensions: { name: string; isEnabled: string }[] = properties.extensions ?? [];
  return {
    tier: String(properties.pricingTier),
    extension: (name: string) => extensions.find((one) => one.name === name),
  };
}

/** Somebody changes one extension at the cloud, without the portal. */
async function changeAtTheCloud(subscriptionId: string, extension: object, plan?: string) {
  const path = `${pricingPath(subscriptionId, plan)}?${API_VERSION}`;
  const properties = { pricingTier: "Standard", extensions: [extension] };
  const answer = await portal.sandbox.arm("PUT", path, { body: { properties } });
  expect(answer.status).toBe(200);
}

async function pageOf(person: Person, subscriptionId: string) {
  const page = await containersPlan(person, subscriptionId);
  if (!page) throw new Error("There is no plan to see.");
  return page;
}

function without(choice: PlanChoice, ...off: ComponentId[]): PlanChoice {
  const turned = Object.fromEntries(off.map((id) => [id, false]));
  return { on: true, components: { ...choice.components, ...turned } };
}

async function save(
  person: Person,
  subscriptionId: string,
  choice: PlanChoice,
  baseline?: string,
): Promise<string> {
  const seen = baseline ?? (await pageOf(person, subscriptionId)).fingerprint;
  const input = { subscriptionId, baseline: seen, choice, replaceLegacy: false };
  return (await savePlan(input, person)).wishId;
}

/** Waits until the wish has come to its end and answers it. */
async function ended(wishId: string) {
  const read = () => db().planWish.findUniqueOrThrow({ where: { id: wishId } });
  await until("the plan's change has ended", async () =>
    ["applied", "conflict", "failed"].includes((await read()).state),
  );
  return read();
}

async function changesOf(subscriptionId: string): Promise<number> {
  const { byResource } = await portal.effects();
  const kinds = byResource[pricingPath(subscriptionId).toLowerCase()] ?? {};
  return Object.values(kinds).reduce((sum, count) => sum + count, 0);
}

test("a plan whose worker is killed after Azure took it and before that was written down is applied once", async () => {
  const { payments } = SUBSCRIPTION;
  await portal.sandbox.control("faults", {
    match: { method: "PUT", pathContains: "/pricings/containers" },
    fault: { kind: "accept-then-hang", seconds: 60 },
    times: 1,
  });
  const wishId = await save(olivia, payments, ALL_ON);
  await until("Azure took the plan", async () => (await changesOf(payments)) === 1);
  await worker.kill();
  expect((await db().planWish.findUniqueOrThrow({ where: { id: wishId } })).state).toBe("applying");

  worker = portal.startWorker();
  expect((await ended(wishId)).state).toBe("applied");
  expect(await changesOf(payments)).toBe(1);
  expect((await pageOf(olivia, payments)).applied).toEqual(ALL_ON);
  const judged = { recommendationId: "aksDefenderProfile", subscriptionId: payments };
  expect(
    await db().assessment.count({ where: { ...judged, status: "unhealthy" } }),
  ).toBeGreaterThan(0);
  expect(await db().assessment.count({ where: { ...judged, reason: "planOff" } })).toBe(0);
});

test("what the cloud returned and we do not know goes back as it came", async () => {
  const { shipping } = SUBSCRIPTION;
  await changeAtTheCloud(shipping, {
    name: "AgentlessDiscoveryForKubernetes",
    isEnabled: "True",
    additionalExtensionProperties: { FromTomorrow: { level: 3 } },
  });
  await discoverEstate();
  const { applied } = await pageOf(olivia, shipping);
  const choice = without(applied, "defenderSensor");
  const preview = await previewPlan(
    { subscriptionId: shipping, choice, replaceLegacy: false },
    olivia,
  );
  expect(JSON.stringify(preview.calls[0]?.call.body)).toContain('"FromTomorrow":{"level":3}');

  expect((await ended(await save(olivia, shipping, choice))).state).toBe("applied");
  const { extension } = await atTheCloud(shipping);
  expect(extension("ContainerSensor")).toMatchObject({ isEnabled: "False" });
  expect(extension("AgentlessDiscoveryForKubernetes")).toMatchObject({
    isEnabled: "True",
    additionalExtensionProperties: { FromTomorrow: { level: 3 } },
  });
});

test("a plan that Azure refuses because another write runs is saved when that has ended", async () => {
  const { shipping } = SUBSCRIPTION;
  const path = `${pricingPath(shipping)}?${API_VERSION}`;
  await portal.sandbox.control("faults", {
    match: { method: "PUT", resourceId: pricingPath(shipping).toLowerCase() },
    fault: { kind: "status", status: 409, code: "Conflict", message: "Another update runs." },
    times: 2,
  });
  const { applied } = await pageOf(olivia, shipping);
  const wish = await ended(await save(olivia, shipping, without(applied, "registryAccess")));
  expect(wish.state).toBe("applied");
  const requests = (await portal.sandbox.control("requests?limit=500", undefined, "GET")) as {
    method: string;
    url: string;
    status: number;
  }[];
  const puts = requests.filter(({ method, url }) => method === "PUT" && url === path);
  expect(puts.slice(-3).map(({ status }) => status)).toEqual([409, 409, 200]);
  expect(await changesOf(shipping)).toBe(1);
});

test("of two admins who save at once one is refused, and nothing is overwritten unseen", async () => {
  const { retail } = SUBSCRIPTION;
  const carlos = await portal.signIn("carlos.contributor");
  const { fingerprint, applied } = await pageOf(olivia, retail);
  const hers = { on: true, components: { ...applied.components, agentlessDiscovery: true } };
  const his = without(applied, "defenderSensor");
  const answers = await Promise.allSettled([
    save(olivia, retail, hers, fingerprint),
    save(carlos, retail, his, fingerprint),
  ]);
  const [won] = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  const lost = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
  expect(lost).toEqual([expect.objectContaining({ code: "conflict" })]);
  const wish = await ended(won ?? "");
  expect(wish.state).toBe("applied");
  const wanted = wish.personId === olivia.id ? hers : his;
  expect((await pageOf(olivia, retail)).applied).toEqual(wanted);

  const late = save(carlos, retail, his, fingerprint);
  await expect(late).rejects.toMatchObject({ code: "conflict" });
  expect((await pageOf(olivia, retail)).applied).toEqual(wanted);
});

test("a change that was made at the cloud after the page was read is a conflict, and stays", async () => {
  const { retail } = SUBSCRIPTION;
  const { fingerprint, applied } = await pageOf(olivia, retail);
  const sensor = (await atTheCloud(retail)).extension("ContainerSensor");
  const isEnabled = sensor?.isEnabled === "True" ? "False" : "True";
  await changeAtTheCloud(retail, { name: "ContainerSensor", isEnabled });
  await portal.sandbox.control("effects", undefined, "DELETE");

  const vulnerability = !applied.components.registryAccess;
  const wanting = ({ components }: PlanChoice) => ({
    on: true,
    components: { ...components, registryAccess: vulnerability },
  });
  const wish = await ended(await save(olivia, retail, wanting(applied), fingerprint));
  expect(wish.state).toBe("conflict");
  expect(wish.fault as unknown as FaultRecord).toMatchObject({
    kind: "changed",
    code: "PlanChanged",
  });
  expect(await changesOf(retail)).toBe(0);
  // The page now shows what is there, so that the person can choose again with open eyes.
  const now = await pageOf(olivia, retail);
  expect(now.applied.components.defenderSensor).toBe(isEnabled === "True");
  const again = await ended(await save(olivia, retail, wanting(now.applied)));
  expect(again.state).toBe("applied");
});

test("a Security Admin changes the plan, and can't touch what Azure Policy provisions", async () => {
  const { shipping } = SUBSCRIPTION;
  const sana = await portal.signIn("sana.secadmin");
  const { applied, mayNot } = await pageOf(sana, shipping);
  expect(mayNot).toEqual({ plans: null, policies: expect.stringContaining("Owner") });
  const policy = !applied.components.azurePolicy;
  const foreign = { on: true, components: { ...applied.components, azurePolicy: policy } };
  await expect(save(sana, shipping, foreign)).rejects.toMatchObject({ code: "forbidden" });
  expect(
    (await ended(await save(sana, shipping, without(applied, "agentlessDiscovery")))).state,
  ).toBe("applied");
});

test("S7, A22: turning the plan off removes nothing from clusters", async () => {
  const { shipping } = SUBSCRIPTION;
  const list = `/subscriptions/${shipping}/providers/Microsoft.ContainerService/managedClusters?api-version=2024-09-01`;
  const profiles = async () =>
    (await portal.sandbox.arm("GET", list)).body.value.map(
      (cluster: { id: string; properties: { securityProfile?: object } }) => [
        cluster.id,
        cluster.properties.securityProfile ?? null,
      ],
    );
  const before = await profiles();
  expect(JSON.stringify(before)).toContain('"enabled":true');
  expect((await ended(await save(olivia, shipping, ALL_OFF))).state).toBe("applied");
  expect((await atTheCloud(shipping)).tier).toBe("Free");
  expect(await profiles()).toEqual(before);
  const changed = Object.keys((await portal.effects()).byResource);
  expect(changed.filter((id) => id.includes("/managedclusters/"))).toEqual([]);
});

test("a run that had been thought dead writes no plan once another run has ended the wish", async () => {
  const { retail } = SUBSCRIPTION;
  await worker.kill();
  const { applied } = await pageOf(olivia, retail);
  const wishId = await save(olivia, retail, without(applied, "defenderSensor"));
  await portal.sandbox.control("faults", {
    match: { method: "GET", pathContains: "/pricings/containers" },
    fault: { kind: "slow", seconds: 2 },
    times: 1,
  });
  const late = pushPlan(wishId, () => Promise.resolve());
  await until("the late run looks", async () => (await stateOf(wishId)) === "applying");
  await db().planWish.update({ where: { id: wishId }, data: { state: "failed" } });
  expect(await late).toBe("done");
  expect(await changesOf(retail)).toBe(0);
  expect(await stateOf(wishId)).toBe("failed");
});

async function stateOf(wishId: string): Promise<string> {
  return (await db().planWish.findUniqueOrThrow({ where: { id: wishId } })).state;
}
