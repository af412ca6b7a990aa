import { validationError } from "./errors.ts";

/** What references in a template may mean. */
export interface Scope {
  /** Values of parameters and pseudo parameters. */
  values: ReadonlyMap<string, unknown>;
  mappings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  /** Whether a condition holds. */
  condition(name: string): boolean;
  /** What a resource is called, by its logical id; undefined where it is not there. */
  physicalId(logicalId: string): string | undefined;
  attribute(logicalId: string, name: string): unknown;
}

/** Stands for "as if nothing had been written". */
const NO_VALUE = Symbol("AWS::NoValue");

/**
 * A value of a template with all functions worked out.
 * @throws AwsError ValidationError where a function is used wrongly
 */
export function evaluated(value: unknown, scope: Scope): unknown {
  const result = worked(value, scope);
  return result === NO_VALUE ? undefined : result;
}

function worked(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => worked(one, scope)).filter((one) => one !== NO_VALUE);
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [[name = "", argument] = []] = entries;
  if (entries.length === 1) {
    const apply = FUNCTIONS[name];
    if (apply) return apply(argument, scope);
    if (name.startsWith("Fn::"))
      throw validationError(`Template error: ${name} is not known here.`);
  }
  const members = entries.map(([key, member]) => [key, worked(member, scope)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE));
}

type Apply = (argument: unknown, scope: Scope) => unknown;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html (as far as known) */
const FUNCTIONS: Readonly<Record<string, Apply>> = {
  Ref: (argument, scope) => referenced(text("Ref", argument), scope),
  "Fn::GetAtt": (argument, scope) => {
    const path =
      typeof argument === "string" ? argument.split(/\.(.*)/s) : list("Fn::GetAtt", argument);
    return scope.attribute(String(path[0]), String(path[1]));
  },
  "Fn::Sub": (argument, scope) => substituted(argument, scope),
  "Fn::Join": (argument, scope) => {
    const [delimiter, parts] = list("Fn::Join", argument);
    return list("Fn::Join", worked(parts, scope)).map(String).join(String(delimiter));
  },
  "Fn::Split": (argument, scope) => {
    const [delimiter, whole] = list("Fn::Split", argument);
    return String(worked(whole, scope)).split(String(delimiter));
  },
  "Fn::Select": (argument, scope) => {
    const [place, from] = list("Fn::Select", worked(argument, scope));
    const found = list("Fn::Select", from)[Number(place)];
    if (found !== undefined) return found;
    throw validationError(
      `Template error: Fn::Select cannot select nonexistent value at index ${place}`,
    );
  },
  "Fn::If": (argument, scope) => {
    const [name, then, otherwise] = list("Fn::If", argument);
    return worked(scope.condition(String(name)) ? then : otherwise, scope);
  },
  "Fn::FindInMap": (argument, scope) => {
    const path = list("Fn::FindInMap", worked(argument, scope)).map(String);
    const [map = "", first = "", second = ""] = path;
    const found = scope.mappings[map]?.[first]?.[second];
    if (found !== undefined) return found;
    throw validationError(`Template error: Unable to get mapping for ${path.join("::")}`);
  },
  "Fn::Base64": (argument, scope) =>
    Buffer.from(String(worked(argument, scope))).toString("base64"),
  Condition: (argument, scope) => scope.condition(text("Condition", argument)),
  "Fn::Equals": (argument, scope) => {
    const [one, other] = list("Fn::Equals", worked(argument, scope));
    return String(one) === String(other);
  },
  "Fn::Not": (argument, scope) => !list("Fn::Not", worked(argument, scope)).every(isTrue),
  "Fn::And": (argument, scope) => list("Fn::And", worked(argument, scope)).every(isTrue),
  "Fn::Or": (argument, scope) => list("Fn::Or", worked(argument, scope)).some(isTrue),
};

function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

function referenced(name: string, scope: Scope): unknown {
  if (name === "AWS::NoValue") return NO_VALUE;
  if (scope.values.has(name)) return scope.values.get(name);
  const physicalId = scope.physicalId(name);
  if (physicalId !== undefined) return physicalId;
  throw validationError(
    `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
  );
}

/** `${Name}`, `${Resource.Attribute}`, and `${!Literal}` for what is meant as written. */
export const SUB_VARIABLE = /\$\{([^!}][^}]*)\}/g;

function substituted(argument: unknown, scope: Scope): string {
  const [template, variables] =
    typeof argument === "string" ? [argument, {}] : list("Fn::Sub", argument);
  const own = new Map(Object.entries((variables ?? {}) as Record<string, unknown>));
  return String(template)
    .replace(SUB_VARIABLE, (_, name: string) => {
      if (own.has(name)) return String(worked(own.get(name), scope));
      const [resource = "", attribute] = name.split(/\.(.*)/s);
      return String(
        attribute === undefined ? referenced(name, scope) : scope.attribute(resource, attribute),
      );
    })
    .replaceAll("${!", "${");
}

function list(name: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw validationError(`Template error: every ${name} object must have a list of values.`);
}

function text(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw validationError(`Template error: every ${name} object must have a single String value.`);
}
