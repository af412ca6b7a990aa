/** A resource that is about to be created, as a policy rule looks at it. */
export interface Prospect {
  type: string;
  name: string;
  location: string;
  tags: Readonly<Record<string, string>>;
}

/** What a policy would do with it: refuse it, or it can't be told from here. */
export type PolicyEffect = "denies" | "mayDeny" | "allows";

/** True, false, or null where the rule asks for what is not known before the resource is there. */
type Truth = boolean | null;
type Rule = Record<string, unknown>;

/**
 * What a policy does with the resource, by its rule and the values of its parameters. Of Azure's rule language the
 * logical operators are known, and the conditions on type, name, location and tags; all else can't be told. Source:
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule (as far as known).
 */
export function policyEffect(
  policyRule: { if?: unknown; then?: unknown },
  parameters: Readonly<Record<string, unknown>>,
  prospect: Prospect,
): PolicyEffect {
  const { effect } = (policyRule.then ?? {}) as { effect?: unknown };
  if (String(resolved(effect, parameters)).toLowerCase() !== "deny") return "allows";
  const truth = holds((policyRule.if ?? {}) as Rule, parameters, prospect);
  return truth === null ? "mayDeny" : truth ? "denies" : "allows";
}

type Parameters = Readonly<Record<string, unknown>>;

function holds(rule: Rule, parameters: Parameters, prospect: Prospect): Truth {
  const each = (list: unknown) =>
    (Array.isArray(list) ? list : []).map((one) => holds(one as Rule, parameters, prospect));
  if ("allOf" in rule) return all(each(rule.allOf));
  if ("anyOf" in rule) return not(all(each(rule.anyOf).map(not)));
  if ("not" in rule) return not(holds(rule.not as Rule, parameters, prospect));
  return condition(rule, parameters, prospect);
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
}

function not(truth: Truth): Truth {
  return truth === null ? null : !truth;
}

/** Each comparison of the language that is known here; the others can't be told. */
const COMPARISONS: Record<string, (field: string | null, value: unknown) => Truth> = {
  equals: (field, value) => same(field, value),
  notEquals: (field, value) => !same(field, value),
  in: (field, value) => list(value, (one) => same(field, one)),
  notIn: (field, value) => not(list(value, (one) => same(field, one))),
  like: (field, value) => like(field, value),
  notLike: (field, value) => !like(field, value),
  exists: (field, value) => (field !== null) === (String(value).toLowerCase() === "true"),
};

function condition(rule: Rule, parameters: Parameters, prospect: Prospect): Truth {
  const name = Object.keys(rule).find((key) => key in COMPARISONS);
  const compare = name && COMPARISONS[name];
  const field = fieldOf(String(resolved(rule.field, parameters) ?? ""), prospect);
  if (!compare || field === undefined) return null;
  const value = resolved(rule[name], parameters);
  return value === undefined ? null : compare(field, value);
}

/** What the resource has there; null where it has nothing, undefined where that is not known. */
function fieldOf(
  field: string,
  { type, name, location, tags }: Prospect,
): string | null | undefined {
  const known: Record<string, string> = { type, name, location };
  if (field.toLowerCase() in known) return known[field.toLowerCase()];
  const [, tag] = /^tags(?:\.|\['?)([^'\]]+)/i.exec(field) ?? [];
  if (tag === undefined) return undefined;
  const found = Object.entries(tags).find(([key]) => key.toLowerCase() === tag.toLowerCase());
  return found ? found[1] : null;
}

/** A value as it stands, or that of the parameter that it names; undefined for other expressions. */
function resolved(value: unknown, parameters: Parameters): unknown {
  if (typeof value !== "string" || !value.startsWith("[") || value.startsWith("[[")) return value;
  const [, name] = /^\[parameters\('([^']+)'\)\]$/i.exec(value) ?? [];
  if (name) return parameters[name];
  // A tag whose name is a parameter, as the built-in policies of tags write it.
  const [, tag] = /^\[concat\('tags\[', parameters\('([^']+)'\), '\]'\)\]$/i.exec(value) ?? [];
  return tag ? `tags[${String(parameters[tag])}]` : undefined;
}

function same(field: string | null, value: unknown): boolean {
  return field !== null && field.toLowerCase() === String(value).toLowerCase();
}

function list(value: unknown, test: (one: unknown) => boolean): Truth {
  return Array.isArray(value) ? value.some(test) : null;
}

function like(field: string | null, pattern: unknown): boolean {
  if (field === null) return false;
  const [first = "", ...rest] = String(pattern).toLowerCase().split("*");
  const subject = field.toLowerCase();
  const [last] = rest;
  if (last === undefined) return subject === first;
  return subject.startsWith(first) && subject.slice(first.length).endsWith(last);
}
