import type { Person } from "../access/model.ts";
import { groupsVisibleTo, subscriptionVisibleTo, visibleTo } from "../access/scope.ts";
import { db, sql } from "../db/client.ts";
import { likePattern } from "../db/like.ts";

const SHOWN = 60;

export interface ScopeOption {
  /** ARM id. */
  scope: string;
  kind: "Management group" | "Subscription" | "Resource group";
  name: string;
  /** Where it lies. */
  within: string;
}

/** Where a policy can be assigned, of what the person can see: groups, subscriptions, and groups that hold clusters. */
export function scopes(person: Person, search: string): Promise<ScopeOption[]> {
  const pattern = likePattern(search);
  return db().$queryRaw(sql`
    SELECT scope, kind, name, within FROM (
      SELECT '/providers/Microsoft.Management/managementGroups/' || g.id AS scope, 'Management group' AS kind,
        g.display_name AS name, COALESCE(p.display_name, '') AS within, 1 AS place
      FROM management_group g LEFT JOIN management_group p ON p.id = g.parent_id
      WHERE lower(g.id) IN ${groupsVisibleTo(person)}
      UNION ALL
      SELECT '/subscriptions/' || s.id, 'Subscription', s.display_name, COALESCE(g.display_name, ''), 2
      FROM subscription s LEFT JOIN management_group g ON g.id = s.management_group_id
      WHERE ${subscriptionVisibleTo(person, sql`s.id`)}
      UNION ALL
      SELECT DISTINCT '/subscriptions/' || c.subscription_id || '/resourceGroups/' || c.resource_group,
        'Resource group', c.resource_group, COALESCE(s.display_name, c.subscription_id), 3
      FROM cluster c LEFT JOIN subscription s ON s.id = c.subscription_id
      WHERE ${visibleTo(person, sql`c`)}
    ) all_scopes WHERE name ILIKE ${pattern} OR scope ILIKE ${pattern} OR within ILIKE ${pattern}
    ORDER BY place, name, scope LIMIT ${SHOWN}`);
}
