import type { CompiledQuery, StreamedQuery, WholeQuery } from "./compile-query.ts";
import type { Row } from "./kql/values.ts";
import type { Place } from "./skip-token.ts";

/** Resource Graph's largest page: https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data */
export const LARGEST_PAGE = 1000;

/** Which rows of a result are wanted. */
export interface PageRequest {
  top: number;
  skip: number;
  from?: Place | undefined;
}

/** One page of a result; `next` is missing on the last one. */
export interface Page {
  rows: Row[];
  total: number;
  next?: Place;
}

/** Runs a compiled query as far as one page needs. */
export function runPage(query: CompiledQuery, request: PageRequest): Page {
  return query.kind === "streamed" ? streamedPage(query, request) : wholePage(query, request);
}

function wholePage(query: WholeQuery, { top, skip, from }: PageRequest): Page {
  const all = [...query.rows()];
  const start = skip + (from && "offset" in from ? from.offset : 0);
  const rows = all.slice(start, start + top);
  const end = start + rows.length;
  return { rows, total: all.length, ...(end < all.length && { next: { offset: end } }) };
}

function streamedPage(query: StreamedQuery, { top, skip, from }: PageRequest): Page {
  const continued = from && "after" in from ? from : undefined;
  const knownTotal = continued?.total ?? query.count?.();
  const rows: Row[] = [];
  let passed = 0;
  let last = "";
  for (const { id, row } of passingRows(query, continued?.after)) {
    passed++;
    if (passed <= skip) continue;
    if (rows.length < top) {
      rows.push(row);
      last = id;
      // The first page of a query with conditions of its own also counts what the other pages hold.
    } else if (knownTotal !== undefined) break;
  }
  const total = knownTotal ?? passed;
  const more = passed > skip + rows.length;
  return { rows, total, ...(more && { next: { after: last, total } }) };
}

/** The rows that the query keeps, each with the id, in lower case, of the row that it came from. */
function* passingRows(query: StreamedQuery, after: string | undefined) {
  for (const source of query.scan(after)) {
    const row = query.apply(source);
    if (row) yield { id: String(source.id).toLowerCase(), row };
  }
}
