import type { Person } from "../access/model.ts";
import { CloudFault, type FaultRecord } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import type { ComplianceCounts, PolicyState, PolicyTask } from "../cloud/policy.ts";
import { db, sql } from "../db/client.ts";
import { assignmentVisibleTo } from "./definition.ts";
import { lackingAt } from "./lacking.ts";
import { roleName } from "./roles.ts";
import { StoredWish, WishStep, type WishVerb } from "./wish.ts";

export interface WishView {
  verb: WishVerb;
  state: "queued" | "applying" | "applied" | "failed";
  fault: FaultRecord | null;
  steps: WishStep[];
  leftOut: { scope: string; roleId: string; roleName: string }[];
  by: string;
  at: Date;
}

export interface AssignmentPage {
  id: string;
  /** Null while a new assignment is not there yet, and once it is removed. */
  row: {
    scope: string;
    where: string;
    displayName: string;
    definition: string;
    definitionName: string;
    document: AssignmentDocument;
  } | null;
  wish: WishView | null;
  mayNot: { edit: string | null; remove: string | null; remediate: string | null };
}

interface AssignmentDocument {
  description?: string | null;
  enforcementMode?: string | null;
  notScopes?: string[] | null;
  parameters?: Record<string, { value?: unknown }> | null;
}

/** An assignment with the last change that was asked of it, or null when it does not exist for the person. */
export async function assignmentPage(
  person: Person,
  rawId: string,
): Promise<AssignmentPage | null> {
  const id = rawId.toLowerCase();
  const [rows, wish] = await Promise.all([
    db().$queryRaw<NonNullable<AssignmentPage["row"]>[]>(sql`
      SELECT a.scope, COALESCE(NULLIF(a.resource_group, ''), s.display_name, g.display_name, a.scope) AS where,
        a.display_name AS "displayName", a.policy_definition_id AS definition,
        COALESCE(d.display_name, a.policy_definition_id) AS "definitionName", a.document
      FROM policy_assignment a LEFT JOIN subscription s ON s.id = a.subscription_id
      LEFT JOIN management_group g ON a.subscription_id = '' AND lower(g.id) = substring(a.scope FROM '[^/]+$')
      LEFT JOIN LATERAL (SELECT display_name FROM policy_definition d WHERE d.name = a.policy_definition_id LIMIT 1) d ON true
      WHERE a.id = ${id} AND ${assignmentVisibleTo(person)}`),
    lastWish(id),
  ]);
  const [row = null] = rows;
  // Before it is there, and after it is gone, only who asked for it knows of it.
  if (!row && wish?.personId !== person.id) return null;
  const scope = id.slice(0, id.lastIndexOf("/providers/microsoft.authorization/"));
  const [edit, remove, remediate] = await Promise.all([
    lackingAt(person, "assignments:write", scope),
    lackingAt(person, "assignments:delete", scope),
    lackingAt(person, "policyTasks:write", scope),
  ]);
  return { id, row, wish: wish && (await shown(wish)), mayNot: { edit, remove, remediate } };
}

async function shown(wish: NonNullable<Awaited<ReturnType<typeof lastWish>>>): Promise<WishView> {
  const by = await db().person.findUnique({ where: { id: wish.personId } });
  return {
    verb: wish.verb as WishVerb,
    state: wish.state as WishView["state"],
    fault: wish.fault as unknown as FaultRecord | null,
    steps: WishStep.array().parse(wish.steps),
    leftOut: StoredWish.parse(wish.wanted).leftOut.map((one) => ({
      ...one,
      roleName: roleName(one.roleId),
    })),
    by: by?.displayName ?? "someone",
    at: wish.updatedAt,
  };
}

function lastWish(assignmentId: string) {
  return db().assignmentWish.findFirst({ where: { assignmentId }, orderBy: { id: "desc" } });
}

export type Compliance =
  | { counts: ComplianceCounts; states: PolicyState[]; tasks: PolicyTask[] }
  | { fault: FaultRecord };

/** What Azure Policy last found of an assignment, read in the person's own name. */
export async function complianceOf(person: Person, id: string, scope: string): Promise<Compliance> {
  const cloud = cloudFor({ kind: "person", ...person });
  try {
    const [counts, states, tasks] = await Promise.all([
      cloud.compliance(scope, id),
      cloud.policyStates(scope, id),
      cloud.policyTasks(scope, id),
    ]);
    return { counts, states, tasks };
  } catch (error) {
    if (error instanceof CloudFault) return { fault: error.record() };
    throw error;
  }
}
