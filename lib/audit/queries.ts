import type { Person } from "../access/model.ts";
import { db, empty, join, type Sql, sql } from "../db/client.ts";
import { likePattern } from "../db/like.ts";
import type { AuditFilter } from "./filter.ts";
import type { AuditAction, AuditOutcome } from "./model.ts";

const AUDIT_PAGE = 50;

export interface AuditRow {
  id: string;
  at: Date;
  actor: string;
  action: AuditAction;
  outcome: AuditOutcome;
  subscriptionId: string | null;
  subscription: string | null;
  resourceId: string | null;
  resourceName: string;
  summary: string;
  before: unknown;
  after: unknown;
  correlationId: string;
  requestId: string | null;
}

const COLUMNS = sql`e.id::text, e.at, e.actor, e.action, e.outcome, e.subscription_id AS "subscriptionId",
  s.display_name AS subscription, e.resource_id AS "resourceId", e.resource_name AS "resourceName", e.summary,
  e.before, e.after, e.correlation_id AS "correlationId", e.request_id AS "requestId"`;

/**
 * One page of the log, newest first. A person sees entries about subscriptions and resource groups that they can
 * see, and their own.
 */
export async function auditPage(
  person: Person,
  filter: AuditFilter,
): Promise<{ rows: AuditRow[]; next: string | null }> {
  const rows = await db().$queryRaw<AuditRow[]>(sql`
    SELECT ${COLUMNS} FROM audit_entry e LEFT JOIN subscription s ON s.id = e.subscription_id
    WHERE (e.person_id = ${person.id} OR ${seen(person)}) AND ${narrowed(filter)}
      ${filter.after ? sql`AND e.id < ${BigInt(filter.after)}` : empty}
    ORDER BY e.id DESC LIMIT ${AUDIT_PAGE + 1}`);
  const shown = rows.slice(0, AUDIT_PAGE);
  return { rows: shown, next: rows.length > AUDIT_PAGE ? (shown.at(-1)?.id ?? null) : null };
}

/** The latest entries about one resource, by its lower-cased id, as far as the person can see them. */
export function entriesOf(person: Person, resourceId: string, count: number): Promise<AuditRow[]> {
  return db().$queryRaw<AuditRow[]>(sql`
    SELECT ${COLUMNS} FROM audit_entry e LEFT JOIN subscription s ON s.id = e.subscription_id
     WHERE e.resource_id = ${resourceId} AND (e.person_id = ${person.id} OR ${seen(person)})
     ORDER BY e.id DESC LIMIT ${count}`);
}

function seen(person: Person): Sql {
  return sql`EXISTS (SELECT 1 FROM visible_scope v WHERE v.person_id = ${person.id}
    AND v.subscription_id = e.subscription_id AND v.resource_group IN ('', e.resource_group))`;
}

function narrowed({ search, action, outcome, correlation }: AuditFilter): Sql {
  const parts: Sql[] = [sql`true`];
  if (search) {
    const pattern = likePattern(search);
    parts.push(
      sql`(e.actor ILIKE ${pattern} OR e.resource_name ILIKE ${pattern} OR e.summary ILIKE ${pattern})`,
    );
  }
  if (action?.length) parts.push(sql`e.action IN (${join(action)})`);
  if (outcome?.length) parts.push(sql`e.outcome IN (${join(outcome)})`);
  if (correlation) parts.push(sql`e.correlation_id = ${correlation}`);
  return join(parts, " AND ");
}
