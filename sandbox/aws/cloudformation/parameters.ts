import { validationError } from "./errors.ts";
import type { Parameter, Template } from "./template.ts";

/** A parameter's value as a client gives it. */
export interface GivenParameter {
  ParameterKey: string;
  ParameterValue?: string | undefined;
  /** Keep what the stack has. */
  UsePreviousValue?: string | undefined;
}

/**
 * The values of a template's parameters: given ones, else those of before, else the defaults.
 * @throws AwsError ValidationError where one is missing, unknown or not allowed
 */
export function parameterValues(
  { Parameters }: Pick<Template, "Parameters">,
  given: readonly GivenParameter[],
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const unknown = given.filter(({ ParameterKey }) => !(ParameterKey in Parameters));
  if (unknown.length > 0) {
    throw validationError(`Parameters: [${namesOf(unknown)}] do not exist in the template`);
  }
  const values = new Map<string, string>();
  for (const [name, { Default }] of Object.entries(Parameters)) {
    const value = chosen(
      given.find(({ ParameterKey }) => ParameterKey === name),
      before[name],
    );
    if (value !== undefined) values.set(name, value);
    else if (Default !== undefined) values.set(name, String(Default));
  }
  const missing = Object.keys(Parameters).filter((name) => !values.has(name));
  if (missing.length > 0)
    throw validationError(`Parameters: [${missing.join(", ")}] must have values`);
  for (const [name, value] of values) check(name, value, Parameters[name]);
  return Object.fromEntries(values);
}

function chosen(given: GivenParameter | undefined, before: string | undefined): string | undefined {
  return given?.UsePreviousValue === "true" ? before : given?.ParameterValue;
}

function namesOf(given: readonly GivenParameter[]): string {
  return given.map(({ ParameterKey }) => ParameterKey).join(", ");
}

type Rule = (value: string, parameter: Parameter) => string | undefined;

/** What is wrong with a value, in CloudFormation's words. */
const RULES: readonly Rule[] = [
  (value, { AllowedPattern: pattern }) =>
    pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)
      ? `must match pattern ${pattern}`
      : undefined,
  (value, { AllowedValues: allowed }) =>
    allowed && !allowed.map(String).includes(value)
      ? `must be one of AllowedValues [${allowed.join(", ")}]`
      : undefined,
  (value, { MinLength: least }) =>
    least !== undefined && value.length < least
      ? `must contain at least ${least} characters`
      : undefined,
  (value, { MaxLength: most }) =>
    most !== undefined && value.length > most
      ? `must contain at most ${most} characters`
      : undefined,
  (value, { Type }) =>
    Type === "Number" && !/^-?\d+(\.\d+)?$/.test(value) ? "must be a number" : undefined,
  (value, { MinValue: least }) =>
    least !== undefined && Number(value) < least
      ? `must be a number not less than ${least}`
      : undefined,
  (value, { MaxValue: most }) =>
    most !== undefined && Number(value) > most
      ? `must be a number not greater than ${most}`
      : undefined,
];

function check(name: string, value: string, parameter: Parameter | undefined): void {
  if (!parameter) return;
  const wrong = RULES.map((rule) => rule(value, parameter)).find((words) => words !== undefined);
  if (wrong === undefined) return;
  throw validationError(
    `Parameter '${name}' failed to satisfy constraint: ${parameter.ConstraintDescription ?? wrong}`,
  );
}

/** What a reference to the parameter gives: lists are written with commas. */
export function valueOfType(value: string, { Type }: Parameter): unknown {
  const isList = Type === "CommaDelimitedList" || Type.startsWith("List<");
  return isList ? value.split(",").map((one) => one.trim()) : value;
}
