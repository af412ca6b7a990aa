import { hierarchyOf } from "../../arm/hierarchy.ts";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { JUDGED_TYPES } from "./compliance.ts";

const MANAGEMENT_GROUP = /^\/providers\/microsoft\.management\/managementgroups\/[^/]+$/;

/** What policies can look at, at and below a scope, in the order of ids; behind `after` when it is given. */
export function* subjectsAt(
  store: Store,
  scope: string,
  after = "",
  types: readonly string[] = JUDGED_TYPES,
): Generator<Resource> {
  const key = scope.toLowerCase();
  if (!MANAGEMENT_GROUP.test(key)) return yield* ofScope(store, key, after, types);
  const subscriptions = hierarchyOf(store)
    .below(key)
    .filter((id) => id.startsWith("/subscriptions/"));
  for (const id of subscriptions.sort()) yield* ofScope(store, id, after, types);
}

function* ofScope(
  store: Store,
  scope: string,
  after: string,
  types: readonly string[],
): Generator<Resource> {
  const own = store.get(scope);
  if (own && scope > after && types.includes(own.type)) yield own;
  if (`${scope}0` > after) yield* store.scan({ types, below: scope }, after);
}
