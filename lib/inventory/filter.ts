import { z } from "zod";
import { CONNECTIVITY, type Connectivity } from "./states.ts";

/** What narrows the list of Arc-enabled clusters. It stands in the URL; what can't be read is left out. */
export const ConnectedFilter = z.object({
  search: z.string().trim().max(200).catch(""),
  subscription: z.array(z.guid()).max(500).catch([]),
  connectivity: z
    .array(z.enum(Object.keys(CONNECTIVITY) as [Connectivity, ...Connectivity[]]))
    .catch([]),
  after: z.string().max(1_000).nullable().catch(null),
});
export type ConnectedFilter = z.infer<typeof ConnectedFilter>;

/** Reads the filter from a URL. */
export function connectedFilterOf(params: URLSearchParams): ConnectedFilter {
  return ConnectedFilter.parse({
    search: params.get("search") ?? "",
    subscription: params.getAll("subscription"),
    connectivity: params.getAll("connectivity"),
    after: params.get("after"),
  });
}
