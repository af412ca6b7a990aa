import type { Person } from "../access/model.ts";
import { CloudFault, type FaultRecord } from "../cloud/faults.ts";
import type { AssignmentState, PolicyDefinition } from "../cloud/policy.ts";
import { Refusal } from "../result.ts";
import type { AssignmentChoice } from "./choice.ts";
import { readAssignment, readDefinition } from "./definition.ts";
import { draftOf } from "./draft.ts";
import { roleName } from "./roles.ts";

export interface Wizard {
  definition: PolicyDefinition;
  /** What the person had filled in, what the assignment is now, or what a new one begins with. */
  choice: AssignmentChoice;
  /** When the draft was kept; null when there is none. */
  draftAt: Date | null;
  /** The roles that the assignment's identity gets. */
  roleNames: Record<string, string>;
}

/** What the wizard begins with, or Azure's "no"; null when there is no such thing for the person. */
export async function wizard(
  person: Person,
  name: string,
  edit: { assignmentId: string | null; scope: string },
): Promise<Wizard | { fault: FaultRecord } | null> {
  try {
    const definition = await readDefinition(person, name);
    const { assignmentId } = edit;
    const found = assignmentId ? await readAssignment(person, assignmentId) : null;
    const draft = await draftOf(person, { definition: name, assignmentId });
    return {
      definition,
      choice: draft?.choice ?? (found ? choiceOf(found) : beginning(definition, edit.scope)),
      draftAt: draft?.at ?? null,
      roleNames: Object.fromEntries(definition.roleIds.map((id) => [id, roleName(id)])),
    };
  } catch (error) {
    if (error instanceof Refusal) return null;
    if (error instanceof CloudFault) return { fault: error.record() };
    throw error;
  }
}

function beginning({ displayName }: PolicyDefinition, scope: string): AssignmentChoice {
  return {
    scope,
    notScopes: [],
    displayName: displayName.slice(0, 128),
    description: "",
    enforced: true,
    parameters: {},
    region: "westeurope",
    remediate: false,
  };
}

interface Properties {
  displayName?: string | null;
  description?: string | null;
  enforcementMode?: string | null;
  notScopes?: string[] | null;
  parameters?: Record<string, { value?: unknown }> | null;
}

function choiceOf({ armId, region, document }: AssignmentState): AssignmentChoice {
  const { properties } = document as { properties: Properties };
  const { displayName, description, enforcementMode, notScopes, parameters } = properties;
  return {
    scope: armId.slice(0, armId.toLowerCase().lastIndexOf("/providers/microsoft.authorization/")),
    notScopes: notScopes ?? [],
    displayName: displayName ?? "",
    description: description ?? "",
    enforced: enforcementMode !== "DoNotEnforce",
    parameters: Object.fromEntries(
      Object.entries(parameters ?? {}).map(([name, { value }]) => [name, value]),
    ),
    region: region ?? "westeurope",
    remediate: false,
  };
}
