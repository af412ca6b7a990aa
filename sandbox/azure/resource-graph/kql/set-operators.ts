import { AGGREGATES, type Aggregate } from "./aggregates.ts";
import { type Compiled, compileExpression, type Schema } from "./compile-expression.ts";
import { semanticError } from "./query-error.ts";
import { projected } from "./row-operators.ts";
import type { ColumnType, NamedExpression, Operator, OperatorOf, SortKey } from "./syntax.ts";
import { compare, identityOf, type Row } from "./values.ts";

/** An operator that needs to see its rows together: sorts, counts, groups, cuts. */
export interface SetStage {
  schema: Schema;
  apply: (rows: Iterable<Row>) => Iterable<Row>;
}

type SetKind = Exclude<
  Operator["kind"],
  "where" | "extend" | "project" | "project-away" | "project-keep" | "project-rename" | "join"
>;

const STAGES: { [K in SetKind]: (operator: OperatorOf<K>, schema: Schema) => SetStage } = {
  summarize,
  count: ({ at }, schema) => {
    const expression = { kind: "call", name: "count", operands: [], at } as const;
    const aggregates = [{ name: "Count", expression: { ...expression, operands: [] } }];
    return summarize({ kind: "summarize", aggregates, by: [], at }, schema);
  },
  order: ({ keys }, schema) => sorted(keys, schema),
  take: ({ rows: most }, schema) => ({ schema, apply: (rows) => firstOf(rows, most) }),
  top: ({ rows: most, key }, schema) => {
    const order = sorted([key], schema);
    return { schema, apply: (rows) => firstOf(order.apply(rows), most) };
  },
  distinct: ({ columns }, schema) =>
    summarize({ kind: "summarize", aggregates: [], by: columns, at: START }, schema),
  "mv-expand": expanded,
};
const START = { line: 1, column: 1 };

/** The stage of any operator but `join` and those that work row by row. */
export function compileSetOperator(operator: Operator, schema: Schema): SetStage {
  const compile = STAGES[operator.kind as SetKind] as (o: Operator, s: Schema) => SetStage;
  return compile(operator, schema);
}

function* firstOf(rows: Iterable<Row>, most: number): Iterable<Row> {
  let left = most;
  if (left <= 0) return;
  for (const row of rows) {
    yield row;
    if (--left === 0) return;
  }
}

function sorted(keys: readonly SortKey[], schema: Schema): SetStage {
  const compiled = keys.map((key) => {
    const expression = compileExpression(key.expression, schema);
    requireScalar(expression.type, key.expression, "Order by");
    return { ...key, expression };
  });
  return {
    schema,
    apply: (rows) =>
      Array.from(rows, (row) => ({
        row,
        values: compiled.map(({ expression }) => expression.evaluate(row) ?? null),
      }))
        .sort((left, right) => orderOf(left.values, right.values, compiled))
        .map(({ row }) => row),
  };
}

type Direction = Pick<SortKey, "descending" | "nullsFirst">;

function orderOf(
  left: readonly unknown[],
  right: readonly unknown[],
  keys: readonly Direction[],
): number {
  for (const [place, key] of keys.entries()) {
    const order = orderOfTwo(left[place], right[place], key);
    if (order !== 0) return order;
  }
  return 0;
}

function orderOfTwo(left: unknown, right: unknown, { descending, nullsFirst }: Direction): number {
  if (left === null || right === null) {
    if (left === right) return 0;
    return (left === null) === nullsFirst ? -1 : 1;
  }
  return descending ? -compare(left, right) : compare(left, right);
}

function summarize({ aggregates, by }: OperatorOf<"summarize">, schema: Schema): SetStage {
  const keys = projected(by, schema);
  for (const [place, type] of [...keys.schema.values()].entries()) {
    requireScalar(type, by[place]?.expression, "Summarize group key");
  }
  const columns = aggregates.map((column) => aggregateColumn(column, schema));
  return {
    schema: new Map([...keys.schema, ...columns.map(({ name, type }) => [name, type] as const)]),
    apply: (rows) => grouped(rows, keys.apply, columns, by.length === 0),
  };
}

interface AggregateColumn {
  name: string;
  type: ColumnType;
  aggregate: Aggregate;
  operand: Compiled | undefined;
}

function aggregateColumn({ name, expression }: NamedExpression, schema: Schema): AggregateColumn {
  const aggregate = expression.kind === "call" ? AGGREGATES.get(expression.name) : undefined;
  if (expression.kind !== "call" || !aggregate) {
    throw semanticError("'summarize' operator: expected an aggregation function", expression.at);
  }
  if (expression.operands.length !== aggregate.operands) {
    const wanted = `${expression.name}(): function expects ${aggregate.operands} argument(s).`;
    throw semanticError(wanted, expression.at);
  }
  const [first] = expression.operands;
  const operand = first && compileExpression(first, schema);
  return { name, type: aggregate.type(operand?.type ?? "long"), aggregate, operand };
}

function* grouped(
  rows: Iterable<Row>,
  keyOf: (row: Row) => Row | undefined,
  columns: readonly AggregateColumn[],
  oneGroup: boolean,
): Iterable<Row> {
  const newGroup = (key: Row) => ({ key, sums: columns.map(({ aggregate }) => aggregate.start()) });
  const groups = new Map<string, ReturnType<typeof newGroup>>();
  // Without `by` there is one group even when there are no rows: `count` of nothing is 0.
  if (oneGroup) groups.set(identityOf({}), newGroup({}));
  for (const row of rows) {
    const key = keyOf(row) ?? {};
    const identity = identityOf(key);
    const group = groups.get(identity) ?? newGroup(key);
    groups.set(identity, group);
    for (const [place, sum] of group.sums.entries())
      sum.add(columns[place]?.operand?.evaluate(row));
  }
  for (const { key, sums } of groups.values()) {
    const results = columns.map(
      ({ name }, place) => [name, sums[place]?.result() ?? null] as const,
    );
    yield Object.fromEntries([...Object.entries(key), ...results]);
  }
}

/** One row for every element of an array, or for every pair of a bag; no row is lost for being empty. */
function expanded({ column }: OperatorOf<"mv-expand">, schema: Schema): SetStage {
  const source = compileExpression(column.expression, schema);
  if (source.type !== "dynamic") {
    throw semanticError("'mv-expand' operator: the expanded expression must be dynamic", START);
  }
  return {
    schema: new Map([...schema, [column.name, "dynamic"]]),
    apply: function* (rows) {
      for (const row of rows) {
        for (const value of elementsOf(source.evaluate(row))) {
          yield Object.create(row, { [column.name]: { value, enumerable: true } });
        }
      }
    },
  };
}

function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.length > 0 ? value : [null];
  if (typeof value !== "object" || value === null) return [value];
  const pairs = Object.entries(value).map(([key, member]) => ({ [key]: member }));
  return pairs.length > 0 ? pairs : [null];
}

// Real queries fail here too, and say so in these words: a dynamic value has no order and no identity.
function requireScalar(
  type: ColumnType,
  expression: NamedExpression["expression"] | undefined,
  what: string,
): void {
  if (type !== "dynamic") return;
  const name = expression?.kind === "column" ? `'${expression.name}' ` : "";
  throw semanticError(
    `${what} ${name}is of a 'dynamic' type. Please use an explicit cast as grouping or ordering by a 'dynamic' type is not supported.`,
    expression?.at,
  );
}
