import { db, join, sql } from "../db/client.ts";
import { may, type Permission, type Person, type Place, type RoleGrant } from "./model.ts";

/** A person's role assignments and the way to ask what they allow. */
export interface Rights {
  grants: RoleGrant[];
  may(permission: Permission, place: Place): boolean;
}

/** What the person may do, by the role assignments that were last read. */
export async function rightsOf(person: Pick<Person, "id">): Promise<Rights> {
  const grants = await db().roleGrant.findMany({ where: { personId: person.id } });
  return { grants, may: (permission, place) => may(grants, permission, place) };
}

/**
 * The place that a scope is: a management group, a subscription, or what lies in one. Null where there is no such
 * scope. A management group's place has no subscription.
 */
export async function placeOfScope(scope: string): Promise<Place | null> {
  const [, group] =
    /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)$/i.exec(scope) ?? [];
  if (group) {
    const managementGroups = await groupsFrom(group);
    return managementGroups.length > 0 ? { subscriptionId: "", managementGroups } : null;
  }
  const [, subscriptionId, resourceGroup] =
    /^\/subscriptions\/([^/]+)(?:\/resourcegroups\/([^/]+))?/i.exec(scope) ?? [];
  if (!subscriptionId) return null;
  const known = await db().subscription.findUnique({ where: { id: subscriptionId.toLowerCase() } });
  const place = known && (await placesOf([known.id])).get(known.id);
  if (!place) return null;
  return resourceGroup ? { ...place, resourceGroup: resourceGroup.toLowerCase() } : place;
}

/** A management group and those above it, nearest first; none when there is no such group. */
async function groupsFrom(id: string): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>(sql`
    WITH RECURSIVE above AS (
      SELECT g.id, g.parent_id, 0 AS height FROM management_group g WHERE lower(g.id) = ${id.toLowerCase()}
      UNION ALL
      SELECT g.id, g.parent_id, height + 1 FROM above JOIN management_group g ON g.id = above.parent_id
       WHERE height < 10
    ) SELECT id FROM above ORDER BY height`);
  return rows.map((row) => row.id);
}

/** The places of subscriptions with the management groups above them, nearest first. */
export async function placesOf(subscriptionIds: readonly string[]): Promise<Map<string, Place>> {
  if (subscriptionIds.length === 0) return new Map();
  const rows = await db().$queryRaw<{ id: string; groups: string[] }[]>(sql`
    WITH RECURSIVE above AS (
      SELECT s.id AS subscription, g.id, g.parent_id, 0 AS height
        FROM subscription s JOIN management_group g ON g.id = s.management_group_id
       WHERE s.id IN (${join([...subscriptionIds])})
      UNION ALL
      SELECT above.subscription, g.id, g.parent_id, height + 1
        FROM above JOIN management_group g ON g.id = above.parent_id WHERE height < 10
    )
    SELECT subscription AS id, array_agg(above.id ORDER BY height) AS groups
      FROM above GROUP BY subscription`);
  const groups = new Map(rows.map((row) => [row.id, row.groups]));
  return new Map(
    subscriptionIds.map((id) => [
      id,
      { subscriptionId: id, managementGroups: groups.get(id) ?? [] },
    ]),
  );
}
