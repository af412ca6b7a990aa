import { type Compiled, compileExpression, type Schema } from "./compile-expression.ts";
import { type Position, semanticError } from "./query-error.ts";
import type { ColumnType, NamedExpression, Operator, OperatorOf } from "./syntax.ts";
import { boolOf, type Row } from "./values.ts";

/** An operator that looks at one row at a time and passes it on, changed, or drops it. */
export interface RowStage {
  schema: Schema;
  apply: (row: Row) => Row | undefined;
}

type RowKind = "where" | "extend" | "project" | "project-away" | "project-keep" | "project-rename";

const STAGES: { [K in RowKind]: (operator: OperatorOf<K>, schema: Schema) => RowStage } = {
  where: filtered,
  extend: extended,
  project: ({ columns }, schema) => projected(columns, schema),
  "project-away": ({ patterns }, schema) =>
    narrowed(schema, (name) => !patterns.some((pattern) => matches(pattern, name))),
  "project-keep": ({ patterns }, schema) =>
    narrowed(schema, (name) => patterns.some((pattern) => matches(pattern, name))),
  "project-rename": renamed,
};

/** The stage of an operator that works row by row, or nothing when it needs all rows together. */
export function compileRowOperator(operator: Operator, schema: Schema): RowStage | undefined {
  if (!(operator.kind in STAGES)) return undefined;
  const compile = STAGES[operator.kind as RowKind] as (o: Operator, s: Schema) => RowStage;
  return compile(operator, schema);
}

function filtered({ predicate, at }: OperatorOf<"where">, schema: Schema): RowStage {
  const condition = compileExpression(predicate, schema);
  if (condition.type !== "bool" && condition.type !== "dynamic") {
    throw semanticError("'where' operator: the predicate must be boolean", at);
  }
  return { schema, apply: (row) => (boolOf(condition.evaluate(row)) ? row : undefined) };
}

function extended({ columns }: OperatorOf<"extend">, schema: Schema): RowStage {
  const added = columns.map(({ name, expression }) => ({
    name,
    compiled: compileExpression(expression, schema),
  }));
  return {
    schema: new Map([...schema, ...typesOf(added)]),
    // The new columns lie over the row they extend, so a body that nothing asks for stays unparsed.
    apply: (row) =>
      Object.create(
        row,
        Object.fromEntries(
          added.map(({ name, compiled }) => [
            name,
            { value: compiled.evaluate(row), enumerable: true },
          ]),
        ),
      ),
  };
}

/** The stage that makes new rows of exactly these columns. */
export function projected(columns: readonly NamedExpression[], schema: Schema): RowStage {
  const kept = columns.map(({ name, expression }) => ({
    name,
    compiled: compileExpression(expression, schema),
  }));
  return {
    schema: new Map(typesOf(kept)),
    apply: (row) =>
      Object.fromEntries(kept.map(({ name, compiled }) => [name, compiled.evaluate(row) ?? null])),
  };
}

function typesOf(columns: { name: string; compiled: Compiled }[]): [string, ColumnType][] {
  return columns.map(({ name, compiled }) => [name, compiled.type]);
}

function narrowed(schema: Schema, keeps: (name: string) => boolean): RowStage {
  return { schema: new Map([...schema].filter(([name]) => keeps(name))), apply: (row) => row };
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function renamed({ renames, at }: OperatorOf<"project-rename">, schema: Schema): RowStage {
  for (const { from } of renames) requireColumn(schema, from, at);
  const newNames = new Map(renames.map(({ from, to }) => [from, to]));
  const columns = [...schema.keys()].map((name) => ({
    name: newNames.get(name) ?? name,
    expression: { kind: "column", name, at } as const,
  }));
  return projected(columns, schema);
}

/** @throws QueryError when the schema has no such column. */
export function requireColumn(schema: Schema, name: string, at: Position): ColumnType {
  const type = schema.get(name);
  if (!type) throw semanticError(`Failed to resolve column named '${name}'`, at);
  return type;
}
