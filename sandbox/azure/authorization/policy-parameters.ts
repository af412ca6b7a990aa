import { ArmError } from "../../types.ts";
import type { PolicyDefinition, PolicyParameter } from "./policy-catalog/definition.ts";

/** The values of an assignment's parameters, as ARM has them. */
export type ParameterValues = Readonly<Record<string, { value?: unknown }>>;

const HAS_TYPE: Readonly<Record<PolicyParameter["type"], (value: unknown) => boolean>> = {
  String: (value) => typeof value === "string",
  DateTime: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  Array: Array.isArray,
  Object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  Boolean: (value) => typeof value === "boolean",
  Integer: Number.isInteger,
  Float: (value) => typeof value === "number",
};

/**
 * Refuses values that don't fit a definition's parameters. Codes and sentences as Azure Policy writes them:
 * https://github.com/Azure/azure-sdk-for-net/issues/39734, https://github.com/Azure/ALZ-Bicep/issues/585,
 * https://github.com/Azure/Azure-Landing-Zones/issues/442
 * @throws ArmError 400
 */
export function refuseWrongParameters(
  assignmentName: string,
  definition: PolicyDefinition,
  values: ParameterValues,
): void {
  const known = parametersByName(definition);
  const given = Object.entries(values).filter(([, { value }]) => value !== undefined);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const unknown = given.map(([name]) => name).filter((name) => !known.has(name.toLowerCase()));
  if (unknown.length > 0) {
    throw new ArmError(
      400,
      "UndefinedPolicyParameter",
      `The policy assignment '${assignmentName}' has the parameter(s) '${unknown.join(",")}' which are not defined in the policy definition '${definition.id}'.`,
    );
  }
  const missing = Object.entries(definition.parameters)
    .filter(
      ([name, { defaultValue }]) => defaultValue === undefined && !names.has(name.toLowerCase()),
    )
    .map(([name]) => name);
  if (missing.length > 0) {
    throw new ArmError(
      400,
      "MissingPolicyParameter",
      `The policy assignment '${assignmentName}' is missing the parameter(s) '${missing.join(",")}' as defined in the policy definition '${definition.id}'.`,
    );
  }
  for (const [name, { value }] of given) {
    const parameter = known.get(name.toLowerCase());
    if (parameter) refuseValue(definition, name, parameter, value);
  }
}

function refuseValue(
  { id, version }: PolicyDefinition,
  name: string,
  { type, allowedValues }: PolicyParameter,
  value: unknown,
): void {
  if (!HAS_TYPE[type](value)) {
    throw new ArmError(
      400,
      "InvalidPolicyParameterType",
      `The value of the policy parameter '${name}' in policy definition '${id}' is not valid: expected type '${type}', found type '${typeName(value)}'.`,
    );
  }
  const allowed = (allowedValues ?? []).map(String);
  const isAllowed = allowed.some((one) => one.toLowerCase() === String(value).toLowerCase());
  if (!allowedValues || isAllowed) return;
  throw new ArmError(
    400,
    "PolicyParameterValueNotAllowed",
    `The value '${String(value)}' is not allowed for policy parameter '${name}' in policy definition '${id} version ${version}'. The allowed values are '${allowed.join(", ")}'.`,
  );
}

function typeName(value: unknown): string {
  if (value === null) return "Null";
  if (Array.isArray(value)) return "Array";
  if (typeof value === "number") return Number.isInteger(value) ? "Integer" : "Float";
  const name = typeof value;
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** The value that a parameter has in an assignment: the given one, or the definition's own. */
export function parameterValue(
  definition: PolicyDefinition,
  values: ParameterValues,
  name: string,
): unknown {
  const wanted = name.toLowerCase();
  const given = Object.entries(values).find(([key]) => key.toLowerCase() === wanted)?.[1]?.value;
  return given ?? parametersByName(definition).get(wanted)?.defaultValue;
}

function parametersByName({ parameters }: PolicyDefinition): Map<string, PolicyParameter> {
  return new Map(Object.entries(parameters).map(([name, one]) => [name.toLowerCase(), one]));
}
