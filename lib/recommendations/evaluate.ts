import type { ClusterFacts } from "../cloud/cloud.ts";
import { db, join, sql, type Tx } from "../db/client.ts";
import { factsOfRow } from "../inventory/store.ts";
import { CONTAINERS } from "../plans/catalog.ts";
import { RECOMMENDATIONS_OF } from "./catalog.ts";
import { evaluate, type SubscriptionContext } from "./model.ts";

/** Clusters that are judged in one statement. */
const PAGE = 1_000;
const NOTHING: ReadonlySet<string> = new Set();

/** Judges these clusters by every recommendation and stores what has changed. */
export async function judge(tx: Tx, clusters: ClusterFacts[], at: Date): Promise<void> {
  if (clusters.length === 0) return;
  const contexts = await contextsOf(tx, [...new Set(clusters.map((c) => c.subscriptionId))]);
  const exempt = await exemptionsOf(tx, clusters);
  const unknown: SubscriptionContext = { planOn: false, state: "Enabled" };
  const verdicts = clusters.flatMap((facts) =>
    RECOMMENDATIONS_OF[facts.kind].map((recommendationId) => ({
      recommendationId,
      clusterId: facts.id,
      clusterName: facts.name,
      subscriptionId: facts.subscriptionId,
      resourceGroup: facts.resourceGroup,
      region: facts.region,
      ...evaluate(recommendationId, facts, {
        ...(contexts.get(facts.subscriptionId) ?? unknown),
        exemptFrom: exempt.get(facts.id) ?? NOTHING,
      }),
    })),
  );
  await tx.$executeRaw(sql`
    INSERT INTO assessment AS a (recommendation_id, cluster_id, cluster_name, subscription_id, resource_group,
      region, status, reason, status_changed_at, evaluated_at)
    SELECT "recommendationId", "clusterId", "clusterName", "subscriptionId", "resourceGroup", region, status,
      reason, ${at}, ${at}
    FROM jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) AS x("recommendationId" text, "clusterId" text,
      "clusterName" text, "subscriptionId" text, "resourceGroup" text, region text, status text, reason text)
    ON CONFLICT (recommendation_id, cluster_id) DO UPDATE SET cluster_name = excluded.cluster_name,
      region = excluded.region, status = excluded.status, reason = excluded.reason, evaluated_at = excluded.evaluated_at,
      status_changed_at = CASE WHEN a.status = excluded.status THEN a.status_changed_at ELSE excluded.status_changed_at END
    WHERE (a.cluster_name, a.region, a.status, a.reason)
      IS DISTINCT FROM (excluded.cluster_name, excluded.region, excluded.status, excluded.reason)`);
}

/** Judges all stored clusters of a subscription again, as when its plan has changed. */
export async function judgeAll(subscriptionId: string): Promise<void> {
  const at = new Date();
  let after = "";
  for (;;) {
    const rows = await db().cluster.findMany({
      where: { id: { gt: after }, subscriptionId },
      orderBy: { id: "asc" },
      take: PAGE,
    });
    await judge(db(), rows.map(factsOfRow), at);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

/** Forgets what was said of clusters that have left the estate. */
export async function forgetLeft(): Promise<void> {
  await db().$executeRaw(sql`
    DELETE FROM assessment a WHERE NOT EXISTS (SELECT 1 FROM cluster c WHERE c.id = a.cluster_id)`);
}

async function contextsOf(
  tx: Tx,
  subscriptionIds: string[],
): Promise<Map<string, SubscriptionContext>> {
  const rows = await tx.$queryRaw<{ id: string; state: string; planOn: boolean }[]>(sql`
    SELECT s.id, s.state, COALESCE(p.tier = 'Standard', false) AS "planOn"
      FROM subscription s LEFT JOIN plan p ON p.subscription_id = s.id AND p.name = ${CONTAINERS}
     WHERE s.id IN (${join(subscriptionIds)})`);
  return new Map(rows.map(({ id, state, planOn }) => [id, { state, planOn }]));
}

async function exemptionsOf(tx: Tx, clusters: ClusterFacts[]): Promise<Map<string, Set<string>>> {
  const rows = await tx.exemption.findMany({
    where: { clusterId: { in: clusters.map(({ id }) => id) } },
  });
  const found = new Map<string, Set<string>>();
  for (const { clusterId, assessmentKey } of rows) {
    found.set(clusterId, (found.get(clusterId) ?? new Set()).add(assessmentKey));
  }
  return found;
}
