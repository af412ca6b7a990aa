import type { Person } from "../access/model.ts";
import { groupsVisibleTo, subscriptionVisibleTo } from "../access/scope.ts";
import { cloudFor } from "../cloud/index.ts";
import type { AssignmentState, PolicyDefinition } from "../cloud/policy.ts";
import { db, type Sql, sql } from "../db/client.ts";
import { Refusal } from "../result.ts";

/** Definitions that the person may see, as rows of alias `d`: what is built in is no secret. */
export function definitionVisibleTo(person: Pick<Person, "id">): Sql {
  return sql`((d.subscription_id = '' AND d.management_group = '')
    OR d.management_group IN ${groupsVisibleTo(person)} OR ${subscriptionVisibleTo(person, sql`d.subscription_id`)})`;
}

/** Assignments that the person may see, as rows of alias `a`. */
export function assignmentVisibleTo(person: Pick<Person, "id">): Sql {
  return sql`(CASE WHEN a.subscription_id = '' THEN substring(a.scope FROM '[^/]+$') IN ${groupsVisibleTo(person)}
    ELSE EXISTS (SELECT 1 FROM visible_scope v WHERE v.person_id = ${person.id}
      AND v.subscription_id = a.subscription_id AND v.resource_group IN ('', a.resource_group)
      AND (v.resource_group = '' OR a.resource_group <> '')) END)`;
}

/** The id of the definition with this name, or null when there is none for the person. */
export async function definitionId(person: Person, name: string): Promise<string | null> {
  const rows = await db().$queryRaw<{ id: string }[]>(sql`
    SELECT d.id FROM policy_definition d
     WHERE d.name = ${name.toLowerCase()} AND ${definitionVisibleTo(person)}
     ORDER BY (d.policy_type = 'BuiltIn') DESC, d.id LIMIT 1`);
  return rows[0]?.id ?? null;
}

/** A definition, whole and as it is now, read in the person's own name. Throws a refusal where there is none. */
export async function readDefinition(person: Person, name: string): Promise<PolicyDefinition> {
  const id = await definitionId(person, name);
  if (!id) throw new Refusal("There is no such policy definition.", "missing");
  return cloudFor({ kind: "person", ...person }).policyDefinition(id);
}

/** Whether the person may see the assignment. */
export async function seesAssignment(person: Person, id: string): Promise<boolean> {
  const rows = await db().$queryRaw<object[]>(sql`
    SELECT 1 FROM policy_assignment a WHERE a.id = ${id.toLowerCase()} AND ${assignmentVisibleTo(person)}`);
  return rows.length > 0;
}

/** An assignment as it is now, read in the person's own name. Throws a refusal where there is none. */
export async function readAssignment(
  person: Person,
  assignmentId: string,
): Promise<AssignmentState> {
  const found = (await seesAssignment(person, assignmentId))
    ? await cloudFor({ kind: "person", ...person }).policyAssignment(assignmentId)
    : null;
  if (!found) throw new Refusal("There is no such policy assignment.", "missing");
  return found;
}
