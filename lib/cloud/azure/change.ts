import type { BeforeCall, Change, ClusterWish, Progress } from "../cloud.ts";
import type { FaultRecord } from "../faults.ts";
import { aksChange, ensureOnAks } from "./aks-change.ts";
import { arcChange, ensureOnArc } from "./arc-change.ts";
import type { Arm } from "./arm.ts";
import { isConnectedCluster } from "./connected-clusters.ts";
import { errorOf } from "./fault-of.ts";

/** The call that would grant the wish on the cluster as it is now; null when it is granted already. */
export function clusterChange(arm: Arm, armId: string, wish: ClusterWish): Promise<Change> {
  return isConnectedCluster(armId) ? arcChange(arm, armId, wish) : aksChange(arm, armId, wish);
}

/**
 * Grants a wish on a cluster. Looks first; `before` is called with the change between looking and changing, and
 * `earlier` is what an earlier call was told by it, whose end is not known.
 */
export function ensureOnCluster(
  arm: Arm,
  armId: string,
  wish: ClusterWish,
  before: BeforeCall,
  earlier: unknown,
): Promise<Progress> {
  return isConnectedCluster(armId)
    ? ensureOnArc(arm, armId, wish, before, earlier)
    : ensureOnAks(arm, armId, wish, before);
}

/** Why an operation failed, or null while it runs or when it went well. */
export async function operationFault(arm: Arm, operationUrl: string): Promise<FaultRecord | null> {
  const answer = await arm.follow(operationUrl);
  const { status } = (answer.body ?? {}) as { status?: string };
  if (status !== "Failed" && status !== "Canceled") return null;
  const { code, message } = errorOf(answer.body);
  return {
    kind: "failed",
    code: code ?? status,
    message: message ?? `Azure reports the operation as ${status} and gives no reason.`,
    status: answer.status,
    requestId: answer.requestId,
  };
}
