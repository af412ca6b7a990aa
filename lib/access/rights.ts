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
