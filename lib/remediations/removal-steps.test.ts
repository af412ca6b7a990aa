import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION, until, type Worker } from "../testing.ts";
import { bellOf } from "./bell.ts";
import { chosenOf, type RemovalPlan } from "./choice.ts";
import { previewFix } from "./preview.ts";
import { stepsOf } from "./queries.ts";
import { startRemediation } from "./start.ts";
import { cancelRemediation } from "./steer.ts";
import { steerStep } from "./steer-step.ts";
import { countIn, SENSOR, tasksOf, untilFinished } from "./testing.ts";

const ALL = { kind: "all" as const, filter: { subscription: [SUBSCRIPTION.shipping] } };
const PLAN_WRITE = { method: "PUT", pathContains: "/pricings/Containers" };

let portal: Portal;
let olivia: Person;
let carlos: Person;
let worker: Worker | undefined;
beforeAll(async () => {
  portal = await openPortal();
  olivia = await portal.signIn("olivia.owner");
  carlos = await portal.signIn("carlos.contributor");
});
afterAll(() => portal?.close());
beforeEach(async () => {
  await worker?.kill();
  worker = undefined;
  await portal.sandbox.control("faults", undefined, "DELETE");
  await portal.sandbox.control("effects", undefined, "DELETE");
});

async function planOf(person: Person): Promise<RemovalPlan> {
  const request = { recommendationId: SENSOR, verb: "remove" as const, selection: ALL };
  const { removal } = await previewFix(request, person);
  if (!removal) throw new Error("The preview of a removal has no plan.");
  return removal;
}

/** Removes the sensor everywhere in the subscription, after its plan's component is turned off. */
async function removeAll(person: Person) {
  const plan = await planOf(person);
  const steps = chosenOf(plan, {
    steps: new Set([`planComponent ${SUBSCRIPTION.shipping}`]),
    exclude: false,
  });
  expect(steps).toHaveLength(1);
  return startRemediation(
    { recommendationId: SENSOR, verb: "remove", selection: ALL, steps },
    person,
  );
}

async function containersPlan() {
  const where = { subscriptionId: SUBSCRIPTION.shipping, name: "Containers" };
  const { document } = await db().plan.findUniqueOrThrow({ where: { subscriptionId_name: where } });
  const { extensions } = document as unknown as {
    extensions: { name: string; isEnabled: string }[];
  };
  return Object.fromEntries(extensions.map(({ name, isEnabled }) => [name, isEnabled]));
}

test("A22: the planner names whom each step touches, what stays, and the exact call", async () => {
  const { causes, exclusion, stays } = await planOf(olivia);
  const [plan] = causes;
  expect(causes).toHaveLength(1);
  expect(plan?.title).toContain("The component Defender sensor is on in the Containers plan");
  const [off] = plan?.steps ?? [];
  expect(off).toMatchObject({ kind: "planComponent", lacks: null, recommended: false });
  expect(off?.affects).toMatch(/other clusters of Shipping operations no longer get it/);
  expect(off?.change?.call?.method).toBe("PUT");
  expect(exclusion).toMatchObject({ recommended: true, lacks: null });
  expect(stays.join(" ")).toContain("The Containers plan stays on");
});

test("a step that Azure refuses stops before any cluster, and its owner alone tries it again or skips it", async () => {
  await portal.sandbox.control("faults", {
    match: PLAN_WRITE,
    fault: { kind: "status", status: 400, code: "InvalidRequest", message: "Not on a Friday." },
    times: 2,
  });
  worker = portal.startWorker();
  const { remediationId, total } = await removeAll(olivia);
  const state = async () => (await stepsOf(remediationId))[0]?.state;
  await until("the step has failed", async () => (await state()) === "failed");
  const [step] = await stepsOf(remediationId);
  expect(step?.fault).toMatchObject({ code: "InvalidRequest", message: "Not on a Friday." });
  expect(await countIn(remediationId, "queued")).toBe(total);
  expect((await bellOf(olivia))[0]).toMatchObject({ id: remediationId, state: "failed" });
  const named = { remediationId, stepId: step?.id ?? "" };
  await expect(steerStep({ ...named, act: "skip" }, carlos)).rejects.toMatchObject({
    code: "forbidden",
  });
  await steerStep({ ...named, act: "retry" }, olivia);
  await until("the step has failed again", async () => {
    const failures = await db().auditEntry.count({
      where: { action: "remediations.take-away", outcome: "failed" },
    });
    return failures === 2 && (await state()) === "failed";
  });
  expect(await cancelRemediation(remediationId, olivia)).toEqual({ count: total });
  expect(await state()).toBe("cancelled");
  await expect(steerStep({ ...named, act: "retry" }, olivia)).rejects.toMatchObject({
    code: "conflict",
  });
  expect((await portal.effects()).byResource).toEqual({});
});

test("a step that waits for a busy Azure sends nothing once its removal is cancelled", async () => {
  await portal.sandbox.control("faults", {
    match: PLAN_WRITE,
    fault: { kind: "status", status: 409, code: "Conflict", retryAfterSeconds: 1 },
  });
  worker = portal.startWorker();
  const { remediationId, total } = await removeAll(olivia);
  const step = async () => (await stepsOf(remediationId))[0];
  await until("Azure has refused once", async () => (await step())?.fault !== null);
  expect(await cancelRemediation(remediationId, olivia)).toEqual({ count: total });
  await portal.sandbox.control("faults", undefined, "DELETE");
  await until("the step has ended", async () => (await step())?.state !== "running");
  expect((await step())?.state).toBe("cancelled");
  expect((await portal.effects()).byResource).toEqual({});
});

test("what the planner does not offer, or the person may not do, is refused and nothing begins", async () => {
  const selection = ALL;
  const start = (target: string, person: Person) =>
    startRemediation(
      {
        recommendationId: SENSOR,
        verb: "remove",
        selection,
        steps: [{ kind: "planComponent", target }],
      },
      person,
    );
  await expect(start(SUBSCRIPTION.payments, olivia)).rejects.toMatchObject({ code: "conflict" });
  const before = await db().remediation.count();
  const mira = await portal.signIn("mixed.mira");
  await expect(start(SUBSCRIPTION.shipping, mira)).rejects.toMatchObject({ code: "forbidden" });
  expect(await db().remediation.count()).toBe(before);
});

test("R12, S8: from Arc-enabled clusters the extension goes just after the tag has come", async () => {
  worker = portal.startWorker();
  const { remediationId } = await startRemediation(
    {
      recommendationId: "arcDefenderExtension",
      verb: "remove",
      selection: ALL,
      options: { exclude: true },
    },
    olivia,
  );
  await untilFinished(remediationId);
  const removed = (await tasksOf(remediationId)).filter(({ state }) => state === "fixed");
  expect(removed.length).toBeGreaterThan(0);
  for (const { clusterId, intent } of removed) {
    expect(intent).toMatchObject({ first: { method: "PATCH" }, call: { method: "DELETE" } });
    const { excludedBy, extensions } = await db().cluster.findUniqueOrThrow({
      where: { id: clusterId },
    });
    expect(excludedBy).toBe("ms_defender_container_exclude_sensors");
    expect(JSON.stringify(extensions)).not.toContain("microsoft.azuredefender.kubernetes");
  }
});

test("S7: killed between its step and its tasks, a removal turns the component off once and removes the rest", async () => {
  await portal.sandbox.control("faults", {
    match: PLAN_WRITE,
    fault: { kind: "accept-then-hang", seconds: 60 },
    times: 1,
  });
  worker = portal.startWorker();
  const { remediationId, total } = await removeAll(olivia);
  const plans = async () =>
    Object.entries((await portal.effects()).byResource).filter(([id]) => id.includes("/pricings/"));
  await until("Azure has taken the change", async () => (await plans()).length > 0);
  expect((await stepsOf(remediationId))[0]?.state).toBe("running");
  expect(await countIn(remediationId, "queued")).toBe(total);
  await worker.kill();

  worker = portal.startWorker();
  await until("the step is done", async () => {
    return (await stepsOf(remediationId))[0]?.state === "done";
  });
  await worker.kill();
  worker = portal.startWorker();
  await untilFinished(remediationId);
  const ends = (await tasksOf(remediationId)).map(({ state }) => state);
  expect(ends.filter((end) => end === "fixed").length).toBeGreaterThan(0);
  expect(await plans()).toEqual([[expect.stringContaining("/pricings/containers"), { put: 1 }]]);
  const { ContainerSensor, ...others } = await containersPlan();
  expect(ContainerSensor).toBe("False");
  expect(new Set(Object.values(others))).toEqual(new Set(["True"]));
  const entries = await db().auditEntry.findMany({
    where: { action: "remediations.take-away", outcome: "done" },
  });
  expect(entries.map(({ actor, summary }) => [actor, summary])).toEqual([
    [olivia.displayName, "Turn the component Defender sensor off on Shipping operations."],
  ]);
}, 120_000);
