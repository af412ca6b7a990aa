import type { Permission } from "../access/model.ts";
import type { AuditAction } from "../audit/model.ts";
import type { ClusterWish } from "../cloud/cloud.ts";
import { clusterRecommendation, type RecommendationId } from "../recommendations/catalog.ts";
import { Refusal } from "../result.ts";

interface VerbSpec {
  /** On the button. */
  label: string;
  /** On the button that confirms, before a number of resources. */
  confirm: string;
  /** Before a number of clusters: "Fixing 3 clusters". */
  doing: string;
  /** The end of a task that went well. */
  done: string;
  /** Before a number of clusters, when all tasks have ended: "Fixed 3 clusters". */
  ended: string;
  /** As which action the end of each task stands in the audit log. */
  action: AuditAction;
  /** What the audit log says when the cluster was changed. */
  changed: string;
  /** What it says when the cluster was so already. */
  wasSo: string;
  /** Why a task ends as failed although the cloud's operation went well. */
  still: string;
}

/** What can be done to many clusters at once, each as a durable job in the name of whoever asked for it. */
export const VERBS = {
  fix: {
    label: "Fix",
    confirm: "Fix",
    doing: "Fixing",
    done: "Fixed",
    ended: "Fixed",
    action: "clusters.fix",
    changed: "The cluster was changed and is healthy.",
    wasSo: "The cluster was healthy already; nothing was sent.",
    still: "the cluster still does not meet the recommendation",
  },
  remove: {
    label: "Remove",
    confirm: "Remove from",
    doing: "Removing from",
    done: "Removed",
    ended: "Removed from",
    action: "clusters.remove",
    changed: "It was removed from the cluster.",
    wasSo: "It was not on the cluster; nothing was sent.",
    still: "it is still on the cluster",
  },
  move: {
    label: "Move",
    confirm: "Move",
    doing: "Moving",
    done: "Moved",
    ended: "Moved",
    action: "clusters.move",
    changed: "The sensor reports to the chosen workspace.",
    wasSo: "The sensor reported to the chosen workspace already; nothing was sent.",
    still: "the sensor still reports to another workspace",
  },
  exclude: {
    label: "Exclude",
    confirm: "Exclude",
    doing: "Excluding",
    done: "Excluded",
    ended: "Excluded",
    action: "clusters.exclude",
    changed: "The tag keeps the cluster out of automatic provisioning.",
    wasSo: "The cluster was excluded already; nothing was sent.",
    still: "the tag is not on the cluster",
  },
  include: {
    label: "Include again",
    confirm: "Include again",
    doing: "Including",
    done: "Included",
    ended: "Included again",
    action: "clusters.include",
    changed: "No tag keeps the cluster out of automatic provisioning any more.",
    wasSo: "No tag kept the cluster out; nothing was sent.",
    still: "the tag is still on the cluster",
  },
  withdraw: {
    label: "Withdraw access",
    confirm: "Withdraw access from",
    doing: "Withdrawing access from",
    done: "Withdrawn",
    ended: "Withdrew access from",
    action: "clusters.withdraw",
    changed: "The role's access entry was deleted from the cluster.",
    wasSo: "The cluster had no access entry of the role; nothing was sent.",
    still: "the access entry is still there",
  },
} as const satisfies Record<string, VerbSpec>;

export type Verb = keyof typeof VERBS;
export const VERB_NAMES = Object.keys(VERBS) as [Verb, ...Verb[]];

/** What a person has chosen, and what is known of the cluster, as a wish needs it. */
interface WishParts {
  workspaceId?: string | undefined;
  auditLogPath?: string | undefined;
  exclude?: boolean | undefined;
  retentionDays?: number | undefined;
  from?: "sensor" | "agentless" | undefined;
  /** The role that Defender's agentless discovery enters with. */
  roleArn?: string | undefined;
}

type FixWish = ReturnType<typeof fixOf>["wish"];

/** What each fix asks for, what takes it away again, and the part of the cluster that it is about. */
const FIXES: Record<
  FixWish,
  {
    part: "sensor" | "policy" | "cluster";
    fix: (parts: WishParts) => ClusterWish;
    undo: (parts: WishParts) => ClusterWish;
  }
> = {
  sensor: {
    part: "sensor",
    fix: ({ workspaceId, auditLogPath }) => ({
      kind: "sensor",
      workspaceId: needed(workspaceId, "workspace"),
      auditLogPath,
    }),
    undo: ({ exclude }) => ({ kind: "noSensor", exclude }),
  },
  policyAddon: {
    part: "policy",
    fix: () => ({ kind: "policyAddon" }),
    undo: () => ({ kind: "noPolicyAddon" }),
  },
  auditLogs: {
    part: "cluster",
    fix: ({ retentionDays }) => ({
      kind: "auditLogs",
      retentionDays: needed(retentionDays, "number of days"),
    }),
    undo: () => {
      throw new Refusal("Audit logs are turned off in AWS itself, not from here.");
    },
  },
  access: {
    part: "cluster",
    fix: ({ roleArn }) => ({ kind: "access", roleArn: needed(roleArn, "role"), granted: true }),
    undo: ({ roleArn }) => ({ kind: "access", roleArn: needed(roleArn, "role"), granted: false }),
  },
};

function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The verb needs a ${what}.`);
  return value;
}

/** What each verb asks of a cluster. */
const ASKS: Record<Verb, (id: RecommendationId, parts: WishParts) => ClusterWish> = {
  fix: (id, parts) => FIXES[fixOf(id).wish].fix(parts),
  remove: (id, parts) => FIXES[fixOf(id).wish].undo(parts),
  withdraw: (id, parts) => FIXES[fixOf(id).wish].undo(parts),
  move: (_id, { workspaceId }) => ({
    kind: "workspace",
    workspaceId: needed(workspaceId, "workspace"),
  }),
  exclude: (_id, { from }) => ({ kind: "exclusion", excluded: true, ...(from && { from }) }),
  include: (_id, { from }) => ({ kind: "exclusion", excluded: false, ...(from && { from }) }),
};

/** What a verb asks of a cluster; the workspace is the one that the sensor shall report to. */
export function wishOf(verb: Verb, id: RecommendationId, parts: WishParts): ClusterWish {
  return ASKS[verb](id, parts);
}

/** Whether the verb needs to know which workspace the sensor reports to. */
export function needsWorkspace(verb: Verb, id: RecommendationId): boolean {
  return verb === "move" || (verb === "fix" && fixOf(id).needsWorkspace);
}

/** Whether the verb needs to know by which role Defender enters the cluster. */
export function needsRole(verb: Verb, id: RecommendationId): boolean {
  return (verb === "fix" || verb === "withdraw") && fixOf(id).wish === "access";
}

/** Verbs that change the tags of a cluster. */
const TAGGING: readonly Verb[] = ["exclude", "include"];

/** The part of a cluster that the verb changes. */
export function partOfVerb(verb: Verb, id: RecommendationId): "sensor" | "policy" | "cluster" {
  return TAGGING.includes(verb) ? "cluster" : FIXES[fixOf(id).wish].part;
}

/** What a person must be allowed to do to the clusters. */
export function permissionOf(verb: Verb, id: RecommendationId): Permission {
  const { kind } = clusterRecommendation(id);
  // In another cloud the portal acts by the connector, so the right to the connector is what is asked for.
  if (kind === "eks" || kind === "gke") return "connectors:write";
  if (TAGGING.includes(verb) && kind === "arc") return "connectedClusters:write";
  return fixOf(id).permission;
}

/** How a recommendation is fixed. Throws a refusal for one that is remediated by hand. */
export function fixOf(id: RecommendationId) {
  const { fix } = clusterRecommendation(id);
  if (!fix)
    throw new Refusal(
      "This recommendation is remediated by hand or by a script; the portal has no Fix for it.",
    );
  return fix;
}
