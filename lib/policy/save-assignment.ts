import { randomUUID } from "node:crypto";
import type { Person } from "../access/model.ts";
import { placeOfScope } from "../access/rights.ts";
import type { AuditAction } from "../audit/model.ts";
import { record } from "../audit/record.ts";
import { cloudFor } from "../cloud/index.ts";
import { announce } from "../db/announce.ts";
import { db, type Prisma, type Tx } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import { Refusal } from "../result.ts";
import { readDefinition, seesAssignment } from "./definition.ts";
import { lackingAt, requireAt } from "./lacking.ts";
import { assignmentWish, grantsOf, problemsOf } from "./model.ts";
import { permittedGrants } from "./roles.ts";
import type { AssignmentInput, StoredWish, WishVerb } from "./wish.ts";

const ASSIGNMENTS = "/providers/Microsoft.Authorization/policyAssignments/";

/** Stores what a person wants assigned, with its audit entry and its job, or none of them. */
export async function saveAssignment(
  input: AssignmentInput,
  person: Person,
): Promise<{ assignmentId: string }> {
  const { assignmentId, choice } = input;
  if (choice.scope) await requireAt(person, "assignments:write", choice.scope);
  const definition = await readDefinition(person, input.definition);
  const [problem] = problemsOf(choice, definition);
  if (problem) throw new Refusal(`${problem.field}: ${problem.says}`);
  const name = assignmentId
    ? await nameOf(person, assignmentId, { ...choice, definition: definition.name })
    : newName();
  const wish = assignmentWish(choice, definition, name);
  const roles = await permittedGrants(person, grantsOf(choice, definition));
  const remediate =
    choice.remediate && !(await lackingAt(person, "policyTasks:write", choice.scope));
  const id = `${choice.scope}${ASSIGNMENTS}${name}`.toLowerCase();
  await storeWish(person, {
    assignmentId: id,
    definitionId: definition.name,
    verb: "assign",
    wanted: { wish, ...roles, remediate },
    action: "policies.save",
    summary: `Assigned "${definition.displayName}" as "${choice.displayName}".`,
    after: choice,
    resourceName: choice.displayName,
  });
  await db().assignmentDraft.deleteMany({
    where: {
      personId: person.id,
      definitionId: definition.name,
      assignmentId: assignmentId?.toLowerCase() ?? "",
    },
  });
  return { assignmentId: id };
}

/** Stores that a person wants the assignment gone. Nothing is removed from clusters. */
export async function removeAssignment(
  { assignmentId }: { assignmentId: string },
  person: Person,
): Promise<object> {
  const row = await visibleAssignment(person, assignmentId);
  await requireAt(person, "assignments:delete", row.scope);
  await storeWish(person, {
    assignmentId: row.id,
    definitionId: row.policyDefinitionId,
    verb: "remove",
    wanted: { wish: null, grants: [], leftOut: [], remediate: false },
    action: "policies.remove",
    summary: `Asked for the assignment "${row.displayName}" to be removed.`,
    before: row.document,
    resourceName: row.displayName,
  });
  return {};
}

/** Stores that a person wants what is there already to be deployed to, by a remediation task. */
export async function remediate(
  { assignmentId }: { assignmentId: string },
  person: Person,
): Promise<object> {
  const row = await visibleAssignment(person, assignmentId);
  await requireAt(person, "policyTasks:write", row.scope);
  await storeWish(person, {
    assignmentId: row.id,
    definitionId: row.policyDefinitionId,
    verb: "remediate",
    wanted: { wish: null, grants: [], leftOut: [], remediate: true },
    action: "policies.remediate",
    summary: `Asked for a remediation task of "${row.displayName}".`,
    resourceName: row.displayName,
  });
  return {};
}

interface NewWish {
  assignmentId: string;
  definitionId: string;
  verb: WishVerb;
  wanted: StoredWish;
  action: AuditAction;
  summary: string;
  before?: unknown;
  after?: unknown;
  resourceName: string;
}

async function storeWish(person: Person, wish: NewWish): Promise<void> {
  const { assignmentId, definitionId, verb, wanted, before, after } = wish;
  const place = await placeOfScope(assignmentId);
  const correlationId = randomUUID();
  await db().$transaction(async (tx) => {
    await refuseWhileLive(tx, assignmentId);
    const data = { assignmentId, definitionId, verb, personId: person.id, correlationId };
    const { id } = await tx.assignmentWish.create({
      data: { ...data, wanted: wanted as Prisma.InputJsonObject },
    });
    await record(tx, {
      actor: person,
      action: wish.action,
      outcome: "started",
      subscriptionId: place?.subscriptionId || null,
      resourceGroup: place?.resourceGroup ?? "",
      resourceId: assignmentId,
      resourceName: wish.resourceName,
      summary: wish.summary,
      before,
      after,
      correlationId,
    });
    await enqueue(tx, "assign-policy", [{ wishId: id, assignmentId }]);
    await announce(tx, `person:${person.id}`);
  });
}

/** The unique index says the same to two who press at the same moment; this says it in words. */
async function refuseWhileLive(tx: Tx, assignmentId: string): Promise<void> {
  const live = await tx.assignmentWish.findFirst({
    where: { assignmentId, state: { in: ["queued", "applying"] } },
  });
  if (live)
    throw new Refusal("A change of this assignment is being applied right now.", "conflict");
}

async function visibleAssignment(person: Person, assignmentId: string) {
  const id = assignmentId.toLowerCase();
  const row = (await seesAssignment(person, id))
    ? await db().policyAssignment.findUnique({ where: { id } })
    : null;
  if (!row) throw new Refusal("There is no such policy assignment.", "missing");
  return row;
}

/** The name of an assignment that is edited, in Azure's spelling; its scope can't change. */
async function nameOf(
  person: Person,
  assignmentId: string,
  { scope, definition }: { scope: string; definition: string },
): Promise<string> {
  const row = await visibleAssignment(person, assignmentId);
  if (row.policyDefinitionId !== definition.toLowerCase())
    throw new Refusal("The assignment is of another policy definition.", "conflict");
  if (row.scope !== scope.toLowerCase())
    throw new Refusal("The scope of an assignment can't be changed. Create a new one there.");
  const found = await cloudFor({ kind: "person", ...person }).policyAssignment(row.id);
  if (!found) throw new Refusal("The assignment no longer exists.", "missing");
  return found.name;
}

/** As the Azure portal names assignments; a management group allows no more than 24 characters. */
function newName(): string {
  return randomUUID().replaceAll("-", "").slice(0, 24);
}
