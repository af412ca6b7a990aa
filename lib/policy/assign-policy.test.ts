import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { SENSOR_POLICIES } from "../workspaces/model.ts";
import { assignPolicy } from "./assign-policy.ts";
import { removeAssignment, saveAssignment } from "./save-assignment.ts";

const RETAIL = `/subscriptions/${SUBSCRIPTION.retail}`;
const INPUT = {
  definition: SENSOR_POLICIES.aks,
  assignmentId: null,
  choice: {
    scope: RETAIL,
    notScopes: [],
    displayName: "Custom workspace",
    description: "",
    enforced: true,
    parameters: {},
    region: "westeurope",
    remediate: false,
  },
};

// No worker runs here: each test plays the workers itself.
let portal: Portal;
let owner: Person;
beforeAll(async () => {
  portal = await openPortal();
  owner = await portal.signIn("olivia.owner");
});
afterAll(() => portal?.close());

const wishesOf = (assignmentId: string) =>
  db().assignmentWish.findMany({ where: { assignmentId }, orderBy: { id: "asc" } });
const ends = (resourceId: string) =>
  db().auditEntry.count({ where: { resourceId, outcome: { in: ["done", "failed"] } } });

/** Runs the job until it has come to its end. */
async function run(wishId: string): Promise<void> {
  while ((await assignPolicy(wishId)) !== "done")
    await new Promise((done) => setTimeout(done, 200));
}

test("two workers that run the same job end it once, with one audit entry", async () => {
  const { assignmentId } = await saveAssignment(INPUT, owner);
  const [wish] = await wishesOf(assignmentId);
  const id = wish?.id ?? "";
  await Promise.all([run(id), run(id)]);
  expect((await wishesOf(assignmentId)).map(({ state }) => state)).toEqual(["applied"]);
  expect(await ends(assignmentId)).toBe(1);
  await run(id);
  expect(await ends(assignmentId)).toBe(1);
});

test("a worker that had been thought dead does not bring back what was removed meanwhile", async () => {
  const { assignmentId } = await saveAssignment(INPUT, owner);
  const [wish] = await wishesOf(assignmentId);
  await portal.sandbox.control("faults", {
    match: { method: "GET", pathContains: "/policyAssignments/" },
    fault: { kind: "slow", seconds: 3 },
    times: 1,
  });
  const slow = assignPolicy(wish?.id ?? "");
  await new Promise((done) => setTimeout(done, 500));
  await run(wish?.id ?? "");
  await removeAssignment({ assignmentId }, owner);
  const [, removal] = await wishesOf(assignmentId);
  await run(removal?.id ?? "");
  expect(await slow).toBe("done");
  expect((await wishesOf(assignmentId)).map(({ state }) => state)).toEqual(["applied", "applied"]);
  const { byResource } = await portal.effects();
  expect(byResource[assignmentId]).toEqual({ put: 1, delete: 1 });
});

test("an assignment of one policy can't be edited into one of another", async () => {
  const { assignmentId } = await saveAssignment(INPUT, owner);
  const [wish] = await wishesOf(assignmentId);
  await run(wish?.id ?? "");
  const forged = { ...INPUT, definition: SENSOR_POLICIES.arc, assignmentId };
  await expect(saveAssignment(forged, owner)).rejects.toMatchObject({ code: "conflict" });
  expect(await wishesOf(assignmentId)).toHaveLength(1);
});
