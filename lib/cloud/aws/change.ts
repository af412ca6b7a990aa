import type { BeforeCall, Change, ClusterWish, Progress } from "../cloud.ts";
import { CloudFault, type FaultRecord } from "../faults.ts";
import type { Account } from "./account.ts";
import type { Plan } from "./plan.ts";
import { planAccess } from "./plan-access.ts";
import { planAuditLogs } from "./plan-audit-logs.ts";
import { planExclusion } from "./plan-exclusion.ts";
import { updateAt } from "./updates.ts";

type EksWish = Extract<ClusterWish, { kind: "exclusion" | "auditLogs" | "access" }>;

/** How each wish that an EKS cluster can be asked for is granted. */
const PLANS: {
  [Kind in EksWish["kind"]]: (
    account: Account,
    arn: string,
    wish: Extract<EksWish, { kind: Kind }>,
    earlier: unknown,
  ) => Promise<Plan>;
} = { exclusion: planExclusion, auditLogs: planAuditLogs, access: planAccess };

/** The calls that would grant the wish on the cluster as it is now; null when it is granted already. */
export async function clusterChange(
  account: Account,
  arn: string,
  wish: ClusterWish,
): Promise<Change> {
  return (await planOf(account, arn, wish, null)).change;
}

/** Grants a wish on a cluster, one call at a time. Looks first, and is called again until it is granted. */
export async function ensureOnCluster(
  account: Account,
  arn: string,
  wish: ClusterWish,
  before: BeforeCall,
  earlier: unknown,
): Promise<Progress> {
  const plan = await planOf(account, arn, wish, earlier);
  if (plan.running) return plan.running;
  if (plan.change.call) await before(plan.change);
  return plan.send();
}

/** Why an update failed, or null while it runs or when it went well. */
export async function operationFault(account: Account, url: string): Promise<FaultRecord | null> {
  return (await updateAt(account, url)).fault;
}

function planOf(account: Account, arn: string, wish: ClusterWish, earlier: unknown): Promise<Plan> {
  const plan = PLANS[wish.kind as EksWish["kind"]] as
    | ((account: Account, arn: string, wish: ClusterWish, earlier: unknown) => Promise<Plan>)
    | undefined;
  if (plan) return plan(account, arn, wish, earlier);
  throw new CloudFault({
    kind: "rejected",
    code: "NotThroughAws",
    message:
      "What Defender installs on an EKS cluster comes through Azure Arc, not through AWS. Connect the cluster to Azure Arc first.",
    status: 0,
    requestId: null,
  });
}
