import type { ColumnType } from "./syntax.ts";
import { boolOf, compare, identityOf, numberOf } from "./values.ts";

/** What an aggregate keeps while the rows of one group go by. */
interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

/** An aggregate of `summarize`. `operands` is how many expressions it takes, 0 or 1. */
export interface Aggregate {
  operands: 0 | 1;
  type: (operand: ColumnType) => ColumnType;
  start: () => Accumulator;
}

const gives = (type: ColumnType) => () => type;

/** Remembers one value and replaces it by what `next` makes of it and the newcomer. */
function fold<T>(
  first: T,
  next: (soFar: T, value: unknown) => T,
  finish: (soFar: T) => unknown = (soFar) => soFar,
): () => Accumulator {
  return () => {
    let soFar = first;
    return {
      add: (value) => {
        soFar = next(soFar, value);
      },
      result: () => finish(soFar),
    };
  };
}

const isNothing = (value: unknown) => value === null || value === undefined;
const sum = (soFar: number, value: unknown) => soFar + (numberOf(value) ?? 0);

/** The least value by some order; nulls don't take part. */
const extreme = (sign: 1 | -1) =>
  fold<unknown>(null, (soFar, value) => {
    if (isNothing(value)) return soFar;
    return isNothing(soFar) || sign * compare(value, soFar) < 0 ? value : soFar;
  });

/** Gathers the different values of a group, each once. */
function different(finish: (values: unknown[]) => unknown): () => Accumulator {
  return () => {
    const seen = new Map<string, unknown>();
    return {
      add: (value) => {
        if (!isNothing(value)) seen.set(identityOf(value), value);
      },
      result: () => finish([...seen.values()]),
    };
  };
}

function gathered(): Accumulator {
  const values: unknown[] = [];
  return { add: (value) => void values.push(value ?? null), result: () => values };
}

function average(): Accumulator {
  let [total, count] = [0, 0];
  return {
    add: (value) => {
      const number = numberOf(value);
      if (number === null) return;
      total += number;
      count++;
    },
    result: () => (count === 0 ? null : total / count),
  };
}

/** The aggregates, by name in lower case. https://learn.microsoft.com/kusto/query/aggregation-functions */
export const AGGREGATES: ReadonlyMap<string, Aggregate> = new Map<string, Aggregate>([
  ["count", { operands: 0, type: gives("long"), start: fold(0, (soFar) => soFar + 1) }],
  [
    "countif",
    {
      operands: 1,
      type: gives("long"),
      start: fold(0, (soFar, value) => soFar + (boolOf(value) === true ? 1 : 0)),
    },
  ],
  [
    "sum",
    { operands: 1, type: (type) => (type === "long" ? "long" : "real"), start: fold(0, sum) },
  ],
  ["avg", { operands: 1, type: gives("real"), start: average }],
  ["min", { operands: 1, type: (type) => type, start: extreme(1) }],
  ["max", { operands: 1, type: (type) => type, start: extreme(-1) }],
  ["dcount", { operands: 1, type: gives("long"), start: different((values) => values.length) }],
  ["make_set", { operands: 1, type: gives("dynamic"), start: different((values) => values) }],
  ["make_list", { operands: 1, type: gives("dynamic"), start: gathered }],
  [
    "take_any",
    {
      operands: 1,
      type: (type) => type,
      start: fold<unknown>(null, (soFar, value) => soFar ?? value),
    },
  ],
]);
