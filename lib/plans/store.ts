import type { PlanFacts } from "../cloud/cloud.ts";
import { sql, type Tx } from "../db/client.ts";
import { fingerprintOf } from "./model.ts";

/** Stores plans as the cloud described them. */
export async function storePlans(tx: Tx, plans: PlanFacts[], seenAt: Date): Promise<void> {
  if (plans.length === 0) return;
  const rows = plans.map((plan) => ({ ...plan, fingerprint: fingerprintOf(plan.document) }));
  await tx.$executeRaw(sql`
    INSERT INTO plan (subscription_id, name, tier, document, fingerprint, seen_at)
    SELECT "subscriptionId", name, tier, document, fingerprint, ${seenAt}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS x("subscriptionId" text, name text, tier text, document jsonb, fingerprint text)
    ON CONFLICT (subscription_id, name) DO UPDATE SET tier = excluded.tier, document = excluded.document,
      fingerprint = excluded.fingerprint, seen_at = excluded.seen_at
    WHERE plan.seen_at <= excluded.seen_at`);
}
