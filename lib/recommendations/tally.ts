import { db, sql } from "../db/client.ts";

/**
 * Writes the ledger `assessment_tally` anew, with one line for each sum. One statement: readers see all of the
 * old lines or all of the new ones, and lines that are written meanwhile stay as they are.
 */
export async function compactTally(): Promise<void> {
  await db().$executeRaw(sql`
    WITH gone AS (DELETE FROM assessment_tally RETURNING *)
    INSERT INTO assessment_tally (recommendation_id, subscription_id, region, status, count)
    SELECT recommendation_id, subscription_id, region, status, sum(count) FROM gone
     GROUP BY 1, 2, 3, 4 HAVING sum(count) <> 0`);
}
