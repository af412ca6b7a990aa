import type { Person } from "../access/model.ts";
import { managementGroupScope } from "../access/model.ts";
import { placeOfScope } from "../access/rights.ts";
import { CloudFault, type FaultRecord } from "../cloud/faults.ts";
import type { PolicyDefinition } from "../cloud/policy.ts";
import { db, empty, join, type Sql, sql } from "../db/client.ts";
import { cursorOf, readCursor } from "../db/cursor.ts";
import { likePattern } from "../db/like.ts";
import { Refusal } from "../result.ts";
import { assignmentVisibleTo, definitionVisibleTo, readDefinition } from "./definition.ts";
import type { AssignmentFilter, DefinitionFilter } from "./filter.ts";
import { type Situation, situationOf } from "./model.ts";

export {
  type AssignmentPage,
  assignmentPage,
  complianceOf,
  type WishView,
} from "./assignment.ts";
export { type ScopeOption, scopes } from "./scopes.ts";
export { wizard } from "./wizard.ts";

const PAGE = 50;

export interface DefinitionRow {
  id: string;
  name: string;
  displayName: string;
  policyType: string;
  category: string;
  version: string;
  assignments: number;
}

/** One page of the definitions that match, by name, with how often each is assigned. */
export async function definitions(
  person: Person,
  filter: DefinitionFilter,
): Promise<{ rows: DefinitionRow[]; total: number; next: string | null }> {
  const where = join([definitionVisibleTo(person), ...narrowing(filter)], " AND ");
  const cursor = readCursor(filter.after, 2);
  const after = cursor ? sql`AND (d.display_name, d.id) > (${join(cursor)})` : empty;
  const [rows, [counted]] = await Promise.all([
    db().$queryRaw<DefinitionRow[]>(sql`
      SELECT d.id, d.name, d.display_name AS "displayName", d.policy_type AS "policyType", d.category, d.version,
        (SELECT count(*)::int FROM policy_assignment a
          WHERE a.policy_definition_id = d.name AND ${assignmentVisibleTo(person)}) AS assignments
      FROM policy_definition d WHERE ${where} ${after} ORDER BY d.display_name, d.id LIMIT ${PAGE + 1}`),
    db().$queryRaw<{ total: number }[]>(
      sql`SELECT count(*)::int AS total FROM policy_definition d WHERE ${where}`,
    ),
  ]);
  const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
  return {
    rows: rows.slice(0, PAGE),
    total: counted?.total ?? 0,
    next: last ? cursorOf(last.displayName, last.id) : null,
  };
}

/** A search finds a definition by its name, its id, or words of its display name. */
function narrowing({ search, category, type }: DefinitionFilter): Sql[] {
  const parts: Sql[] = [];
  if (search) {
    const pattern = likePattern(search);
    parts.push(sql`(d.display_name ILIKE ${pattern} OR d.id ILIKE ${pattern})`);
  }
  if (category?.length) parts.push(sql`d.category IN (${join(category)})`);
  if (type?.length) parts.push(sql`d.policy_type IN (${join(type)})`);
  return parts;
}

/** What the category pill offers. */
export async function categories(person: Person): Promise<{ value: string; label: string }[]> {
  const rows = await db().$queryRaw<{ category: string }[]>(sql`
    SELECT DISTINCT d.category FROM policy_definition d
     WHERE d.category <> '' AND ${definitionVisibleTo(person)} ORDER BY 1`);
  return rows.map(({ category }) => ({ value: category, label: category }));
}

/** A definition as it is now, or Azure's "no"; null when there is none for the person. */
export async function definition(
  person: Person,
  name: string,
): Promise<{ definition: PolicyDefinition } | { fault: FaultRecord } | null> {
  try {
    return { definition: await readDefinition(person, name) };
  } catch (error) {
    if (error instanceof Refusal) return null;
    if (error instanceof CloudFault) return { fault: error.record() };
    throw error;
  }
}

export interface AssignmentRow {
  id: string;
  scope: string;
  /** The scope in words: a group's, a subscription's or a resource group's name. */
  where: string;
  displayName: string;
  document: unknown;
}

const WHERE = sql`COALESCE(NULLIF(a.resource_group, ''), s.display_name, g.display_name, a.scope)`;

/** How often a definition is assigned where the person can see it. */
export async function assignmentCount(person: Person, name: string): Promise<number> {
  const [row] = await db().$queryRaw<{ count: number }[]>(sql`
    SELECT count(*)::int AS count FROM policy_assignment a
     WHERE a.policy_definition_id = ${name.toLowerCase()} AND ${assignmentVisibleTo(person)}`);
  return row?.count ?? 0;
}

/** One page of a definition's assignments, and how they stand to the chosen scope. */
export async function assignments(
  person: Person,
  name: string,
  filter: AssignmentFilter,
): Promise<{ rows: AssignmentRow[]; next: string | null; seen: Seen | null }> {
  const cursor = readCursor(filter.after, 2);
  const pattern = filter.search && likePattern(filter.search);
  const rows = await db().$queryRaw<AssignmentRow[]>(sql`
    SELECT a.id, a.scope, ${WHERE} AS where, a.display_name AS "displayName", a.document
      FROM policy_assignment a LEFT JOIN subscription s ON s.id = a.subscription_id
      LEFT JOIN management_group g ON a.subscription_id = '' AND lower(g.id) = substring(a.scope FROM '[^/]+$')
     WHERE a.policy_definition_id = ${name.toLowerCase()} AND ${assignmentVisibleTo(person)}
       ${pattern ? sql`AND (a.display_name ILIKE ${pattern} OR a.id ILIKE ${pattern})` : empty}
       ${cursor ? sql`AND (a.display_name, a.id) > (${join(cursor)})` : empty}
     ORDER BY a.display_name, a.id LIMIT ${PAGE + 1}`);
  const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
  return {
    rows: rows.slice(0, PAGE),
    next: last ? cursorOf(last.displayName, last.id) : null,
    seen: filter.scope ? await seenFrom(person, name, filter.scope) : null,
  };
}

export interface Seen {
  situation: Situation;
  /** The assignments that are in force on the scope, nearest first. */
  reaching: { id: string; displayName: string }[];
}

async function seenFrom(person: Person, name: string, scope: string): Promise<Seen> {
  const scopes = await scopesFrom(scope);
  const rows = await db().$queryRaw<{ id: string; scope: string; displayName: string }[]>(sql`
    SELECT a.id, a.scope, a.display_name AS "displayName" FROM policy_assignment a
     WHERE a.policy_definition_id = ${name.toLowerCase()} AND ${assignmentVisibleTo(person)}
     ORDER BY array_position(${scopes}::text[], a.scope), a.id LIMIT 1000`);
  const reaching = rows.filter((row) => scopes.includes(row.scope));
  return { situation: situationOf(scopes, rows), reaching };
}

/** A scope and those above it, nearest first, lower-cased. */
async function scopesFrom(scope: string): Promise<string[]> {
  const place = await placeOfScope(scope);
  if (!place) return [];
  const { subscriptionId, resourceGroup, managementGroups } = place;
  const subscription = `/subscriptions/${subscriptionId}`;
  return [
    ...(resourceGroup ? [`${subscription}/resourcegroups/${resourceGroup}`] : []),
    ...(subscriptionId ? [subscription] : []),
    ...managementGroups.map(managementGroupScope),
  ];
}
