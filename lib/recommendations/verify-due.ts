import { db, sql } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";

/** What is amiss is looked at again by the next discovery after so long; what is well, when Defender reads it again. */
const AGAIN_MINUTES = 30;
/** A job that looks once: it was saved so long ago that nobody waits for it. */
const LOOK_ONCE = new Date(0).toISOString();

/**
 * Has the access of connectors verified that nobody has verified within their interval, so that how they stand is
 * true without anybody pressing a button. Where the plan is off and nobody ever looked, nothing is needed.
 */
export async function verifyDue(): Promise<void> {
  const due = await db().$queryRaw<{ id: string }[]>(sql`
    SELECT c.id FROM connector c
     WHERE (c.containers AND c.verified_at IS NULL)
        OR c.verified_at < now() - CASE
             WHEN c.access->>'fault' IS NOT NULL OR c.access @> '{"rights": [{"found": false}]}'
               OR c.template_applied <> c.template_needed
             THEN make_interval(mins => ${AGAIN_MINUTES}) ELSE make_interval(hours => c.scan_hours) END
     ORDER BY c.verified_at NULLS FIRST, c.id`);
  await verifyOnce(due.map(({ id }) => id));
}

/** Has connectors looked at once, as far as they do not wait for it already. */
export async function verifyOnce(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const jobs = ids.map((connectorId) => ({ connectorId, since: LOOK_ONCE }));
  await enqueue(db(), "verify-access", jobs);
}
