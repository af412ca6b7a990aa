import fc from "fast-check";
import { expect, test } from "vitest";
import { allRows, compileQuery } from "./compile-query.ts";
import { parseQuery } from "./kql/parse-query.ts";
import { QueryError } from "./kql/query-error.ts";
import type { ColumnType } from "./kql/syntax.ts";
import { quote, tokenize } from "./kql/tokens.ts";
import type { Row } from "./kql/values.ts";

const SCHEMA = new Map<string, ColumnType>([
  ["id", "string"],
  ["name", "string"],
  ["type", "string"],
  ["subscriptionId", "string"],
  ["tags", "dynamic"],
  ["properties", "dynamic"],
]);

const AKS = "microsoft.containerservice/managedclusters";
const CLUSTERS: Row[] = [
  cluster("a", { env: "prod" }, { nodes: 3, power: { code: "Running" }, pools: ["np1", "np2"] }),
  cluster("b", { env: "Prod", "cost centre": "42" }, { nodes: 5, power: { code: "Stopped" } }),
  cluster("c", null, { nodes: 10, pools: [] }),
  {
    id: "/w/d",
    name: "logs",
    type: "microsoft.operationalinsights/workspaces",
    subscriptionId: "s1",
    tags: null,
    properties: {},
  },
];

function cluster(letter: string, tags: unknown, properties: unknown): Row {
  return {
    id: `/c/${letter}`,
    name: `aks-${letter}`,
    type: AKS,
    subscriptionId: "s1",
    tags,
    properties,
  };
}

/** Runs a query over the rows above and gives the visible columns of the result. */
function run(text: string, rows: Row[] = CLUSTERS): unknown[] {
  const query = compileQuery(parseQuery(text), (name) => {
    if (name !== "resources")
      throw new QueryError({ code: "DisallowedLogicalTableName", message: name });
    const inFilter = (values: readonly string[] | undefined, value: unknown) =>
      !values || values.includes(String(value).toLowerCase());
    return {
      schema: SCHEMA,
      scan: ({ types, ids, subscriptions }) =>
        rows.filter(
          (row) =>
            inFilter(types, row.type) &&
            inFilter(ids, row.id) &&
            inFilter(subscriptions, row.subscriptionId),
        ),
      count: () => rows.length,
    };
  });
  return Array.from(allRows(query), (row) =>
    Object.fromEntries([...query.schema.keys()].map((name) => [name, row[name] ?? null])),
  );
}

const names = (text: string) => run(`${text} | project name`).map((row) => (row as Row).name);

function failureOf(text: string) {
  try {
    run(text);
  } catch (error) {
    if (error instanceof QueryError) return error.detail;
    throw error;
  }
  throw new Error("the query ran");
}

test.each([
  ["type =~ 'Microsoft.ContainerService/managedClusters'", ["aks-a", "aks-b", "aks-c"]],
  [`type == '${AKS}' and name != 'aks-b'`, ["aks-a", "aks-c"]],
  ["type == 'Microsoft.ContainerService/managedClusters'", []],
  ["tags.env == 'prod'", ["aks-a"]],
  ["tags.env =~ 'prod'", ["aks-a", "aks-b"]],
  ["tags['cost centre'] == '42'", ["aks-b"]],
  ["name in~ ('AKS-A', 'logs')", ["aks-a", "logs"]],
  ["name !in ('aks-a', 'logs')", ["aks-b", "aks-c"]],
  ["properties.nodes >= 5", ["aks-b", "aks-c"]],
  ["properties.power.code startswith 'stop' or name == 'logs'", ["aks-b", "logs"]],
  ["isnotempty(properties.power.code)", ["aks-a", "aks-b"]],
  ["not(name contains 'AKS')", ["logs"]],
  ["name !contains_cs 'AKS'", ["aks-a", "aks-b", "aks-c", "logs"]],
  ["name has 'aks'", ["aks-a", "aks-b", "aks-c"]],
  ["name has 'ak'", []],
  ["array_length(properties.pools) == 2", ["aks-a"]],
  ["isnull(tags)", ["aks-c", "logs"]],
  ["tolower(tags.env) == 'prod' and toint(properties.nodes) % 2 == 1", ["aks-a", "aks-b"]],
])("where %s keeps %j", (predicate, expected) => {
  expect(names(`resources | where ${predicate}`)).toEqual(expected);
});

test("and binds tighter than or, and parentheses overrule it", () => {
  const either = "name == 'aks-a' or name == 'aks-b' and type == 'nothing'";
  expect(names(`resources | where ${either}`)).toEqual(["aks-a"]);
  expect(names(`resources | where (name == 'aks-a' or name == 'aks-b') and type == 'x'`)).toEqual(
    [],
  );
});

test("a query that begins with an operator reads the resources table", () => {
  expect(names("where name == 'logs'")).toEqual(["logs"]);
});

test("projected paths and casts get the names that KQL gives them", () => {
  expect(
    run("resources | take 1 | project properties.power.code, tostring(tags.env), n = 1 + 1"),
  ).toEqual([{ properties_power_code: "Running", tags_env: "prod", n: 2 }]);
});

test("extend shadows a column and project-away hides one", () => {
  expect(
    run(
      "resources | where name == 'aks-a' | extend name = strcat(name, '!') | project-away id, t*, properties, subscriptionId",
    ),
  ).toEqual([{ name: "aks-a!" }]);
});

test("summarize groups, counts and sums", () => {
  expect(
    run(
      "resources | summarize n = count(), dcount(name), total = sum(toint(properties.nodes)) by type | order by n asc",
    ),
  ).toEqual([
    { type: "microsoft.operationalinsights/workspaces", n: 1, dcount_name: 1, total: 0 },
    { type: AKS, n: 3, dcount_name: 3, total: 18 },
  ]);
});

test("count of nothing is zero", () => {
  expect(run("resources | where name == 'nobody' | count")).toEqual([{ Count: 0 }]);
});

test("order is descending unless told otherwise, and nulls go to the end that KQL gives them", () => {
  const nodes = "toint(properties.nodes)";
  expect(names(`resources | order by ${nodes}`)).toEqual(["aks-c", "aks-b", "aks-a", "logs"]);
  expect(names(`resources | order by ${nodes} asc`)).toEqual(["logs", "aks-a", "aks-b", "aks-c"]);
  expect(names(`resources | sort by ${nodes} asc nulls last, name`)).toEqual([
    "aks-a",
    "aks-b",
    "aks-c",
    "logs",
  ]);
  expect(names(`resources | top 1 by ${nodes}`)).toEqual(["aks-c"]);
});

test("distinct keeps each combination once", () => {
  expect(run("resources | distinct type")).toHaveLength(2);
});

test("iff, case and coalesce choose", () => {
  expect(
    run(
      "resources | project name, size = case(toint(properties.nodes) > 9, 'big', toint(properties.nodes) > 4, 'middle', 'small'), env = coalesce(tostring(tags.env), 'none'), on = iff(properties.power.code == 'Running', 1, 0)",
    ),
  ).toEqual([
    { name: "aks-a", size: "small", env: "prod", on: 1 },
    { name: "aks-b", size: "middle", env: "Prod", on: 0 },
    { name: "aks-c", size: "big", env: "none", on: 0 },
    { name: "logs", size: "small", env: "none", on: 0 },
  ]);
});

test("an inner join pairs rows and numbers the columns that both sides have", () => {
  expect(
    run(
      "resources | where name == 'aks-a' | project name, subscriptionId | join kind=inner (resources | where name == 'logs' | project name, s = subscriptionId) on $left.subscriptionId == $right.s",
    ),
  ).toEqual([{ name: "aks-a", subscriptionId: "s1", name1: "logs", s: "s1" }]);
});

test("a left outer join keeps rows without a partner", () => {
  const right =
    "resources | where name == 'aks-b' | project name, power = tostring(properties.power.code)";
  expect(
    run(
      `resources | where name in ('aks-a', 'aks-b') | project name | join kind=leftouter (${right}) on name | project name, power`,
    ),
  ).toEqual([
    { name: "aks-a", power: null },
    { name: "aks-b", power: "Stopped" },
  ]);
});

test("mv-expand makes one row for each element and keeps rows without any", () => {
  expect(
    run("resources | mv-expand pool = properties.pools | project name, tostring(pool)"),
  ).toEqual([
    { name: "aks-a", pool: "np1" },
    { name: "aks-a", pool: "np2" },
    { name: "aks-b", pool: "" },
    { name: "aks-c", pool: "" },
    { name: "logs", pool: "" },
  ]);
});

test("an order by id survives a projection, and is not confused by another column called id", () => {
  const backwards = [...CLUSTERS].reverse();
  expect(run("resources | extend id = name | order by id asc | project id", backwards)).toEqual(
    ["aks-a", "aks-b", "aks-c", "logs"].map((id) => ({ id })),
  );
});

test.each([
  ["resources | where", "ParserFailure", 1, 18],
  ["resources\n| where name = 'x'", "ParserFailure", 2, 14],
  ["resources | where name == 'open", "ParserFailure", 1, 27],
  ["resources | frobnicate", "ParserFailure", 1, 13],
  ["resources | where nome == 'x'", "SemanticError", 1, 19],
  ["resources | where frob(name) == 'x'", "SemanticError", 1, 19],
  ["resources | where name == 1", "SemanticError", 1, 24],
  ["resources | summarize count() by tags.env", "SemanticError", 1, 38],
  ["resources | order by properties", "SemanticError", 1, 22],
])("%j is refused and the place is named", (text, code, line, column) => {
  expect(failureOf(text)).toMatchObject({ code, line, characterPositionInLine: column });
});

test("a table that doesn't exist is refused", () => {
  expect(failureOf("sources | take 1").code).toBe("DisallowedLogicalTableName");
});

/** Every code point may come, also those that are half of a pair. */
const ANY_TEXT = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }))
  .map((points) => points.map((point) => String.fromCodePoint(point)).join(""));

test("any text written as a literal reads back as itself", () => {
  fc.assert(
    fc.property(ANY_TEXT, (text) => {
      const [literal] = tokenize(quote(text));
      expect(literal).toMatchObject({ kind: "string", text });
    }),
  );
});

test("no tag's text can break out of a literal and change the query", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const rows = [cluster("x", { owner: text }, {}), cluster("y", { owner: `${text}.` }, {})];
      const found = run(`resources | where tags.owner == ${quote(text)} | project name`, rows);
      expect(found).toEqual([{ name: "aks-x" }]);
    }),
  );
});
