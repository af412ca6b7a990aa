import { createHash } from "node:crypto";
import { z } from "zod";
import type { Call, ClusterWish, Progress } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import { isGranted } from "../wishes.ts";
import { type Account, absentAsNull } from "./account.ts";
import { type EksPlace, logGroupOf, placeOf } from "./arn.ts";
import { readCluster } from "./eks-clusters.ts";
import { auditLogsOf } from "./eks-facts.ts";
import { accepted, eksUrl, granted, type Plan } from "./plan.ts";
import { updateIdsOf, updateOf, updateUrl } from "./updates.ts";

type AuditLogs = Extract<ClusterWish, { kind: "auditLogs" }>;

const LOGGING = { clusterLogging: [{ types: ["audit" as const], enabled: true }] };
/** EKS makes the log group when the first line comes; that may take a minute. */
const GROUP_ASK_AGAIN_SECONDS = 10;

/** What was seen before the first call: by it a later run tells its own update from others'. */
const Seen = z.object({
  auditLogs: z.boolean(),
  retentionDays: z.number().nullable(),
  updates: z.array(z.string()),
});
type Seen = z.infer<typeof Seen>;

/**
 * The audit log of the control plane on, then the days that CloudWatch keeps it: the log group is there only after
 * the first. Other logs of the control plane stay as they are.
 */
export async function planAuditLogs(
  account: Account,
  arn: string,
  wish: AuditLogs,
  earlier: unknown,
): Promise<Plan> {
  const { facts, cluster } = await readCluster(account, arn);
  const place = placeOf(arn);
  const on = auditLogsOf(cluster);
  const retentionDays = facts.posture?.kind === "eks" ? facts.posture.retentionDays : null;
  const earlierSeen = earlier ? Seen.parse(earlier) : null;
  const updates = on ? [] : await updateIdsOf(account, place);
  const seen: Seen = earlierSeen ?? { auditLogs: on, retentionDays, updates };
  if (isGranted(facts, wish)) return granted(facts, seen);
  const running = on
    ? undefined
    : await underWay(account, place, cluster.status, { updates, earlier: earlierSeen });
  const lacking = [
    ...(on ? [] : [loggingCall(place)]),
    ...(retentionDays === wish.retentionDays ? [] : [retentionCall(place, wish.retentionDays)]),
  ];
  const [one, two] = lacking;
  return {
    facts,
    change: {
      ...(two ? { first: one, call: two } : { call: one ?? null }),
      before: seen,
      after: { auditLogs: true, retentionDays: wish.retentionDays },
    },
    running,
    send: () =>
      on ? keep(account, place, wish.retentionDays) : turnOn(account, place, tokenOf(arn, updates)),
  };
}

/**
 * What EKS does with the cluster. An update that was not there when the earlier call was about to be made is taken
 * as its own: it is waited for, and what it failed of is what the call failed of.
 */
async function underWay(
  account: Account,
  place: EksPlace,
  status: string,
  { updates, earlier }: { updates: readonly string[]; earlier: Seen | null },
): Promise<Progress | undefined> {
  const since = earlier ? updates.filter((id) => !earlier.updates.includes(id)) : [];
  for (const id of since) {
    const { type, running, fault } = await updateOf(account, place, id);
    if (type !== "LoggingUpdate") continue;
    if (fault) throw new CloudFault(fault);
    // One that has ended since the cluster was read will be seen in the cluster itself.
    if (running || status !== "ACTIVE") return accepted(undefined, updateUrl(place, id));
  }
  if (status === "ACTIVE") return undefined;
  throw new CloudFault({
    kind: "busy",
    code: status,
    message: `Another operation is running on ${place.name} (${status}).`,
    status: 0,
    requestId: null,
  });
}

async function turnOn(
  account: Account,
  place: EksPlace,
  clientRequestToken: string,
): Promise<Progress> {
  const eks = await account.client("eks", place.region);
  const { update, $metadata } = await eks.updateClusterConfig({
    name: place.name,
    logging: LOGGING,
    clientRequestToken,
  });
  return accepted($metadata.requestId, update?.id ? updateUrl(place, update.id) : null);
}

async function keep(
  account: Account,
  { region, name }: EksPlace,
  retentionInDays: number,
): Promise<Progress> {
  const logs = await account.client("logs", region);
  const logGroupName = logGroupOf(name);
  const kept = await absentAsNull(logs.putRetentionPolicy({ logGroupName, retentionInDays }));
  if (kept) return accepted(kept.$metadata.requestId, null);
  const askAgainInSeconds = GROUP_ASK_AGAIN_SECONDS;
  return { state: "running", askAgainInSeconds, operationUrl: null, requestId: null };
}

/** The same for the same cluster with the same history, so that AWS itself takes a second call as the first. */
function tokenOf(arn: string, updates: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([arn, "audit", updates]))
    .digest("hex");
}

function loggingCall({ region, name }: EksPlace): Call {
  return {
    method: "POST",
    url: eksUrl(region, "clusters", name, "update-config"),
    body: { logging: LOGGING },
    operation: "eks:UpdateClusterConfig",
  };
}

function retentionCall({ region, name }: EksPlace, retentionInDays: number): Call {
  return {
    method: "POST",
    url: `https://logs.${region}.amazonaws.com/`,
    body: { logGroupName: logGroupOf(name), retentionInDays },
    operation: "logs:PutRetentionPolicy",
  };
}
