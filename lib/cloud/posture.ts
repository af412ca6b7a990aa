/** How an EKS cluster is set up. */
export interface EksPosture {
  kind: "eks";
  /** The control plane writes its audit log to CloudWatch. */
  auditLogs: boolean;
  /** How long CloudWatch keeps it, in days; null where it is kept for ever, or there is no log group. */
  retentionDays: number | null;
  /** How the cluster knows who may enter: by access entries, by the ConfigMap aws-auth, or by both. */
  authenticationMode: "API" | "API_AND_CONFIG_MAP" | "CONFIG_MAP";
  /** Whether an access entry lets Defender's agentless role in; null where only aws-auth can tell. */
  agentlessAccess: boolean | null;
  publicEndpoint: boolean;
  /** Networks that reach the public endpoint. */
  publicCidrs: string[];
}

/** How a GKE cluster is set up. */
export interface GkePosture {
  kind: "gke";
  autopilot: boolean;
  /** Control-plane logs go to Cloud Logging. */
  logging: boolean;
  monitoring: boolean;
  /** Whether every node pool repairs, or upgrades, its nodes by itself. */
  autoRepair: boolean;
  autoUpgrade: boolean;
  dashboard: boolean;
  legacyAbac: boolean;
  authorizedNetworks: boolean;
  aliasIp: boolean;
  privateNodes: boolean;
  networkPolicy: boolean;
}

export type Posture = EksPosture | GkePosture;
