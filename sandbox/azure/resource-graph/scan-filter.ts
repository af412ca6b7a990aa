import type { Expression, Operator } from "./kql/syntax.ts";

/** What of a query the store can answer from its indexes. All values are in lower case. */
export interface ScanFilter {
  types?: readonly string[];
  subscriptions?: readonly string[];
  ids?: readonly string[];
}

const FILTERED_COLUMNS: Readonly<Record<string, keyof ScanFilter>> = {
  type: "types",
  subscriptionId: "subscriptions",
  id: "ids",
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
    const left: Expression[] = [];
    for (const condition of conjuncts(operator.predicate)) {
      const found = indexedCondition(condition);
      if (found) filter = narrowed(filter, found.column, found.values);
      else left.push(condition);
    }
    const predicate = left.reduce<Expression | undefined>(and, undefined);
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

function indexedCondition(
  condition: Expression,
): { column: keyof ScanFilter; values: string[] } | undefined {
  if (condition.kind !== "binary" && condition.kind !== "membership") return undefined;
  if (condition.left.kind !== "column") return undefined;
  const column = FILTERED_COLUMNS[condition.left.name];
  const options = condition.kind === "binary" ? [condition.right] : condition.options;
  const texts = options.flatMap((option) =>
    option.kind === "literal" && typeof option.value === "string" ? [option.value] : [],
  );
  if (!column || texts.length !== options.length) return undefined;
  const values = texts.map((text) => text.toLowerCase());
  const exact =
    ["=~", "in~"].includes(condition.operator) ||
    (["==", "in"].includes(condition.operator) &&
      LOWER_CASE_COLUMNS.has(condition.left.name) &&
      texts.every((text, place) => text === values[place]));
  return exact ? { column, values } : undefined;
}

/** Two conditions on one column leave what both allow. */
function narrowed(filter: ScanFilter, column: keyof ScanFilter, values: string[]): ScanFilter {
  const before = filter[column];
  return {
    ...filter,
    [column]: before ? before.filter((value) => values.includes(value)) : values,
  };
}
