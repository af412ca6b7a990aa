import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import type { ClusterFacts } from "../cloud/cloud.ts";
import { CloudFault, type FaultRecord } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import { db, sql } from "../db/client.ts";

const EXTENSIONS_PROVIDER = "Microsoft.KubernetesConfiguration";

export interface ClusterNow {
  /** As the cloud has it now, or null where it did not say. */
  facts: ClusterFacts | null;
  /** Whether the subscription may have extensions at all; null where the cloud did not say. */
  providerState: string | null;
  fault: FaultRecord | null;
}

/** An Arc-enabled cluster with its extensions as Azure has them now, read in the person's own name. */
export async function connectedClusterNow(person: Person, id: string): Promise<ClusterNow | null> {
  const [row] = await db().$queryRaw<{ armId: string; subscriptionId: string }[]>(sql`
    SELECT c.arm_id AS "armId", c.subscription_id AS "subscriptionId" FROM cluster c
     WHERE c.kind = 'arc' AND c.id = ${id.toLowerCase()} AND ${visibleTo(person, sql`c`)}`);
  if (!row) return null;
  const cloud = cloudFor({ kind: "person", ...person });
  try {
    const [facts, providerState] = await Promise.all([
      cloud.cluster(row.armId),
      cloud.providerState(row.subscriptionId, EXTENSIONS_PROVIDER),
    ]);
    return { facts, providerState, fault: null };
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    return { facts: null, providerState: null, fault: error.record() };
  }
}
