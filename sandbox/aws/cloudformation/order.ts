import { validationError } from "./errors.ts";
import { SUB_VARIABLE } from "./functions.ts";
import type { Template } from "./template.ts";

/**
 * The logical ids of a template's resources, each behind those that it needs, by DependsOn or by a reference.
 * @throws AwsError ValidationError where something is missing or goes in circles
 */
export function creationOrder({ Resources, Parameters }: Template): string[] {
  const names = new Set(Object.keys(Resources));
  const needs = new Map(
    Object.entries(Resources).map(([name, { DependsOn, Properties }]) => {
      const found = [...DependsOn, ...referencesIn(Properties)];
      return [name, new Set(found.filter((one) => !isKnown(one, Parameters)))];
    }),
  );
  const missing = [...needs.values()].flatMap((wanted) =>
    [...wanted].filter((one) => !names.has(one)),
  );
  if (missing.length > 0) {
    throw validationError(
      `Template format error: Unresolved resource dependencies [${[...new Set(missing)].join(", ")}] in the Resources block of the template`,
    );
  }
  return sorted([...names], needs);
}

function isKnown(name: string, parameters: Template["Parameters"]): boolean {
  return name.startsWith("AWS::") || name in parameters;
}

function sorted(
  names: readonly string[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const done = new Set<string>();
  let left = [...names];
  while (left.length > 0) {
    const ready = left.filter((name) => [...(needs.get(name) ?? [])].every((one) => done.has(one)));
    if (ready.length === 0) {
      throw validationError(`Circular dependency between resources: [${left.join(", ")}]`);
    }
    for (const name of ready) done.add(name);
    left = left.filter((name) => !done.has(name));
  }
  return [...done];
}

/** Every name that a value refers to by Ref, Fn::GetAtt or Fn::Sub. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === "Ref") return [String(member)];
    if (name === "Fn::GetAtt") return [String([member].flat()[0]).split(".")[0] ?? ""];
    if (name === "Fn::Sub") return referencesInText(member);
    return referencesIn(member);
  });
}

function referencesInText(argument: unknown): string[] {
  const [text, variables = {}] = [argument].flat() as [string, object?];
  const named = [...String(text).matchAll(SUB_VARIABLE)].map(
    ([, name = ""]) => name.split(".")[0] ?? "",
  );
  return [...named.filter((name) => !(name in variables)), ...referencesIn(variables)];
}
