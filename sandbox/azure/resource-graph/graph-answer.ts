import type { Schema } from "./kql/compile-expression.ts";
import type { QueryError, QueryErrorDetail } from "./kql/query-error.ts";
import type { ColumnType } from "./kql/syntax.ts";
import type { Row } from "./kql/values.ts";
import type { Page } from "./run-page.ts";

/** An answer to a query, ready to be sent. */
export interface GraphAnswer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** The names that Resource Graph gives to column types in its table format. */
const WIRE_TYPES: Readonly<Record<ColumnType, string>> = {
  string: "string",
  long: "integer",
  real: "number",
  bool: "boolean",
  dynamic: "object",
};

/** The body of a successful answer: QueryResponse of Microsoft.ResourceGraph 2022-10-01. */
export function pageBody(
  page: Page,
  schema: Schema,
  format: "objectArray" | "table",
  skipToken: string | undefined,
): Record<string, unknown> {
  const columns = [...schema.keys()];
  return {
    totalRecords: page.total,
    count: page.rows.length,
    data: format === "table" ? asTable(page.rows, schema) : page.rows.map(objectOf(columns)),
    facets: [],
    resultTruncated: "false",
    ...(skipToken && { $skipToken: skipToken }),
  };
}

const objectOf = (columns: readonly string[]) => (row: Row) =>
  Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));

function asTable(rows: readonly Row[], schema: Schema) {
  const columns = Array.from(schema, ([name, type]) => ({ name, type: WIRE_TYPES[type] }));
  return {
    columns,
    rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)),
  };
}

const INVALID_QUERY: QueryErrorDetail = {
  code: "InvalidQuery",
  message:
    "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.",
};

/** These say what is wrong by themselves; the others come behind a general InvalidQuery. */
const STANDALONE_CODES: ReadonlySet<string> = new Set([
  "InvalidRequestContent",
  "InvalidSkipToken",
  "NoValidSubscriptionsInQueryRequest",
]);

/** A query that can't be run, in Resource Graph's envelope. */
export function refusal({ detail }: QueryError, correlationId: string, now: Date): GraphAnswer {
  const details = STANDALONE_CODES.has(detail.code) ? [detail] : [INVALID_QUERY, detail];
  return {
    status: 400,
    headers: {},
    body: { error: { code: "BadRequest", message: supportLine(correlationId, now), details } },
  };
}

/** A query over the caller's quota. */
export function throttled(
  retryAfterSeconds: number,
  correlationId: string,
  now: Date,
): GraphAnswer {
  const message =
    "Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.";
  return {
    status: 429,
    headers: { "Retry-After": String(retryAfterSeconds) },
    body: {
      error: {
        code: "RateLimiting",
        message: supportLine(correlationId, now),
        details: [{ code: "RateLimiting", message }],
      },
    },
  };
}

function supportLine(correlationId: string, now: Date): string {
  return `Please provide below info when asking for support: timestamp = ${now.toISOString()}, correlationId = ${correlationId}.`;
}
