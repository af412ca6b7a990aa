import type { Permission } from "../access/model.ts";
import type { ClusterFacts, ClusterKind, ClusterWish } from "../cloud/cloud.ts";

/** The portal's own words for a severity, worst first. */
export const SEVERITIES = ["High", "Medium", "Low"] as const;
type Severity = (typeof SEVERITIES)[number];

export const STATUSES = {
  unhealthy: "Unhealthy",
  healthy: "Healthy",
  notApplicable: "Not applicable",
} as const;
export type Status = keyof typeof STATUSES;

/** Why a recommendation does not apply to a cluster. */
export const REASONS = {
  planOff: "The Containers plan is off on the subscription",
  excluded: "An exclusion tag keeps the cluster out",
  stopped: "The cluster is stopped",
  subscriptionDisabled: "The subscription is disabled",
  exempt: "An exemption takes the cluster out",
  unreachable: "Azure Arc does not reach the cluster",
} as const;
export type Reason = keyof typeof REASONS;

interface FixSpec {
  wish: Extract<ClusterWish["kind"], "sensor" | "policyAddon">;
  permission: Permission;
  /** Whether a Log Analytics workspace is part of the call. */
  needsWorkspace: boolean;
  /** Whether the person chooses the workspace in the pane, and may say where the audit log is. */
  asks: boolean;
  /** What pressing Fix does, for the confirmation. */
  does: string;
  /** What removing it takes away, for the confirmation. */
  removes: string;
}

export interface RecommendationSpec {
  title: string;
  /** Other names under which people look for it. */
  aliases: readonly string[];
  /** The key of the assessment in Defender for Cloud; stands in deep links. */
  assessmentKey: string;
  severity: Severity;
  control: string;
  /** The kind of cluster that it judges. */
  kind: ClusterKind;
  resourceType: string;
  /** Microsoft offers it as a preview: self-service, opt-in, without a service-level agreement. */
  preview: boolean;
  description: string;
  steps: readonly string[];
  healthy: (facts: ClusterFacts) => boolean;
  /** Reasons that are looked at, in this order, before the cluster itself. */
  notApplicable: readonly Reason[];
  fix: FixSpec | null;
  freshness: string;
}

/** The article's verify section calls the control of these recommendations so; who searches for it finds them. */
export const CONTROL_ALIAS = "Enable Microsoft Defender for Cloud";
