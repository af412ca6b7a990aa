import type { Expression, Operator } from "./kql/syntax.ts";

/** What of a query the store can answer from its indexes. All values are in lower case. */
export interface ScanFilter {
  types?: readonly string[];
  subscriptions?: readonly string[];
  ids?: readonly string[];
  /** No more than a hint: rows are wanted only if their `properties.status.cause` is one of these. */
  causes?: readonly string[];
}

const FILTERED_COLUMNS: Readonly<Record<string, keyof ScanFilter>> = {
  type: "types",
  subscriptionId: "subscriptions",
  id: "ids",
  "properties.status.cause": "causes",
};

/** These columns are in lower case in every row, so `==` with a lower-case text may use the index too. */
const LOWER_CASE_COLUMNS: ReadonlySet<string> = new Set(["type", "subscriptionId"]);

/**
 * Splits the `where`s that a query begins with into what the store's indexes decide and what is
 * left to look at row by row. The two together mean what the query meant.
 */
export function splitScan(operators: readonly Operator[]): {
  filter: ScanFilter;
  rest: Operator[];
} {
  let filter: ScanFilter = {};
  const rest = [...operators];
  for (let place = 0; place < rest.length; place++) {
    const operator = rest[place];
    if (operator?.kind !== "where") break;
    const found = conjuncts(operator.predicate).map((one) => ({ one, ...indexedCondition(one) }));
    for (const { column, values } of found) if (column) filter = narrowed(filter, column, values);
    const left = found.filter(({ column }) => !column || column === "causes");
    const predicate = left.map(({ one }) => one).reduce<Expression | undefined>(and, undefined);
    if (predicate) rest[place] = { ...operator, predicate };
    else rest.splice(place--, 1);
  }
  return { filter, rest };
}

function conjuncts(expression: Expression): Expression[] {
  return expression.kind === "binary" && expression.operator === "and"
    ? [...conjuncts(expression.left), ...conjuncts(expression.right)]
    : [expression];
}

function and(left: Expression | undefined, right: Expression): Expression {
  return left ? { kind: "binary", operator: "and", left, right, at: left.at } : right;
}

const NOT_INDEXED = { values: [] };

function indexedCondition(condition: Expression): { column?: keyof ScanFilter; values: string[] } {
  if (condition.kind !== "binary" && condition.kind !== "membership") return NOT_INDEXED;
  const name = pathOf(condition.left);
  const column = FILTERED_COLUMNS[name];
  const options = condition.kind === "binary" ? [condition.right] : condition.options;
  const texts = options.flatMap((option) =>
    option.kind === "literal" && typeof option.value === "string" ? [option.value] : [],
  );
  if (!column || texts.length !== options.length) return NOT_INDEXED;
  const values = texts.map((text) => text.toLowerCase());
  const exact =
    ["=~", "in~"].includes(condition.operator) ||
    (["==", "in"].includes(condition.operator) &&
      LOWER_CASE_COLUMNS.has(name) &&
      texts.every((text, place) => text === values[place]));
  return exact ? { column, values } : NOT_INDEXED;
}

/** A column, or a member of one, as a query writes it; nothing for any other expression. */
function pathOf(expression: Expression): string {
  if (expression.kind === "column") return expression.name;
  if (expression.kind !== "path" || expression.key.kind !== "literal") return "";
  return `${pathOf(expression.of)}.${expression.key.value}`;
}

/** Two conditions on one column leave what both allow. */
function narrowed(filter: ScanFilter, column: keyof ScanFilter, values: string[]): ScanFilter {
  const before = filter[column];
  return {
    ...filter,
    [column]: before ? before.filter((value) => values.includes(value)) : values,
  };
}
