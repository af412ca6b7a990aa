import type { ArmRequest } from "../../types.ts";
import { requireScope } from "../authorization/scoped.ts";
import type { StateFilter } from "./state-filter.ts";

const ASSIGNMENT = /^(.*)\/providers\/microsoft\.authorization\/policyassignments\/[^/]+$/i;
const DEFINITION = /^(.*)\/providers\/microsoft\.authorization\/policydefinitions\/([^/]+)$/i;

/** Where the states that are asked for lie, and which of those there are meant. */
export interface StateScope {
  scope: string;
  matches: StateFilter;
}

/** States are asked for at a scope, or at an assignment or definition: then those of it, at its own scope. */
export function stateScopeOf({ kernel, params }: ArmRequest): StateScope {
  const asked = params.scope ?? "";
  const assignment = ASSIGNMENT.exec(asked);
  if (assignment) {
    requireScope(kernel, asked);
    const key = asked.toLowerCase();
    return {
      scope: assignment[1] ?? "",
      matches: ({ policyAssignmentId }) => String(policyAssignmentId).toLowerCase() === key,
    };
  }
  const definition = DEFINITION.exec(asked);
  if (definition) {
    const name = definition[2]?.toLowerCase();
    return {
      scope: definition[1] ?? "",
      matches: ({ policyDefinitionName }) => policyDefinitionName === name,
    };
  }
  requireScope(kernel, asked);
  return { scope: asked, matches: () => true };
}
