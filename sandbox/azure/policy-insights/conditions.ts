import type { Condition, FieldCondition } from "../authorization/policy-catalog/definition.ts";

/** What a condition looks at: a resource as the store has it. */
export interface Subject {
  id: string;
  /** In lower case. */
  type: string;
  name: string;
  location?: string;
  body: Readonly<Record<string, unknown>>;
}

/** The value of a parameter of the assignment that a condition is judged for. */
export type ParameterOf = (name: string) => unknown;

/** Fields by which Azure Policy decides whether a resource is a policy's business at all. */
const APPLICABILITY_FIELDS = new Set(["type", "location", "kind", "name", "fullname", "tags"]);

/**
 * Whether a condition holds for a resource. Texts are compared without regard to case, as Azure Policy does:
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#conditions
 */
export function holds(condition: Condition, subject: Subject, parameter: ParameterOf): boolean {
  if ("allOf" in condition) return condition.allOf.every((one) => holds(one, subject, parameter));
  if ("anyOf" in condition) return condition.anyOf.some((one) => holds(one, subject, parameter));
  if ("not" in condition) return !holds(condition.not, subject, parameter);
  return fieldHolds(condition, fieldOf(subject, condition.field), parameter);
}

/**
 * Whether a resource is a policy's business: conditions on anything but its type and the like don't count.
 * https://learn.microsoft.com/azure/governance/policy/concepts/policy-applicability
 */
export function isApplicable(
  condition: Condition,
  subject: Subject,
  parameter: ParameterOf,
): boolean {
  if ("allOf" in condition) {
    return condition.allOf.every((one) => isApplicable(one, subject, parameter));
  }
  if ("anyOf" in condition) {
    return condition.anyOf.some((one) => isApplicable(one, subject, parameter));
  }
  if ("not" in condition) return true;
  return (
    !APPLICABILITY_FIELDS.has(condition.field.toLowerCase()) || holds(condition, subject, parameter)
  );
}

const COMPARISONS = {
  equals: (value: unknown, wanted: unknown) => isSame(value, wanted),
  notEquals: (value: unknown, wanted: unknown) => !isSame(value, wanted),
  in: (value: unknown, wanted: unknown) => isAmong(value, wanted),
  notIn: (value: unknown, wanted: unknown) => !isAmong(value, wanted),
  exists: (value: unknown, wanted: unknown) =>
    (value !== undefined && value !== null) === (wanted === "true"),
} as const;

function fieldHolds(condition: FieldCondition, value: unknown, parameter: ParameterOf): boolean {
  return Object.entries(COMPARISONS).every(([name, compare]) => {
    const wanted = condition[name as keyof typeof COMPARISONS];
    return wanted === undefined || compare(value, resolved(wanted, parameter));
  });
}

/** A text such as `[parameters('x')]` stands for the value of a parameter. */
function resolved(wanted: unknown, parameter: ParameterOf): unknown {
  const name = typeof wanted === "string" && /^\[parameters\('(\w+)'\)\]$/.exec(wanted)?.[1];
  return name ? parameter(name) : wanted;
}

function isSame(value: unknown, wanted: unknown): boolean {
  return value !== undefined && String(value).toLowerCase() === String(wanted).toLowerCase();
}

function isAmong(value: unknown, wanted: unknown): boolean {
  return Array.isArray(wanted) && wanted.some((one) => isSame(value, one));
}

/** The value of a field: one that every resource has, or an alias, which is the type and a path below properties. */
function fieldOf(subject: Subject, field: string): unknown {
  const key = field.toLowerCase();
  if (key === "type" || key === "name" || key === "id" || key === "location") return subject[key];
  const prefix = `${subject.type}/`;
  if (!key.startsWith(prefix)) return undefined;
  let value: unknown = subject.body.properties;
  for (const part of key.slice(prefix.length).split(".")) value = memberOf(value, part);
  return value;
}

/** A member by its name in lower case. */
function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const found = Object.entries(value).find(([key]) => key.toLowerCase() === name);
  return found?.[1];
}
