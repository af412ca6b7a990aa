import type { DatabaseSync } from "node:sqlite";
import type { TenantFacts } from "./graph-row.ts";

/** More levels than a tenant's tree can have (six below the root); a limit so that no loop is endless. */
const MOST_LEVELS = 10;

/** Reads the tree of management groups that subscriptions hang in, once per query. */
export function readTenantFacts(
  database: DatabaseSync,
  tenantId: string,
): Omit<TenantFacts, "now"> {
  const rows = database
    .prepare(
      "SELECT id_key, parent_key, name, body FROM resource WHERE type IN ('microsoft.management/managementgroups', 'microsoft.resources/subscriptions')",
    )
    .all();
  const nodes = new Map(rows.map((row) => [String(row.id_key), row]));
  return {
    tenantId,
    ancestorsOf: (id) => {
      const chain: { name: string; displayName: string }[] = [];
      let above = nodes.get(id.toLowerCase())?.parent_key;
      while (above && chain.length < MOST_LEVELS) {
        const node = nodes.get(String(above));
        if (!node) break;
        chain.push({ name: String(node.name), displayName: displayNameOf(String(node.body)) });
        above = node.parent_key;
      }
      return chain;
    },
  };
}

function displayNameOf(body: string): string {
  const { properties } = JSON.parse(body) as { properties?: { displayName?: string } };
  return properties?.displayName ?? "";
}
