import { join, type Sql, sql } from "../db/client.ts";
import { likePattern } from "../db/like.ts";
import type { ListFilter, Selection } from "./filter.ts";

/** The filter as a condition on rows of `assessment a`. Search looks at the cluster's name. */
export function matching({ search, subscription, region }: ListFilter): Sql {
  const parts: Sql[] = [sql`true`];
  if (search) parts.push(sql`a.cluster_name ILIKE ${likePattern(search)}`);
  if (subscription?.length) parts.push(sql`a.subscription_id IN (${join(subscription)})`);
  if (region?.length) parts.push(sql`a.region IN (${join(region)})`);
  return join(parts, " AND ");
}

/** The selection as a condition on rows of `assessment a`. */
export function chosenBy(selection: Selection): Sql {
  return selection.kind === "these"
    ? sql`a.id IN (${join(selection.ids.map((one) => sql`${one}::uuid`))})`
    : matching(selection.filter);
}
