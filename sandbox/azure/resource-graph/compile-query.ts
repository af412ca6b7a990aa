import type { Schema } from "./kql/compile-expression.ts";
import { compileJoin } from "./kql/join.ts";
import type { Position } from "./kql/query-error.ts";
import { compileRowOperator, type RowStage } from "./kql/row-operators.ts";
import { compileSetOperator, type SetStage } from "./kql/set-operators.ts";
import type { Operator, Query, SortKey } from "./kql/syntax.ts";
import type { Row } from "./kql/values.ts";
import { type ScanFilter, splitScan } from "./scan-filter.ts";

/** A table to read from. Rows come in the order of their ids in lower case. */
export interface Table {
  schema: Schema;
  /** Rows whose id in lower case is greater than `after`; all of them without it. */
  scan: (filter: ScanFilter, after?: string) => Iterable<Row>;
  count: (filter: ScanFilter) => number;
}

/** Finds a table by its name in lower case; throws a QueryError where there is none. */
export type FindTable = (name: string, at: Position) => Table;

/** A query ready to run. */
export type CompiledQuery = StreamedQuery | WholeQuery;

/**
 * A query that looks at each row by itself and gives rows in the order of their ids. A page of it is
 * cheap however far on it is, and it continues behind an id, whatever changed meanwhile.
 */
export interface StreamedQuery {
  kind: "streamed";
  schema: Schema;
  scan: (after?: string) => Iterable<Row>;
  /** What a row of the table becomes in the result; nothing when the query drops it. */
  apply: (row: Row) => Row | undefined;
  /** How many rows there are, when the indexes alone decide it. */
  count?: () => number;
}

/** Any other query: it is computed as a whole for each page. */
export interface WholeQuery {
  kind: "whole";
  schema: Schema;
  rows: () => Iterable<Row>;
}

/** Compiles a parsed query against the tables that the caller may read. */
export function compileQuery(query: Query, findTable: FindTable): CompiledQuery {
  const table = findTable(query.table, query.at);
  const { filter, rest } = splitScan(query.operators);
  const byId = rest.filter((operator) => !isOrderById(operator));
  // An order by id that a later operator's renaming can't reach is the order the table has anyway.
  const sorts = rest.length - byId.length;
  const sortsOnlyById = sorts === 0 || (sorts === 1 && isOrderedEarly(rest));
  const streamed = sortsOnlyById ? streamStages(byId, table.schema) : undefined;
  if (!streamed) return compileWhole(rest, table, filter, findTable);
  const drops = byId.some(({ kind }) => kind === "where");
  return {
    kind: "streamed",
    schema: streamed.schema,
    scan: (after) => table.scan(filter, after),
    apply: streamed.apply,
    ...(!drops && { count: () => table.count(filter) }),
  };
}

/** One stage made of all operators, if each of them works row by row. */
function streamStages(operators: readonly Operator[], first: Schema): RowStage | undefined {
  let whole: RowStage = { schema: first, apply: (row) => row };
  for (const operator of operators) {
    const stage = compileRowOperator(operator, whole.schema);
    if (!stage) return undefined;
    const before = whole.apply;
    const apply = (row: Row) => {
      const passed = before(row);
      return passed && stage.apply(passed);
    };
    whole = { schema: stage.schema, apply };
  }
  return whole;
}

function compileWhole(
  operators: readonly Operator[],
  table: Table,
  filter: ScanFilter,
  findTable: FindTable,
): WholeQuery {
  const [first, ...behindFirst] = operators;
  // Counting is what an index does best; no row needs to be looked at.
  const counts = first?.kind === "count";
  let schema: Schema = counts ? new Map([["Count", "long"]]) : table.schema;
  let rows: () => Iterable<Row> = () =>
    counts ? [{ Count: table.count(filter) }] : table.scan(filter);
  for (const operator of counts ? behindFirst : operators) {
    const stage = compileStage(operator, schema, findTable);
    const before = rows;
    schema = stage.schema;
    rows = () => stage.apply(before());
  }
  return { kind: "whole", schema, rows };
}

function compileStage(operator: Operator, schema: Schema, findTable: FindTable): SetStage {
  if (operator.kind === "join") {
    const right = compileQuery(operator.right, findTable);
    return compileJoin(operator, schema, { schema: right.schema, rows: () => allRows(right) });
  }
  const rowStage = compileRowOperator(operator, schema);
  if (!rowStage) return compileSetOperator(operator, schema);
  return { schema: rowStage.schema, apply: (rows) => mapped(rows, rowStage.apply) };
}

/** All rows of a query, one after the other. */
export function allRows(query: CompiledQuery): Iterable<Row> {
  return query.kind === "whole" ? query.rows() : mapped(query.scan(), query.apply);
}

function* mapped(rows: Iterable<Row>, apply: (row: Row) => Row | undefined): Iterable<Row> {
  for (const row of rows) {
    const passed = apply(row);
    if (passed) yield passed;
  }
}

function isOrderById(operator: Operator): boolean {
  return operator.kind === "order" && operator.keys.length === 1 && operator.keys.every(isIdUpward);
}

function isIdUpward({ expression, descending }: SortKey): boolean {
  return expression.kind === "column" && expression.name === "id" && !descending;
}

/** Whether `id` still means the table's id where the query orders by it. */
function isOrderedEarly(operators: readonly Operator[]): boolean {
  const place = operators.findIndex(isOrderById);
  return operators.slice(0, place).every(keepsId);
}

function keepsId(operator: Operator): boolean {
  switch (operator.kind) {
    case "where":
      return true;
    case "extend":
      return operator.columns.every(({ name }) => name !== "id");
    case "project":
      return operator.columns.some(
        ({ name, expression }) =>
          name === "id" && expression.kind === "column" && expression.name === "id",
      );
    default:
      return false;
  }
}
