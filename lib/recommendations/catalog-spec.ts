import type { Permission } from "../access/model.ts";
import type {
  ClusterFacts,
  ClusterKind,
  ClusterWish,
  ConnectorFacts,
  ForeignCloud,
} from "../cloud/cloud.ts";

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
  connectorPlanOff: "The Containers plan is off on the connector",
  auditLogsOff: "Agentless threat protection is off on the connector",
  apiAccessOff: "Kubernetes API access is off on the connector",
  agentlessExcluded: "An exclusion tag keeps the cluster out of agentless discovery",
  notRunning: "The cluster is not in service",
  notVerified: "The connector's access has not been verified yet",
} as const;
export type Reason = keyof typeof REASONS;

/** Where a recommendation's resources are. */
export const RESOURCE_CLOUDS = {
  azure: "Azure",
  aws: "AWS",
  gcp: "GCP",
} as const;
export type ResourceCloud = keyof typeof RESOURCE_CLOUDS;

interface FixSpec {
  wish: Extract<ClusterWish["kind"], "sensor" | "policyAddon" | "auditLogs" | "access">;
  permission: Permission;
  /** Whether a Log Analytics workspace is part of the call. */
  needsWorkspace: boolean;
  /** What the person chooses in the pane: the workspace and where the audit log is, or for how long it is kept. */
  asks: "workspace" | "retention" | null;
  /** What pressing Fix does, for the confirmation. */
  does: string;
  /** What removing it takes away, for the confirmation. */
  removes: string;
}

/** What a remediation script installs on clusters that it connects to Azure Arc. */
export type ArcPart = "sensor" | "policy";

/** A fix that a person's own tools make, by a script that is downloaded. */
interface ScriptSpec {
  parts: readonly ArcPart[];
  /** Parts that the same script may bring along. */
  offers: readonly ArcPart[];
}

/** What is known of the connector of a cluster outside of Azure. */
export interface ConnectorContext {
  containers: boolean;
  auditLogs: boolean;
  apiAccess: boolean;
  /** Whether every right that Defender needs was found; null until it has been looked for. */
  rightsFound: boolean | null;
}

interface Common {
  title: string;
  /** Other names under which people look for it. */
  aliases: readonly string[];
  /** The key of the assessment in Defender for Cloud; stands in deep links. */
  assessmentKey: string;
  /** Breakwater's own: Defender for Cloud has no such recommendation, and the key is ours. */
  own?: boolean;
  severity: Severity;
  control: string;
  resourceType: string;
  /** Microsoft offers it as a preview: self-service, opt-in, without a service-level agreement. */
  preview: boolean;
  description: string;
  steps: readonly string[];
  /** Reasons that are looked at, in this order, before the resource itself. */
  notApplicable: readonly Reason[];
  fix: FixSpec | null;
  script?: ScriptSpec;
  freshness: string;
}

/** A recommendation on clusters of one kind. */
export interface ClusterRecommendation extends Common {
  kind: ClusterKind;
  healthy: (facts: ClusterFacts, connector: ConnectorContext | null) => boolean;
}

/** A recommendation on connectors: its assessments name a connector where others name a cluster. */
export interface ConnectorRecommendation extends Common {
  kind: "connector";
  cloud: ForeignCloud;
  healthy: (facts: ConnectorFacts) => boolean;
}

export type RecommendationSpec = ClusterRecommendation | ConnectorRecommendation;

const CLOUD_OF_KIND: Record<ClusterKind, ResourceCloud> = {
  aks: "azure",
  arc: "azure",
  eks: "aws",
  gke: "gcp",
};

/** In which cloud the recommendation's resources are. */
export function cloudOfSpec(spec: RecommendationSpec): ResourceCloud {
  return spec.kind === "connector" ? spec.cloud : CLOUD_OF_KIND[spec.kind];
}

/** The article's verify section calls the control of these recommendations so; who searches for it finds them. */
export const CONTROL_ALIAS = "Enable Microsoft Defender for Cloud";
