import type { Schema } from "./compile-expression.ts";
import { requireColumn } from "./row-operators.ts";
import type { SetStage } from "./set-operators.ts";
import type { OperatorOf } from "./syntax.ts";
import { identityOf, type Row } from "./values.ts";

/** The right side of a join, already compiled. */
export interface JoinedQuery {
  schema: Schema;
  rows: () => Iterable<Row>;
}

/**
 * Joins on equal columns. A right column whose name the left side has too gets a number behind it,
 * `id1`. "innerunique", KQL's default, keeps one left row for each key: https://learn.microsoft.com/kusto/query/join-operator
 */
export function compileJoin(
  { flavor, on, at }: OperatorOf<"join">,
  left: Schema,
  right: JoinedQuery,
): SetStage {
  for (const key of on) {
    requireColumn(left, key.left, at);
    requireColumn(right.schema, key.right, at);
  }
  const names = new Map<string, string>();
  const schema = new Map(left);
  for (const [column, type] of right.schema) {
    const name = freeName(column, schema);
    names.set(column, name);
    schema.set(name, type);
  }
  const leftKey = (row: Row) => identityOf(on.map((key) => row[key.left] ?? null));
  const rightKey = (row: Row) => identityOf(on.map((key) => row[key.right] ?? null));
  return {
    schema,
    apply: (rows) =>
      joined(flavor === "innerunique" ? uniqueBy(rows, leftKey) : rows, {
        leftKey,
        partners: Map.groupBy(right.rows(), rightKey),
        partnerless: flavor === "leftouter" ? [{}] : [],
        merge: (row, partner) => mergeRows(row, partner, names),
      }),
  };
}

interface Matching {
  leftKey: (row: Row) => string;
  partners: ReadonlyMap<string, Row[]>;
  partnerless: readonly Row[];
  merge: (row: Row, partner: Row) => Row;
}

function* joined(
  rows: Iterable<Row>,
  { leftKey, partners, partnerless, merge }: Matching,
): Iterable<Row> {
  for (const row of rows) {
    for (const partner of partners.get(leftKey(row)) ?? partnerless) yield merge(row, partner);
  }
}

function* uniqueBy(rows: Iterable<Row>, keyOf: (row: Row) => string): Iterable<Row> {
  const seen = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row);
    if (seen.has(key)) continue;
    seen.add(key);
    yield row;
  }
}

function mergeRows(row: Row, partner: Row, names: ReadonlyMap<string, string>): Row {
  const added = [...names].map(([column, name]) => [
    name,
    { value: partner[column] ?? null, enumerable: true },
  ]);
  return Object.create(row, Object.fromEntries(added));
}

function freeName(column: string, taken: ReadonlyMap<string, unknown>): string {
  for (let number = 0; ; number++) {
    const name = number === 0 ? column : `${column}${number}`;
    if (!taken.has(name)) return name;
  }
}
