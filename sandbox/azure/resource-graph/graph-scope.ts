import type { DatabaseSync } from "node:sqlite";
import type { GraphRequest } from "./graph-request.ts";
import { QueryError } from "./kql/query-error.ts";

/** What a request is about: these subscriptions, in lower case and in order, or all of the tenant. */
export interface GraphScope {
  subscriptions: readonly string[];
  wholeTenant: boolean;
}

/**
 * Works out the subscriptions of a request: those it names, those below the management groups it
 * names, or all of the tenant's when it names nothing.
 * @throws QueryError when none of what it names exists.
 */
export function scopeOfRequest(
  { subscriptions, managementGroups }: GraphRequest,
  database: DatabaseSync,
): GraphScope {
  const tree = readTree(database);
  const all = tree.filter(({ subscription }) => subscription !== null);
  if (!subscriptions?.length && !managementGroups?.length) {
    return {
      subscriptions: all.flatMap(({ subscription }) => subscription ?? []),
      wholeTenant: true,
    };
  }
  const named = new Set(subscriptions?.map((id) => `/subscriptions/${id.toLowerCase()}`));
  const groups = managementGroups?.map((name) => managementGroupKey(name)) ?? [];
  for (const id of below(groups, tree)) named.add(id);
  const chosen = all.filter(({ id }) => named.has(id));
  if (chosen.length === 0) throw noValidSubscriptions(subscriptions ?? managementGroups ?? []);
  return {
    subscriptions: chosen.flatMap(({ subscription }) => subscription ?? []),
    wholeTenant: false,
  };
}

interface TreeNode {
  id: string;
  parent: string | null;
  subscription: string | null;
}

function readTree(database: DatabaseSync): TreeNode[] {
  const sql =
    "SELECT id_key, parent_key, subscription_id FROM resource WHERE type IN ('microsoft.management/managementgroups', 'microsoft.resources/subscriptions') ORDER BY id_key";
  return database
    .prepare(sql)
    .all()
    .map((row) => ({
      id: String(row.id_key),
      parent: row.parent_key === null ? null : String(row.parent_key),
      subscription: row.subscription_id === null ? null : String(row.subscription_id).toLowerCase(),
    }));
}

function managementGroupKey(name: string): string {
  return `/providers/microsoft.management/managementgroups/${name.toLowerCase()}`;
}

/** The ids of all nodes under some nodes of the tree, at any depth. */
function below(roots: readonly string[], tree: readonly TreeNode[]): Set<string> {
  const found = new Set<string>();
  let level = new Set(roots);
  while (level.size > 0) {
    const next = tree.filter(({ id, parent }) => parent && level.has(parent) && !found.has(id));
    level = new Set(next.map(({ id }) => id));
    for (const id of level) found.add(id);
  }
  return found;
}

function noValidSubscriptions(given: readonly string[]): QueryError {
  return new QueryError({
    code: "NoValidSubscriptionsInQueryRequest",
    message: `There must be at least one subscription that is eligible to contain resources. Given: '${given.join(", ")}'.`,
  });
}
