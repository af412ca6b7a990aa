import { parseExpression } from "./parse-expression.ts";
import { semanticError } from "./query-error.ts";
import type { Expression, NamedExpression, Operator, Query, SortKey } from "./syntax.ts";
import { TokenReader } from "./token-reader.ts";

/** Resource Graph reads the table `resources` when a query starts with an operator instead of a table. */
const DEFAULT_TABLE = "resources";
/** Far above what a person writes; a limit so that a hostile query can't exhaust the stack. */
const MOST_CHARACTERS = 20_000;

type OperatorBody = Operator extends infer O ? (O extends Operator ? Omit<O, "at"> : never) : never;
type OperatorParser = (reader: TokenReader) => OperatorBody;

const OPERATORS: Readonly<Record<string, OperatorParser>> = {
  where: (reader) => ({ kind: "where", predicate: parseExpression(reader) }),
  filter: (reader) => ({ kind: "where", predicate: parseExpression(reader) }),
  extend: (reader) => ({ kind: "extend", columns: parseColumns(reader) }),
  project: (reader) => ({ kind: "project", columns: parseColumns(reader) }),
  distinct: (reader) => ({ kind: "distinct", columns: parseColumns(reader) }),
  "project-away": (reader) => ({ kind: "project-away", patterns: parsePatterns(reader) }),
  "project-keep": (reader) => ({ kind: "project-keep", patterns: parsePatterns(reader) }),
  "project-rename": (reader) => ({ kind: "project-rename", renames: parseRenames(reader) }),
  summarize: parseSummarize,
  count: () => ({ kind: "count" }),
  order: parseOrder,
  sort: parseOrder,
  take: (reader) => ({ kind: "take", rows: reader.expectWholeNumber() }),
  limit: (reader) => ({ kind: "take", rows: reader.expectWholeNumber() }),
  top: parseTop,
  join: parseJoin,
  "mv-expand": parseExpand,
  mvexpand: parseExpand,
};

/**
 * Reads a Resource Graph query.
 * @throws QueryError with line and column where the text stops following the grammar.
 */
export function parseQuery(text: string): Query {
  if (text.length > MOST_CHARACTERS) throw semanticError("The query is too long.");
  const reader = new TokenReader(text);
  const query = parsePipeline(reader);
  reader.accept(";");
  reader.expectEnd();
  return query;
}

function parsePipeline(reader: TokenReader): Query {
  const { at } = reader.peek();
  const operators: Operator[] = [];
  let table = DEFAULT_TABLE;
  if (OPERATORS[operatorNameAt(reader)]) operators.push(parseOperator(reader));
  else table = reader.expectName().text.toLowerCase();
  while (reader.accept("|")) operators.push(parseOperator(reader));
  return { table, at, operators };
}

function parseOperator(reader: TokenReader): Operator {
  const { at } = reader.peek();
  const name = operatorNameAt(reader);
  const parse = OPERATORS[name];
  if (!parse) throw reader.failure("query operator");
  for (let word = 0; word < name.split("-").length * 2 - 1; word++) reader.take();
  return { ...parse(reader), at } as Operator;
}

/** The operator's name in lower case, with its hyphen where it has one. */
function operatorNameAt(reader: TokenReader): string {
  const first = reader.peek();
  if (first.kind !== "name") return "";
  const hyphenated = reader.isAt("-", 1) && reader.peek(1).joined && reader.peek(2).joined;
  return (hyphenated ? `${first.text}-${reader.peek(2).text}` : first.text).toLowerCase();
}

function parseColumns(reader: TokenReader): NamedExpression[] {
  return reader.list(() => parseColumn(reader));
}

function parseColumn(reader: TokenReader): NamedExpression {
  if (reader.peek().kind === "name" && reader.isAt("=", 1)) {
    const name = reader.take().text;
    reader.expect("=");
    return { name, expression: parseExpression(reader) };
  }
  const expression = parseExpression(reader);
  return { name: nameOf(expression), expression };
}

/** The name that KQL gives a column that has none: `properties.powerState.code` is `properties_powerState_code`. */
function nameOf(expression: Expression): string {
  switch (expression.kind) {
    case "column":
      return expression.name;
    case "path":
      return `${nameOf(expression.of)}_${expression.key.kind === "literal" ? expression.key.value : ""}`;
    case "call": {
      const inner = expression.operands[0];
      const name = inner ? nameOf(inner) : "";
      return expression.name.startsWith("to") && name ? name : `${expression.name}_${name}`;
    }
    default:
      return "Column1";
  }
}

function parsePatterns(reader: TokenReader): string[] {
  return reader.list(() => {
    const name = reader.peek().kind === "name" ? reader.take().text : "";
    const star = reader.accept("*") ? "*" : "";
    if (!name && !star) throw reader.failure("column name");
    return name + star;
  });
}

function parseRenames(reader: TokenReader): { from: string; to: string }[] {
  return reader.list(() => {
    const to = reader.expectName().text;
    reader.expect("=");
    return { to, from: reader.expectName().text };
  });
}

function parseSummarize(reader: TokenReader): OperatorBody {
  const aggregates = reader.isAt("by") ? [] : parseColumns(reader);
  const by = reader.accept("by") ? parseColumns(reader) : [];
  return { kind: "summarize", aggregates, by };
}

function parseOrder(reader: TokenReader): OperatorBody {
  reader.expect("by");
  return { kind: "order", keys: reader.list(() => parseSortKey(reader)) };
}

function parseTop(reader: TokenReader): OperatorBody {
  const rows = reader.expectWholeNumber();
  reader.expect("by");
  return { kind: "top", rows, key: parseSortKey(reader) };
}

// Descending is KQL's default, and nulls then stand last: https://learn.microsoft.com/kusto/query/sort-operator
function parseSortKey(reader: TokenReader): SortKey {
  const expression = parseExpression(reader);
  const ascending = reader.accept("asc");
  if (!ascending) reader.accept("desc");
  if (!reader.accept("nulls")) return { expression, descending: !ascending, nullsFirst: ascending };
  const nullsFirst = reader.accept("first");
  if (!nullsFirst) reader.expect("last");
  return { expression, descending: !ascending, nullsFirst };
}

const JOIN_FLAVORS: ReadonlySet<string> = new Set(["innerunique", "inner", "leftouter"]);

function parseJoin(reader: TokenReader): OperatorBody {
  let flavor = "innerunique";
  if (reader.accept("kind")) {
    reader.expect("=");
    if (!JOIN_FLAVORS.has(reader.peek().text.toLowerCase())) {
      throw reader.failure([...JOIN_FLAVORS].join(", "));
    }
    flavor = reader.take().text.toLowerCase();
  }
  reader.expect("(");
  const right = parsePipeline(reader);
  reader.expect(")");
  reader.expect("on");
  return { kind: "join", flavor, right, on: parseJoinKeys(reader) };
}

function parseJoinKeys(reader: TokenReader): { left: string; right: string }[] {
  const keys: { left: string; right: string }[] = [];
  do keys.push(parseJoinKey(reader));
  while (reader.accept(",") || reader.accept("and"));
  return keys;
}

function parseJoinKey(reader: TokenReader): { left: string; right: string } {
  if (!reader.isAt("$left") && !reader.isAt("$right")) {
    const name = reader.expectName().text;
    return { left: name, right: name };
  }
  const sides = new Map<string, string>();
  const readSide = () => {
    const side = reader.expectName().text.toLowerCase();
    reader.expect(".");
    sides.set(side, reader.expectName().text);
  };
  readSide();
  reader.expect("==");
  readSide();
  const [left, right] = [sides.get("$left"), sides.get("$right")];
  if (!left || !right) throw reader.failure("$left.column == $right.column");
  return { left, right };
}

function parseExpand(reader: TokenReader): OperatorBody {
  return { kind: "mv-expand", column: parseColumn(reader) };
}
