import type { AzureCloud } from "../cloud/cloud.ts";
import { db, sql } from "../db/client.ts";
import { RECOMMENDATION_IDS, recommendation } from "./catalog.ts";

/** Stores what Defender takes as exempt, and forgets what has ended. A fault in the middle forgets nothing. */
export async function syncExemptions(cloud: AzureCloud): Promise<void> {
  const seenAt = new Date();
  const keys = RECOMMENDATION_IDS.map(recommendation)
    .filter(({ own }) => !own)
    .map(({ assessmentKey }) => assessmentKey);
  for await (const page of cloud.exemptions(keys)) {
    if (page.length === 0) continue;
    await db().$executeRaw(sql`
      INSERT INTO exemption (cluster_id, assessment_key, description, seen_at)
      SELECT DISTINCT ON (1, 2) "resourceId", "assessmentKey", description, ${seenAt}
        FROM jsonb_to_recordset(${JSON.stringify(page)}::jsonb)
          AS x("resourceId" text, "assessmentKey" text, description text)
      ON CONFLICT (cluster_id, assessment_key) DO UPDATE
        SET description = excluded.description, seen_at = excluded.seen_at`);
  }
  await db().exemption.deleteMany({ where: { seenAt: { lt: seenAt } } });
}
