import { db, type Sql, sql } from "../db/client.ts";
import type { Person } from "./model.ts";

/**
 * The one predicate by which rows are shown: `row` (an alias that has subscription_id and resource_group) lies
 * in a subscription, or a resource group, that the person may read. Every query takes it.
 */
export function visibleTo(person: Pick<Person, "id">, row: Sql): Sql {
  return sql`EXISTS (SELECT 1 FROM visible_scope v WHERE v.person_id = ${person.id}
    AND v.subscription_id = ${row}.subscription_id
    AND (v.resource_group = '' OR v.resource_group = ${row}.resource_group))`;
}

/** The same for rows that belong to a whole subscription: seen by who sees any of it. */
export function subscriptionVisibleTo(person: Pick<Person, "id">, column: Sql): Sql {
  return sql`EXISTS (SELECT 1 FROM visible_scope v WHERE v.person_id = ${person.id}
    AND v.subscription_id = ${column})`;
}

/** Whether the subscription exists for the person at all. */
export async function canSee(person: Pick<Person, "id">, subscriptionId: string): Promise<boolean> {
  const found = await db().visibleScope.findFirst({
    where: { personId: person.id, subscriptionId },
    select: { personId: true },
  });
  return found !== null;
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
