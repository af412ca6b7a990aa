import { db, sql } from "../db/client.ts";
import type { Installed, KindCounts } from "./model.ts";

const NONE: KindCounts = { clusters: 0, sensor: 0, policyAddon: 0 };

/** What is installed on the clusters of a subscription. The caller has asked whether the person sees all of it. */
export async function installedOn(subscriptionId: string): Promise<Installed> {
  const rows = await db().$queryRaw<(KindCounts & { kind: string })[]>(sql`
    SELECT kind, count(*)::int AS clusters, count(*) FILTER (WHERE sensor_enabled)::int AS sensor,
      count(*) FILTER (WHERE policy_addon)::int AS "policyAddon"
    FROM cluster WHERE subscription_id = ${subscriptionId} GROUP BY kind`);
  const of = (kind: string) => rows.find((row) => row.kind === kind) ?? NONE;
  return { aks: of("aks"), arc: of("arc") };
}
