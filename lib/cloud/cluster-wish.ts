/**
 * What is asked of a cluster, of any kind: on AKS a part of the cluster itself is changed, on an Arc-enabled
 * cluster an extension is installed or removed.
 */
export type ClusterWish =
  | {
      kind: "sensor";
      workspaceId: string;
      /** Arc alone: where the API server writes its audit log. */
      auditLogPath?: string | undefined;
    }
  /** With `exclude` the tag that keeps automatic provisioning away is set as well. */
  | { kind: "noSensor"; exclude?: boolean | undefined }
  | { kind: "policyAddon" }
  | { kind: "noPolicyAddon" }
  /** A sensor that is there shall report through this workspace. */
  | { kind: "workspace"; workspaceId: string }
  /** The tag that keeps the cluster out of automatic provisioning is there, or is not. */
  | { kind: "exclusion"; excluded: boolean; from?: "sensor" | "agentless" | undefined }
  /** EKS alone: the control plane writes its audit log, and CloudWatch keeps it for so many days. */
  | { kind: "auditLogs"; retentionDays: number }
  /** EKS alone: an access entry lets this role in, as Defender's agentless discovery needs, or does not. */
  | { kind: "access"; roleArn: string; granted: boolean };

/** A wish that only clusters of other clouds are asked for. */
export type ForeignWish = Extract<ClusterWish, { kind: "auditLogs" | "access" }>;
