import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import type { AzureCloud, ClusterKind } from "../cloud/cloud.ts";
import { CloudFault, type FaultRecord } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import { db, join, sql } from "../db/client.ts";
import { factsOfRow } from "../inventory/store.ts";
import {
  RECOMMENDATIONS_OF,
  type Reason,
  type RecommendationId,
  recommendation,
  type Status,
} from "../recommendations/catalog.ts";
import { LIVE_STATES } from "../remediations/flow.ts";
import { type ClusterSeen, configurationCheck, heartbeatCheck } from "./checks.ts";
import { commandsFor } from "./commands.ts";
import { isForeign } from "./foreign-cluster.ts";
import {
  type Check,
  type HandCommand,
  namespacesOf,
  PARTS,
  type PartName,
  podCheck,
  type Reading,
  type RecommendationCheck,
} from "./model.ts";

export interface VerifiedCluster {
  id: string;
  armId: string;
  kind: ClusterKind;
  name: string;
  subscriptionId: string;
  subscription: string;
  resourceGroup: string;
  region: string;
  powerState: string;
}

/** Everything that is known of a deployment at one moment. */
export interface Verification {
  cluster: VerifiedCluster;
  /** When the cloud was read. */
  at: string;
  recommendations: RecommendationCheck[];
  checks: Check[];
  /** What the cloud said where it did not give the cluster; the checks then show what the portal last saw. */
  fault: FaultRecord | null;
  commands: HandCommand[];
}

/** The cluster, or null when it does not exist for the person. */
export async function clusterToVerify(person: Person, id: string): Promise<VerifiedCluster | null> {
  const [row] = await db().$queryRaw<VerifiedCluster[]>(sql`
    SELECT c.id, c.arm_id AS "armId", c.kind, c.name, c.subscription_id AS "subscriptionId",
      COALESCE(s.display_name, c.subscription_id) AS subscription, c.resource_group AS "resourceGroup",
      c.region, c.power_state AS "powerState"
    FROM cluster c LEFT JOIN subscription s ON s.id = c.subscription_id
    WHERE c.id IN (${id}, ${id.toLowerCase()}) AND ${visibleTo(person, sql`c`)}`);
  return row ?? null;
}

/**
 * Reads the cluster from the cloud, in the person's own name, and says how its deployment stands. A cluster of another
 * cloud is not read itself: what Defender has on it is told by the Arc-enabled cluster that it is connected as.
 */
export async function verifyCluster(person: Person, id: string): Promise<Verification | null> {
  const cluster = await clusterToVerify(person, id);
  if (!cluster || isForeign(cluster)) return null;
  const cloud = cloudFor({ kind: "person", ...person });
  const [document, pods, recommendations] = await Promise.all([
    reading(cloud.clusterDocument(cluster.armId)),
    reading(cloud.podsOn(cluster.armId, namespacesOf(cluster.kind))),
    recommendationChecks(cloud, cluster),
  ]);
  const seen = "fault" in document ? await lastSeen(cluster.id) : document.value;
  const checks = [
    ...(Object.keys(PARTS) as PartName[]).flatMap((part) => [
      configurationCheck(part, seen),
      podCheck(part, seen.facts, pods),
    ]),
    heartbeatCheck(seen, pods),
  ];
  return {
    cluster,
    at: new Date().toISOString(),
    recommendations,
    checks,
    fault: "fault" in document ? document.fault : null,
    commands: commandsFor(cluster),
  };
}

/** Who may not read the cluster itself, such as a Security Admin, still sees what the portal knows of it. */
async function lastSeen(id: string): Promise<ClusterSeen> {
  const row = await db().cluster.findUniqueOrThrow({ where: { id } });
  return { facts: factsOfRow(row), document: null };
}

async function recommendationChecks(
  cloud: AzureCloud,
  { id, armId, kind }: VerifiedCluster,
): Promise<RecommendationCheck[]> {
  const rows = await db().$queryRaw<Judged[]>(sql`
    SELECT a.recommendation_id AS "recommendationId", a.status, a.reason, a.status_changed_at AS "changedAt",
      (SELECT t.remediation_id FROM task t WHERE t.assessment_id = a.id
        AND t.state IN (${join([...LIVE_STATES])}) LIMIT 1) AS "remediationId"
    FROM assessment a WHERE a.cluster_id = ${id}`);
  const judged = new Map(rows.map((row) => [row.recommendationId, row]));
  return Promise.all(
    RECOMMENDATIONS_OF[kind].map(async (recommendationId) => {
      const { title, assessmentKey } = recommendation(recommendationId);
      const row = judged.get(recommendationId);
      return {
        id: recommendationId,
        title,
        assessmentKey,
        status: row?.status ?? null,
        reason: row?.reason ?? null,
        changedAt: row?.changedAt.toISOString() ?? null,
        remediationId: row?.remediationId ?? null,
        defender: await reading(cloud.defenderAssessment(armId, assessmentKey)),
      };
    }),
  );
}

interface Judged {
  recommendationId: RecommendationId;
  status: Status;
  reason: Reason | null;
  changedAt: Date;
  remediationId: string | null;
}

async function reading<Value>(value: Promise<Value>): Promise<Reading<Value>> {
  try {
    return { value: await value };
  } catch (error) {
    if (error instanceof CloudFault) return { fault: error.record() };
    throw error;
  }
}
