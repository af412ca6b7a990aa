import { z } from "zod";
import { STATUSES, type Status } from "./catalog.ts";
import { ListFilter, SORTS } from "./filter.ts";
import type { AssessmentQuery } from "./queries.ts";

/** The state of a list as its URL holds it; what can't be read falls back to the default, never to an error. */
const Params = z.object({
  status: z.enum(Object.keys(STATUSES) as [Status, ...Status[]]).catch("unhealthy"),
  sort: z.enum(SORTS).catch("name"),
  order: z.enum(["asc", "desc"]).catch("asc"),
  after: z.string().max(1_000).nullable().catch(null),
  before: z.string().max(1_000).nullable().catch(null),
});

/** Reads a list's query from the URL of its page or of its export. */
export function listQueryOf(params: URLSearchParams): AssessmentQuery {
  const one = (name: string) => params.get(name);
  const { status, sort, order, after, before } = Params.parse({
    status: one("status"),
    sort: one("sort"),
    order: one("order"),
    after: one("after"),
    before: one("before"),
  });
  return {
    status,
    sort,
    descending: order === "desc",
    cursor: before ?? after,
    backward: before !== null,
    filter: filterOf(params),
  };
}

/** The filter of a list; a value that does not fit is left out. */
function filterOf(params: URLSearchParams): ListFilter {
  const shape = ListFilter.shape;
  const search = shape.search.safeParse(params.get("search") || undefined);
  const subscription = shape.subscription.safeParse(listOf(params, "subscription"));
  const region = shape.region.safeParse(listOf(params, "region"));
  return {
    ...(search.data ? { search: search.data } : {}),
    ...(subscription.data ? { subscription: subscription.data } : {}),
    ...(region.data ? { region: region.data } : {}),
  };
}

function listOf(params: URLSearchParams, name: string): string[] | undefined {
  const values = params.getAll(name).filter(Boolean);
  return values.length > 0 ? values : undefined;
}
