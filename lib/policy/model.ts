import type {
  AssignmentWish,
  PolicyDefinition,
  PolicyParameter,
  RoleWish,
} from "../cloud/policy.ts";
import type { AssignmentChoice, Step } from "./choice.ts";

const ARM_ID =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourcegroups\/[^/]{0,89}[^/.]\/providers(?:\/[^/]*[^/.])+$/i;

// No name in Azure ends with a dot, and in an address ".." would be the way to another scope.
const SCOPES = {
  managementGroup: /^\/providers\/microsoft\.management\/managementgroups\/[^/]{0,89}[^/.]$/i,
  subscription: /^\/subscriptions\/[0-9a-f-]{36}$/i,
  resourceGroup: /^\/subscriptions\/[0-9a-f-]{36}\/resourcegroups\/[^/]{0,89}[^/.]$/i,
} as const;

type ScopeKind = keyof typeof SCOPES;

/** What a scope is, or null where a policy can't be assigned there by this portal. */
function scopeKind(scope: string): ScopeKind | null {
  const kinds = Object.keys(SCOPES) as ScopeKind[];
  return kinds.find((kind) => SCOPES[kind].test(scope)) ?? null;
}

/** A field of the wizard that is not right yet, where it stands, and what to do. */
export interface Problem {
  step: Step;
  field: string;
  says: string;
}

/** What is still wrong with a choice. The same on the page and on the server. */
export function problemsOf(
  choice: AssignmentChoice,
  definition: Pick<PolicyDefinition, "parameters" | "roleIds">,
): Problem[] {
  const found: Problem[] = [];
  const say = (step: Step, field: string, says: string) => found.push({ step, field, says });
  if (!scopeKind(choice.scope)) say("basics", "scope", "Choose where the policy is in force.");
  if (!choice.displayName) say("basics", "displayName", "Give the assignment a name.");
  for (const excluded of choice.notScopes) {
    if (!mayExclude(choice.scope, excluded)) {
      say("basics", "notScopes", `${excluded} does not lie within the scope.`);
    }
  }
  for (const parameter of definition.parameters) {
    const says = problemWith(parameter, choice.parameters[parameter.name]);
    if (says) say("parameters", parameter.name, says);
  }
  if (definition.roleIds.length > 0 && !/^[a-z0-9]+$/.test(choice.region)) {
    say("remediation", "region", "Choose where the managed identity lives.");
  }
  return found;
}

/** Below a management group lie subscriptions whose ids don't begin with its own, so there Azure itself decides. */
function mayExclude(scope: string, excluded: string): boolean {
  if (scopeKind(scope) === "managementGroup") return excluded.startsWith("/");
  return excluded.toLowerCase().startsWith(`${scope.toLowerCase()}/`);
}

const HAS_TYPE: Readonly<Record<PolicyParameter["type"], (value: unknown) => boolean>> = {
  String: (value) => typeof value === "string",
  DateTime: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  Array: Array.isArray,
  Object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  Boolean: (value) => typeof value === "boolean",
  Integer: (value) => Number.isInteger(value),
  Float: (value) => typeof value === "number",
};

function problemWith(parameter: PolicyParameter, value: unknown): string | null {
  const { type, allowedValues, defaultValue, strongType } = parameter;
  if (value === undefined) {
    return defaultValue === undefined ? "This parameter has no value of its own: give one." : null;
  }
  if (!HAS_TYPE[type](value)) return `This is not of the type ${type}.`;
  if (allowedValues && !allowedValues.includes(value)) {
    return `Choose one of ${allowedValues.join(", ")}.`;
  }
  if (strongType?.includes("/") && value !== "" && !ARM_ID.test(String(value))) {
    return `This is not the id of a resource of the type ${strongType}.`;
  }
  return null;
}

/** Whether the wizard shows a parameter while it shows only those that need input or review. */
export function needsInput(parameter: PolicyParameter): boolean {
  return parameter.defaultValue === undefined;
}

/** The assignment that a choice asks for. */
export function assignmentWish(
  choice: AssignmentChoice,
  definition: Pick<PolicyDefinition, "armId" | "roleIds">,
  name: string,
): AssignmentWish {
  const { scope, displayName, description, parameters, notScopes, enforced, region } = choice;
  return {
    scope,
    name,
    displayName,
    description,
    definitionId: definition.armId,
    parameters,
    notScopes,
    enforced,
    region: definition.roleIds.length > 0 ? region : null,
  };
}

/**
 * The roles that the assignment's identity needs: the definition's, where it is in force, and again on each resource
 * that a parameter with `assignPermissions` names, which may lie elsewhere.
 */
export function grantsOf(
  choice: Pick<AssignmentChoice, "scope" | "parameters">,
  definition: Pick<PolicyDefinition, "parameters" | "roleIds">,
): Omit<RoleWish, "principalId">[] {
  const named = definition.parameters
    .filter((parameter) => parameter.assignPermissions)
    .map((parameter) => choice.parameters[parameter.name])
    .filter((value): value is string => typeof value === "string" && ARM_ID.test(value));
  return [choice.scope, ...new Set(named)].flatMap((scope) =>
    definition.roleIds.map((roleId) => ({ scope, roleId })),
  );
}

/** How a policy stands to a scope: the article's three situations, and the one in between. */
export type Situation = "none" | "elsewhere" | "above" | "here";

/**
 * Where the policy is assigned, seen from a scope.
 * @param scopes the scope itself and those above it, nearest first, lower-cased
 */
export function situationOf(
  scopes: readonly string[],
  assigned: readonly { scope: string }[],
): Situation {
  const [here, ...above] = scopes;
  if (assigned.some(({ scope }) => scope === here)) return "here";
  if (assigned.some(({ scope }) => above.includes(scope))) return "above";
  return assigned.length > 0 ? "elsewhere" : "none";
}

/** The words for each situation, as the article has them. */
export const SITUATIONS: Record<Situation, { title: string; says: string }> = {
  none: {
    title: "The policy is not assigned yet",
    says: "The Assignments tab shows 0. Create a new assignment to choose a workspace.",
  },
  elsewhere: {
    title: "The policy is assigned, but not on this scope",
    says: "There are assignments, and none of them reaches this scope. Create a new one here.",
  },
  above: {
    title: "The policy is assigned above this scope and reaches it",
    says: "Edit that assignment to change the workspace for all that it reaches, or create one here, which goes first.",
  },
  here: {
    title: "The policy is assigned on this scope",
    says: "Edit the assignment to change its workspace; a second one on the same scope would compete with it.",
  },
};
