import type { ClusterFacts } from "../cloud/cloud.ts";
import { factsOfConnector } from "../connectors/rows.ts";
import { db, sql, type Tx } from "../db/client.ts";
import { factsOfRow } from "../inventory/store.ts";
import {
  RECOMMENDATIONS_OF,
  RECOMMENDATIONS_OF_CONNECTORS,
  type RecommendationId,
} from "./catalog.ts";
import { contextsOf } from "./contexts.ts";
import { evaluate, evaluateConnector, type Verdict } from "./model.ts";

/** Resources that are judged in one statement. */
const PAGE = 1_000;

/** One recommendation's word on one resource, a cluster or a connector. */
interface Judgement extends Verdict {
  recommendationId: RecommendationId;
  clusterId: string;
  clusterName: string;
  subscriptionId: string;
  resourceGroup: string;
  region: string;
}

/** Judges these clusters by every recommendation and stores what has changed. */
export async function judge(tx: Tx, clusters: ClusterFacts[], at: Date): Promise<void> {
  if (clusters.length === 0) return;
  const contextOf = await contextsOf(tx, clusters);
  const judgements = clusters.flatMap((facts) =>
    RECOMMENDATIONS_OF[facts.kind].map((recommendationId) => ({
      recommendationId,
      ...placeOf(facts),
      ...evaluate(recommendationId, facts, contextOf(facts)),
    })),
  );
  await store(tx, judgements, at);
}

/** Judges every stored connector, and the clusters of each again: its plan and components may have changed. */
export async function judgeConnectors(): Promise<void> {
  const rows = await db().connector.findMany({ select: { id: true } });
  for (const { id } of rows) await judgeConnector(id);
}

/** Judges a stored connector, as when it has been saved, and its clusters again. */
async function judgeConnector(connectorId: string): Promise<void> {
  const at = new Date();
  const row = await db().connector.findUnique({ where: { id: connectorId } });
  if (!row) return;
  const facts = factsOfConnector(row);
  const context = (await contextsOf(db(), [{ ...facts, connectorId }]))({ ...facts, connectorId });
  const judgements = RECOMMENDATIONS_OF_CONNECTORS[facts.cloud].map((recommendationId) => ({
    recommendationId,
    ...placeOf(facts),
    ...evaluateConnector(recommendationId, facts, context),
  }));
  await store(db(), judgements, at);
  await judgeWhere({ connectorId }, at);
}

/** Judges all stored clusters of a subscription again, as when its plan has changed. */
export async function judgeAll(subscriptionId: string): Promise<void> {
  await judgeWhere({ subscriptionId }, new Date());
}

/** Forgets what was said of clusters and connectors that have left the estate. */
export async function forgetLeft(): Promise<void> {
  await db().$executeRaw(sql`
    DELETE FROM assessment a WHERE NOT EXISTS (SELECT 1 FROM cluster c WHERE c.id = a.cluster_id)
      AND NOT EXISTS (SELECT 1 FROM connector k WHERE k.id = a.cluster_id)`);
}

async function judgeWhere(
  which: { subscriptionId: string } | { connectorId: string },
  at: Date,
): Promise<void> {
  let after = "";
  for (;;) {
    const rows = await db().cluster.findMany({
      where: { id: { gt: after }, ...which },
      orderBy: { id: "asc" },
      take: PAGE,
    });
    await judge(db(), rows.map(factsOfRow), at);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

function placeOf(
  facts: Pick<ClusterFacts, "id" | "name" | "subscriptionId" | "resourceGroup" | "region">,
) {
  const { id, name, subscriptionId, resourceGroup, region } = facts;
  return { clusterId: id, clusterName: name, subscriptionId, resourceGroup, region };
}

async function store(tx: Tx, judgements: readonly Judgement[], at: Date): Promise<void> {
  await tx.$executeRaw(sql`
    INSERT INTO assessment AS a (recommendation_id, cluster_id, cluster_name, subscription_id, resource_group,
      region, status, reason, status_changed_at, evaluated_at)
    SELECT "recommendationId", "clusterId", "clusterName", "subscriptionId", "resourceGroup", region, status,
      reason, ${at}, ${at}
    FROM jsonb_to_recordset(${JSON.stringify(judgements)}::jsonb) AS x("recommendationId" text, "clusterId" text,
      "clusterName" text, "subscriptionId" text, "resourceGroup" text, region text, status text, reason text)
    ON CONFLICT (recommendation_id, cluster_id) DO UPDATE SET cluster_name = excluded.cluster_name,
      region = excluded.region, status = excluded.status, reason = excluded.reason, evaluated_at = excluded.evaluated_at,
      status_changed_at = CASE WHEN a.status = excluded.status THEN a.status_changed_at ELSE excluded.status_changed_at END
    WHERE (a.cluster_name, a.region, a.status, a.reason)
      IS DISTINCT FROM (excluded.cluster_name, excluded.region, excluded.status, excluded.reason)`);
}
