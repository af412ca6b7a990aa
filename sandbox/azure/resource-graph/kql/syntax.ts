import type { Position } from "./query-error.ts";

/** The column types that Resource Graph's tables and expressions have. */
export type ColumnType = "string" | "long" | "real" | "bool" | "dynamic";

export type Expression =
  | { kind: "literal"; value: string | number | boolean | null; type: ColumnType; at: Position }
  | { kind: "column"; name: string; at: Position }
  | { kind: "path"; of: Expression; key: Expression; at: Position }
  | { kind: "call"; name: string; operands: Expression[]; at: Position }
  | { kind: "binary"; operator: string; left: Expression; right: Expression; at: Position }
  | { kind: "membership"; operator: string; left: Expression; options: Expression[]; at: Position };

/** `name = expression`; without a name the expression's own name is used, as KQL does. */
export interface NamedExpression {
  name: string;
  expression: Expression;
}

export interface SortKey {
  expression: Expression;
  descending: boolean;
  nullsFirst: boolean;
}

export interface Query {
  table: string;
  at: Position;
  operators: Operator[];
}

export type Operator = { at: Position } & (
  | { kind: "where"; predicate: Expression }
  | { kind: "extend"; columns: NamedExpression[] }
  | { kind: "project"; columns: NamedExpression[] }
  | { kind: "distinct"; columns: NamedExpression[] }
  | { kind: "project-away"; patterns: string[] }
  | { kind: "project-keep"; patterns: string[] }
  | { kind: "project-rename"; renames: { from: string; to: string }[] }
  | { kind: "summarize"; aggregates: NamedExpression[]; by: NamedExpression[] }
  | { kind: "count" }
  | { kind: "order"; keys: SortKey[] }
  | { kind: "take"; rows: number }
  | { kind: "top"; rows: number; key: SortKey }
  | { kind: "join"; flavor: string; right: Query; on: { left: string; right: string }[] }
  | { kind: "mv-expand"; column: NamedExpression }
);

export type OperatorOf<K extends Operator["kind"]> = Extract<Operator, { kind: K }>;
