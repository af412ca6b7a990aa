import { db, type Sql, sql } from "../db/client.ts";
import type { Person } from "./model.ts";

/**
 * The one predicate by which rows are shown: `row` (an alias that has subscription_id and resource_group) lies
 * in a subscription, or a resource group, that the person may read. Every query takes it.
 *
 * Two look-ups with OR are hashed once and let a list walk along its index; as a join, PostgreSQL takes nearly
 * all rows for hidden, and reads and sorts the whole estate for one page.
 */
export function visibleTo(person: Pick<Person, "id">, row: Sql): Sql {
  return sql`(${row}.subscription_id IN (SELECT v.subscription_id FROM visible_scope v
      WHERE v.person_id = ${person.id} AND v.resource_group = '')
    OR (${row}.subscription_id, ${row}.resource_group) IN (SELECT v.subscription_id, v.resource_group
      FROM visible_scope v WHERE v.person_id = ${person.id} AND v.resource_group <> ''))`;
}

/** The same for rows that belong to a whole subscription: seen by who sees any of it. */
export function subscriptionVisibleTo(person: Pick<Person, "id">, column: Sql): Sql {
  return sql`EXISTS (SELECT 1 FROM visible_scope v WHERE v.person_id = ${person.id}
    AND v.subscription_id = ${column})`;
}

/**
 * How many assessments there are that the person can see, as rows of (recommendation_id, subscription_id, region,
 * status, count) to be summed. Whole subscriptions come from the tally, however large they are; where a person
 * sees single resource groups, which they never do beside the whole subscription, the rows themselves are counted.
 */
export function tallyVisibleTo(person: Pick<Person, "id">): Sql {
  return sql`(SELECT t.recommendation_id, t.subscription_id, t.region, t.status, t.count FROM assessment_tally t
      JOIN visible_scope v ON v.subscription_id = t.subscription_id
     WHERE v.person_id = ${person.id} AND v.resource_group = ''
    UNION ALL
    SELECT a.recommendation_id, a.subscription_id, a.region, a.status, 1 FROM assessment a
      JOIN visible_scope v ON v.subscription_id = a.subscription_id AND v.resource_group = a.resource_group
     WHERE v.person_id = ${person.id} AND v.resource_group <> '')`;
}

/** The lower-cased ids of the management groups that hold, somewhere below, a subscription that the person can see. */
export function groupsVisibleTo(person: Pick<Person, "id">): Sql {
  return sql`(WITH RECURSIVE held AS (
      SELECT s.management_group_id AS id FROM subscription s
        JOIN visible_scope v ON v.subscription_id = s.id AND v.person_id = ${person.id}
       WHERE s.management_group_id IS NOT NULL
      UNION SELECT g.parent_id FROM held JOIN management_group g ON g.id = held.id WHERE g.parent_id IS NOT NULL
    ) SELECT lower(held.id) FROM held)`;
}

/** Whether the subscription exists for the person at all. */
export async function canSee(person: Pick<Person, "id">, subscriptionId: string): Promise<boolean> {
  const found = await db().visibleScope.findFirst({
    where: { personId: person.id, subscriptionId },
    select: { personId: true },
  });
  return found !== null;
}

/** Whether the connector, by its lower-cased id, exists for the person. */
export async function canSeeConnector(person: Pick<Person, "id">, id: string): Promise<boolean> {
  const rows = await db().$queryRaw<object[]>(
    sql`SELECT 1 FROM connector c WHERE c.id = ${id} AND ${visibleTo(person, sql`c`)}`,
  );
  return rows.length > 0;
}

/** Whether the person sees the subscription as a whole, as its plans and policies ask for. */
export async function seesWhole(
  person: Pick<Person, "id">,
  subscriptionId: string,
): Promise<boolean> {
  const found = await db().visibleScope.findFirst({
    where: { personId: person.id, subscriptionId, resourceGroup: "" },
    select: { personId: true },
  });
  return found !== null;
}
