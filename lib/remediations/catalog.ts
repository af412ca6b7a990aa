import type { Permission } from "../access/model.ts";
import type { AuditAction } from "../audit/model.ts";
import type { ClusterWish } from "../cloud/cloud.ts";
import { type RecommendationId, recommendation } from "../recommendations/catalog.ts";
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
} as const satisfies Record<string, VerbSpec>;

export type Verb = keyof typeof VERBS;
export const VERB_NAMES = Object.keys(VERBS) as [Verb, ...Verb[]];

/** The wishes of a recommendation's component: to be there, and to be gone. */
const COMPONENT_WISHES = {
  sensor: { remove: "noSensor", part: "sensor" },
  policyAddon: { remove: "noPolicyAddon", part: "policy" },
} as const;

/** What a verb asks of a cluster; the workspace is the one that the sensor shall report to. */
export function wishOf(
  verb: Verb,
  id: RecommendationId,
  {
    workspaceId,
    auditLogPath,
    exclude,
  }: {
    workspaceId?: string | undefined;
    auditLogPath?: string | undefined;
    exclude?: boolean | undefined;
  },
): ClusterWish {
  const { wish } = fixOf(id);
  if (verb === "exclude" || verb === "include") {
    return { kind: "exclusion", excluded: verb === "exclude" };
  }
  if (verb === "remove") {
    const kind = COMPONENT_WISHES[wish].remove;
    return kind === "noSensor" ? { kind, exclude } : { kind };
  }
  if (verb === "fix" && wish === "policyAddon") return { kind: "policyAddon" };
  if (!workspaceId) throw new Error(`The verb ${verb} needs a workspace.`);
  return verb === "move"
    ? { kind: "workspace", workspaceId }
    : { kind: "sensor", workspaceId, auditLogPath };
}

/** Whether the verb needs to know which workspace the sensor reports to. */
export function needsWorkspace(verb: Verb, id: RecommendationId): boolean {
  return verb === "move" || (verb === "fix" && fixOf(id).needsWorkspace);
}

/** The part of a cluster that the verb changes. */
export function partOfVerb(verb: Verb, id: RecommendationId): "sensor" | "policy" | "cluster" {
  if (verb === "exclude" || verb === "include") return "cluster";
  return COMPONENT_WISHES[fixOf(id).wish].part;
}

/** What a person must be allowed to do to the clusters. */
export function permissionOf(verb: Verb, id: RecommendationId): Permission {
  const { kind } = recommendation(id);
  if ((verb === "exclude" || verb === "include") && kind === "arc")
    return "connectedClusters:write";
  return fixOf(id).permission;
}

/** How a recommendation is fixed. Throws a refusal for one that is remediated by hand. */
export function fixOf(id: RecommendationId) {
  const { fix } = recommendation(id);
  if (!fix) throw new Refusal("This recommendation is remediated by hand; it has no Fix.");
  return fix;
}
