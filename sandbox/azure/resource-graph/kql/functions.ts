import type { ColumnType } from "./syntax.ts";
import { boolOf, identityOf, numberOf, textOf } from "./values.ts";

/** A scalar function: how many operands it takes, what it gives, and how. */
export interface ScalarFunction {
  fewest: number;
  most: number;
  type: (operands: readonly ColumnType[]) => ColumnType;
  run: (...values: unknown[]) => unknown;
}

const gives = (type: ColumnType) => () => type;

function of(count: number, type: ColumnType, run: ScalarFunction["run"]): ScalarFunction {
  return { fewest: count, most: count, type: gives(type), run };
}

const ANY_NUMBER = 64;
const isNull = (value: unknown) => value === null || value === undefined;
const toNumber = of(1, "long", (value) => {
  const parsed = numberOf(value);
  return parsed === null ? null : Math.trunc(parsed);
});
const bag: ScalarFunction = {
  fewest: 2,
  most: ANY_NUMBER,
  type: gives("dynamic"),
  run: (...pairs) =>
    Object.fromEntries(
      Array.from({ length: Math.floor(pairs.length / 2) }, (_, pair) => [
        textOf(pairs[pair * 2]),
        pairs[pair * 2 + 1] ?? null,
      ]),
    ),
};

/** The scalar functions, by name in lower case. https://learn.microsoft.com/kusto/query/scalar-functions */
export const FUNCTIONS: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>([
  ["tostring", of(1, "string", textOf)],
  ["tolower", of(1, "string", (value) => textOf(value).toLowerCase())],
  ["toupper", of(1, "string", (value) => textOf(value).toUpperCase())],
  ["tobool", of(1, "bool", boolOf)],
  ["toboolean", of(1, "bool", boolOf)],
  ["toint", toNumber],
  ["tolong", toNumber],
  ["toreal", of(1, "real", numberOf)],
  ["todouble", of(1, "real", numberOf)],
  ["isempty", of(1, "bool", (value) => textOf(value) === "")],
  ["isnotempty", of(1, "bool", (value) => textOf(value) !== "")],
  ["isnull", of(1, "bool", isNull)],
  ["isnotnull", of(1, "bool", (value) => !isNull(value))],
  ["not", of(1, "bool", (value) => boolOf(value) === false)],
  ["strlen", of(1, "long", (value) => textOf(value).length)],
  ["array_length", of(1, "long", (value) => (Array.isArray(value) ? value.length : null))],
  [
    "bag_keys",
    of(1, "dynamic", (value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.keys(value)
        : null,
    ),
  ],
  ["pack", bag],
  ["bag_pack", bag],
  [
    "set_has_element",
    of(
      2,
      "bool",
      (set, element) =>
        Array.isArray(set) && set.some((member) => identityOf(member) === identityOf(element)),
    ),
  ],
  [
    "strcat",
    {
      fewest: 1,
      most: ANY_NUMBER,
      type: gives("string"),
      run: (...values) => values.map(textOf).join(""),
    },
  ],
  ["split", { fewest: 2, most: 3, type: gives("dynamic"), run: split }],
  ["substring", { fewest: 2, most: 3, type: gives("string"), run: substring }],
  [
    "replace_string",
    of(3, "string", (text, from, to) => textOf(text).replaceAll(textOf(from), textOf(to))),
  ],
  [
    "coalesce",
    {
      fewest: 2,
      most: ANY_NUMBER,
      type: commonType,
      run: (...values) => values.find((value) => !isNull(value) && value !== "") ?? null,
    },
  ],
  ["iff", { fewest: 3, most: 3, type: ([, ...results]) => commonType(results), run: choose }],
  ["iif", { fewest: 3, most: 3, type: ([, ...results]) => commonType(results), run: choose }],
  [
    "case",
    {
      fewest: 3,
      most: ANY_NUMBER,
      type: (types) =>
        commonType(types.filter((_, place) => place % 2 === 1 || place === types.length - 1)),
      run: pick,
    },
  ],
]);

/** The type that values of several types have together: their own if it is one, else dynamic. */
function commonType(types: readonly ColumnType[]): ColumnType {
  const [first = "dynamic"] = types;
  return types.every((type) => type === first) ? first : "dynamic";
}

function choose(condition: unknown, then: unknown, otherwise: unknown): unknown {
  return boolOf(condition) === true ? then : otherwise;
}

/** `case(if1, then1, if2, then2, …, else)`. */
function pick(...values: unknown[]): unknown {
  for (let place = 0; place + 1 < values.length; place += 2) {
    if (boolOf(values[place]) === true) return values[place + 1];
  }
  return values.at(-1);
}

function split(text: unknown, delimiter: unknown, place?: unknown): unknown {
  const parts = textOf(text).split(textOf(delimiter));
  if (typeof place !== "number") return parts;
  const part = parts[place];
  return part === undefined ? [] : [part];
}

function substring(text: unknown, from: unknown, length?: unknown): string {
  const start = numberOf(from) ?? 0;
  const count = length === undefined ? undefined : start + (numberOf(length) ?? 0);
  return textOf(text).slice(start, count);
}
