import { lacks, type Permission, type Person, type Place } from "../access/model.ts";
import { placeOfScope, rightsOf } from "../access/rights.ts";
import { groupsVisibleTo } from "../access/scope.ts";
import { db, sql } from "../db/client.ts";
import { Refusal } from "../result.ts";

/** What the person lacks to do something at a scope: a sentence, or null when they may. */
export async function lackingAt(
  person: Person,
  permission: Permission,
  scope: string,
): Promise<string | null> {
  const place = await placeOfScope(scope);
  const { may } = await rightsOf(person);
  return place && may(permission, place) ? null : lacks(permission, wordsFor(scope));
}

/** Throws unless the scope exists for the person and they hold the permission there. */
export async function requireAt(
  person: Person,
  permission: Permission,
  scope: string,
): Promise<void> {
  const place = await placeOfScope(scope);
  if (!place || !(await sees(person, place)))
    throw new Refusal("There is no such scope.", "missing");
  const { may } = await rightsOf(person);
  if (may(permission, place)) return;
  throw new Refusal(lacks(permission, wordsFor(scope)), "forbidden", place.subscriptionId || null);
}

async function sees(
  person: Person,
  { subscriptionId, resourceGroup, managementGroups }: Place,
): Promise<boolean> {
  if (subscriptionId) {
    const groups = ["", ...(resourceGroup ? [resourceGroup] : [])];
    const where = { personId: person.id, subscriptionId, resourceGroup: { in: groups } };
    return (await db().visibleScope.count({ where })) > 0;
  }
  const [group = ""] = managementGroups;
  const rows = await db().$queryRaw<object[]>(
    sql`SELECT 1 WHERE ${group.toLowerCase()} IN ${groupsVisibleTo(person)}`,
  );
  return rows.length > 0;
}

function wordsFor(scope: string): string {
  if (/^\/providers\/microsoft\.management\//i.test(scope)) return "this management group";
  if (/\/providers\//i.test(scope)) return "the workspace";
  return /\/resourcegroups\//i.test(scope) ? "this resource group" : "this subscription";
}
