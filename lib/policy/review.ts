import { lacks, type Person } from "../access/model.ts";
import { cloudFor } from "../cloud/index.ts";
import type { PolicyDefinition } from "../cloud/policy.ts";
import { readAssignment, readDefinition } from "./definition.ts";
import { lackingAt } from "./lacking.ts";
import { assignmentWish, grantsOf, problemsOf } from "./model.ts";
import { permittedGrants, roleName } from "./roles.ts";
import type { AssignmentInput, AssignmentReview } from "./wish.ts";

const NEW_NAME = "a-new-name";
const NEW_PRINCIPAL = "known once the assignment is there";

/** What Save would send, worked out from the assignment as it is now. Nothing is sent. */
export async function reviewAssignment(
  { definition: name, assignmentId, choice }: AssignmentInput,
  person: Person,
): Promise<AssignmentReview> {
  const definition = await readDefinition(person, name);
  const problems = problemsOf(choice, definition);
  const nothing = { assign: null, grant: null, remediate: null };
  if (problems.some(({ field }) => field === "scope")) {
    return { problems, calls: [], sentAs: person.username, mayNot: nothing, roles: [] };
  }
  const { grants, leftOut } = await permittedGrants(person, grantsOf(choice, definition));
  const [assign, remediate] = await Promise.all([
    lackingAt(person, "assignments:write", choice.scope),
    choice.remediate ? lackingAt(person, "policyTasks:write", choice.scope) : null,
  ]);
  const mayNot = {
    assign,
    grant: leftOut.length > 0 ? lacks("roles:grant", "each place named below") : null,
    remediate,
  };
  return {
    problems,
    calls: await callsOf({ assignmentId, choice }, person, definition, { grants, remediate }),
    sentAs: person.username,
    mayNot,
    roles: [...grants, ...leftOut].map((grant) => ({
      ...grant,
      roleName: roleName(grant.roleId),
      granted: grants.includes(grant),
    })),
  };
}

type Calls = AssignmentReview["calls"];

async function callsOf(
  { assignmentId, choice }: Pick<AssignmentInput, "assignmentId" | "choice">,
  person: Person,
  definition: PolicyDefinition,
  may: { grants: { scope: string; roleId: string }[]; remediate: string | null },
): Promise<Calls> {
  const cloud = cloudFor({ kind: "person", ...person });
  const found = assignmentId ? await readAssignment(person, assignmentId) : null;
  const name = found?.name ?? NEW_NAME;
  const call = cloud.assignmentCall(assignmentWish(choice, definition, name), found);
  const saving: Calls = call
    ? [
        {
          says: found ? "Save the assignment" : "Create the assignment",
          call,
          before: found?.document ?? {},
          after: call.body,
        },
      ]
    : [];
  const principalId = found?.principalId ?? NEW_PRINCIPAL;
  const granting = may.grants.map((grant) => {
    const says = `Grant the role ${roleName(grant.roleId)} to its identity, unless it has it`;
    const role = cloud.roleCall({ ...grant, principalId });
    return { says, call: role, before: {}, after: role.body };
  });
  if (!choice.remediate || may.remediate) return [...saving, ...granting];
  const id = `${choice.scope}/providers/Microsoft.Authorization/policyAssignments/${name}`;
  const task = cloud.taskCall({ scope: choice.scope, name: NEW_NAME, assignmentId: id });
  const starting = { says: "Start a remediation task", call: task, before: {}, after: task.body };
  return [...saving, ...granting, starting];
}
