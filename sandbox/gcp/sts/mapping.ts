import { GoogleError, invalidArgument } from "../errors.ts";

/** `assertion.sub`, `assertion['sub']`. */
const CLAIM = /^assertion(?:\.(?<plain>[A-Za-z_]\w*)|\[['"](?<quoted>[^'"]+)['"]\])$/;
const EQUALS = /^(?<claim>assertion\S+)\s*==\s*(?:'(?<single>[^']*)'|"(?<double>[^"]*)")$/;
const TARGET = /^google\.(subject|groups|display_name)$|^attribute\.[a-z0-9_]{1,100}$/;

type Claims = Readonly<Record<string, unknown>>;

/**
 * Whether the sandbox can work out an attribute mapping. Google takes any expression of CEL; the sandbox knows
 * claims and literals, and says so rather than let everybody in.
 * @throws GoogleError 400
 */
export function checkMapping(mapping: Readonly<Record<string, string>>): void {
  if (!mapping["google.subject"]) {
    throw invalidArgument(
      "Attribute mapping must include a google.subject mapping.",
      "attribute_mapping",
    );
  }
  for (const [target, expression] of Object.entries(mapping)) {
    if (!TARGET.test(target)) throw invalidArgument(`Invalid mapped attribute key: ${target}`);
    if (!CLAIM.test(expression) && !/^(['"]).*\1$/.test(expression)) {
      throw invalidArgument(
        `The sandbox can't evaluate the expression '${expression}': it knows claims of the assertion and literal texts.`,
      );
    }
  }
}

/** @throws GoogleError 400 for a condition that the sandbox can't work out */
export function checkCondition(condition: string): void {
  for (const part of partsOf(condition)) {
    if (EQUALS.test(part)) continue;
    throw invalidArgument(
      `The sandbox can't evaluate the condition '${part}': it knows comparisons of claims with texts, joined by &&.`,
    );
  }
}

/** What the attributes of a provider become for a token; what has no value is left out. */
export function mapped(
  mapping: Readonly<Record<string, string>>,
  claims: Claims,
): Record<string, unknown> {
  const values = Object.entries(mapping).map(([target, expression]) => [
    target,
    claimed(expression, claims),
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** Whether a provider's condition lets a token in. */
export function meets(condition: string, claims: Claims): boolean {
  return partsOf(condition).every((part) => {
    const { claim = "", single, double } = EQUALS.exec(part)?.groups ?? {};
    if (claim === "") throw new GoogleError("INTERNAL", `The condition ${part} was not checked.`);
    return claimed(claim, claims) === (single ?? double ?? "");
  });
}

function partsOf(condition: string): string[] {
  return condition
    .split("&&")
    .map((part) => part.trim())
    .filter(Boolean);
}

function claimed(expression: string, claims: Claims): unknown {
  const { plain, quoted } = CLAIM.exec(expression)?.groups ?? {};
  const name = plain ?? quoted;
  return name === undefined ? expression.slice(1, -1) : claims[name];
}
