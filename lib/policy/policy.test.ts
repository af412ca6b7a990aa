import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { openPortal, type Portal, SUBSCRIPTION, until } from "../testing.ts";
import { SENSOR_POLICIES } from "../workspaces/model.ts";
import type { AssignmentChoice } from "./choice.ts";
import { saveDraft } from "./draft.ts";
import {
  assignmentCount,
  assignmentPage,
  assignments,
  complianceOf,
  definitions,
  wizard,
} from "./queries.ts";
import { reviewAssignment } from "./review.ts";
import { removeAssignment, saveAssignment } from "./save-assignment.ts";

const { aks: AKS, arc: ARC } = SENSOR_POLICIES;
const RETAIL = `/subscriptions/${SUBSCRIPTION.retail}`;
const PAYMENTS = `/subscriptions/${SUBSCRIPTION.payments}`;

let portal: Portal;
let owner: Person;

beforeAll(async () => {
  portal = await openPortal();
  owner = await portal.signIn("olivia.owner");
  portal.startWorker();
});
afterAll(() => portal?.close());

const choice = (scope: string, more: Partial<AssignmentChoice> = {}): AssignmentChoice => ({
  scope,
  notScopes: [],
  displayName: "Custom workspace",
  description: "",
  enforced: true,
  parameters: {},
  region: "westeurope",
  remediate: false,
  ...more,
});

test("W1: a search for the AKS policy's id finds it by its name and shows how often it is assigned", async () => {
  const { rows, total } = await definitions(owner, { search: AKS });
  expect(total).toBe(1);
  expect(rows[0]).toMatchObject({
    displayName: "Configure Azure Kubernetes Service clusters to enable Defender profile",
    category: "Kubernetes",
    policyType: "BuiltIn",
  });
  const byName = await definitions(owner, { search: "enable Defender profile" });
  expect(byName.rows.map(({ name }) => name)).toContain(AKS);
});

test("W2: a search for the Arc policy's id finds it by its name", async () => {
  const { rows } = await definitions(owner, { search: ARC });
  expect(rows.map(({ displayName }) => displayName)).toEqual([
    "[Preview]: Configure Azure Arc enabled Kubernetes clusters to install Microsoft Defender for Cloud extension",
  ]);
});

test("W3: where the policy is not assigned, an assignment with a chosen workspace is created, with its roles", async () => {
  const before = await assignments(owner, AKS, { scope: RETAIL });
  expect(before.seen?.situation).not.toBe("here");
  const workspaceId = await aWorkspace();
  const chosen = choice(RETAIL, { parameters: { logAnalyticsWorkspaceResourceId: workspaceId } });
  const review = await reviewAssignment(
    { definition: AKS, assignmentId: null, choice: chosen },
    owner,
  );
  expect(review.problems).toEqual([]);
  // Two roles where it is in force, and the same two on the workspace, because its parameter has assignPermissions.
  expect(review.calls.map(({ call }) => call.method)).toEqual(["PUT", "PUT", "PUT", "PUT", "PUT"]);
  const count = await assignmentCount(owner, AKS);
  const { assignmentId } = await saveAssignment(
    { definition: AKS, assignmentId: null, choice: chosen },
    owner,
  );
  await applied(assignmentId);
  expect(await assignmentCount(owner, AKS)).toBe(count + 1);
  const after = await assignments(owner, AKS, { scope: RETAIL });
  expect(after.seen).toMatchObject({ situation: "here", reaching: [{ id: assignmentId }] });
  const page = await assignmentPage(owner, assignmentId);
  expect(page?.wish?.steps.map(({ says }) => says.split(" on ")[0])).toEqual([
    "The assignment is saved.",
    "Granted the role Kubernetes Agent Operator",
    "Granted the role Defender Kubernetes Agent Operator",
    "Granted the role Kubernetes Agent Operator",
    "Granted the role Defender Kubernetes Agent Operator",
  ]);
  // Azure itself has it: a new reading of the estate brings the same.
  await discoverEstate();
  expect(await db().policyAssignment.findUnique({ where: { id: assignmentId } })).toMatchObject({
    scope: RETAIL,
    document: { parameters: { logAnalyticsWorkspaceResourceId: { value: workspaceId } } },
  });
});

test("W4: an assignment on the scope is edited: the workspace changes, and what the person did not touch stays", async () => {
  const { seen } = await assignments(owner, AKS, { scope: RETAIL });
  const assignmentId = seen?.reaching[0]?.id ?? "";
  const begun = await wizard(owner, AKS, { assignmentId, scope: "" });
  if (!begun || "fault" in begun) throw new Error("The assignment can't be edited.");
  const workspaceId = await aWorkspace(1);
  const parameters = { ...begun.choice.parameters, logAnalyticsWorkspaceResourceId: workspaceId };
  const before = await principalOf(assignmentId);
  await saveAssignment(
    { definition: AKS, assignmentId, choice: { ...begun.choice, parameters } },
    owner,
  );
  await applied(assignmentId);
  expect(await db().policyAssignment.findUnique({ where: { id: assignmentId } })).toMatchObject({
    displayName: "Custom workspace",
    document: { parameters: { logAnalyticsWorkspaceResourceId: { value: workspaceId } } },
  });
  expect(before).toMatch(/^[0-9a-f-]{36}$/);
  expect(await principalOf(assignmentId)).toBe(before);
});

test("W5: an assignment elsewhere does not count for the scope, and a new one is created there", async () => {
  const first = choice(PAYMENTS, { displayName: "Arc" });
  await applied(
    (await saveAssignment({ definition: ARC, assignmentId: null, choice: first }, owner))
      .assignmentId,
  );
  expect((await assignments(owner, ARC, { scope: RETAIL })).seen?.situation).toBe("elsewhere");
  const second = choice(RETAIL, { displayName: "Arc" });
  await applied(
    (await saveAssignment({ definition: ARC, assignmentId: null, choice: second }, owner))
      .assignmentId,
  );
  expect((await assignments(owner, ARC, { scope: RETAIL })).seen?.situation).toBe("here");
});

test("a draft survives leaving, belongs to one person, and is gone once it is saved", async () => {
  const kept = choice(PAYMENTS, { description: "half done" });
  await saveDraft({ definition: AKS, assignmentId: null, choice: kept }, owner);
  const again = await wizard(owner, AKS, { assignmentId: null, scope: RETAIL });
  expect(again).toMatchObject({ choice: kept });
  const sana = await portal.signIn("sana.secadmin");
  const hers = await wizard(sana, AKS, { assignmentId: null, scope: "" });
  expect(hers).toMatchObject({ draftAt: null, choice: { scope: "" } });
});

test("who may not assign policies is told which role it takes, and nothing is stored", async () => {
  const carlos = await portal.signIn("carlos.contributor");
  const asked = { definition: AKS, assignmentId: null, choice: choice(PAYMENTS) };
  await expect(saveAssignment(asked, carlos)).rejects.toThrow(
    /Resource Policy Contributor or Security Admin or Owner/,
  );
  expect(await db().assignmentWish.count({ where: { personId: carlos.id } })).toBe(0);
});

test("a Security Admin assigns, and is told which roles somebody else has to grant", async () => {
  const sana = await portal.signIn("sana.secadmin");
  const asked = { definition: AKS, assignmentId: null, choice: choice(PAYMENTS) };
  const review = await reviewAssignment(asked, sana);
  expect(review.mayNot).toMatchObject({ assign: null });
  expect(review.mayNot.grant).toMatch(/User Access Administrator or Owner/);
  const { assignmentId } = await saveAssignment(asked, sana);
  await applied(assignmentId);
  const page = await assignmentPage(sana, assignmentId);
  expect(page?.wish?.leftOut).toHaveLength(2);
  await removeAssignment({ assignmentId }, owner);
  await applied(assignmentId);
  expect(await assignmentPage(sana, assignmentId)).toBeNull();
});

test("an assignment and its roles are made once, also when a worker is killed meanwhile", async () => {
  const doomed = portal.startWorker();
  const asked = {
    definition: AKS,
    assignmentId: null,
    choice: choice(`${PAYMENTS}/resourceGroups/rg-pay-3ds`),
  };
  const { assignmentId } = await saveAssignment(asked, owner);
  await doomed.kill();
  await applied(assignmentId);
  const { byResource } = await portal.effects();
  expect(byResource[assignmentId]).toEqual({ put: 1 });
  const roles = Object.entries(byResource).filter(
    ([id]) =>
      id.startsWith(`${PAYMENTS}/resourcegroups/rg-pay-3ds/`) && id.includes("/roleassignments/"),
  );
  expect(roles.map(([, kinds]) => kinds)).toEqual([{ put: 1 }, { put: 1 }]);
});

test("compliance is what Azure Policy found, and a remediation task is started once", async () => {
  const { assignmentId } = await saveAssignment(
    { definition: AKS, assignmentId: null, choice: choice(PAYMENTS, { remediate: true }) },
    owner,
  );
  await applied(assignmentId);
  const found = await complianceOf(owner, assignmentId, PAYMENTS);
  if ("fault" in found) throw new Error(found.fault.message);
  expect(found.counts.compliant + found.counts.nonCompliant).toBeGreaterThan(0);
  expect(found.states.length).toBe(
    found.counts.compliant + found.counts.nonCompliant + found.counts.exempt + found.counts.other,
  );
  expect(found.tasks).toHaveLength(1);
});

test("a person who sees nothing finds no assignment, and can't assign anywhere", async () => {
  const nora = await portal.signIn("nora.norights");
  expect((await assignments(nora, AKS, {})).rows).toEqual([]);
  await expect(
    saveAssignment({ definition: AKS, assignmentId: null, choice: choice(RETAIL) }, nora),
  ).rejects.toThrow("There is no such scope.");
});

async function applied(assignmentId: string): Promise<void> {
  const last = () =>
    db().assignmentWish.findFirst({ where: { assignmentId }, orderBy: { id: "desc" } });
  await until("the wish ends", async () =>
    ["applied", "failed"].includes((await last())?.state ?? ""),
  );
  expect(await last()).toMatchObject({ state: "applied", fault: null });
}

async function aWorkspace(place = 0): Promise<string> {
  const [row] = await db().workspace.findMany({
    where: { subscriptionId: SUBSCRIPTION.retail },
    orderBy: { name: "asc" },
    skip: place,
    take: 1,
  });
  return row?.armId ?? "";
}

async function principalOf(assignmentId: string): Promise<unknown> {
  const entry = await db().auditEntry.findFirst({
    where: { action: "policies.apply", resourceId: assignmentId },
    orderBy: { id: "desc" },
  });
  return (entry?.after as { identity?: { principalId?: string } } | null)?.identity?.principalId;
}
