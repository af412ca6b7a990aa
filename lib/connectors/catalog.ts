import type { ForeignCloud } from "../cloud/cloud.ts";

export { PORTAL_ROLES } from "../cloud/connectors.ts";

/** What another cloud calls its things, where words differ. */
export const CLOUDS = {
  aws: {
    name: "Amazon Web Services",
    short: "AWS",
    account: "AWS account",
    clusters: "EKS clusters",
    cluster: "EKS cluster",
    resourceType: "AWS EKS Cluster",
    /** What carries the portal's and Defender's identities. */
    holder: "role",
    applied: "CloudFormation template",
  },
  gcp: {
    name: "Google Cloud Platform",
    short: "GCP",
    account: "GCP project",
    clusters: "GKE clusters",
    cluster: "GKE cluster",
    resourceType: "GCP GKE Cluster",
    holder: "service account",
    applied: "gcloud script",
  },
} as const satisfies Record<ForeignCloud, Record<string, string>>;

export const CLOUD_IDS = Object.keys(CLOUDS) as ForeignCloud[];

interface ComponentSpec {
  /** Today's label, as the portal writes it. */
  label: string;
  /** Labels of earlier years, so that who read an older article finds the switch. */
  formerly: readonly string[];
  description: Readonly<Record<ForeignCloud, string>>;
  /** What else one should know before. */
  notes: Readonly<Record<ForeignCloud, readonly string[]>>;
  /** What is lost while it is off. */
  off: string;
  /** The property of the offering that carries it; an object with `enabled` where `object` is true. */
  property: string;
  object: boolean;
  /** The property's earlier name on each cloud, still found in connectors that were made by older templates. */
  formerProperty: Readonly<Record<ForeignCloud, string | null>>;
  /** Tags or labels that keep a cluster out where their value is true. */
  excludedByTags: readonly string[];
}

const ARC_NOTE =
  "This is an extension of Azure Arc-enabled Kubernetes: clusters that are not connected to Azure Arc yet are connected first.";

/**
 * The components of the Containers plan on a connector. Sources: the Microsoft.Security securityConnectors API
 * 2024-08-01-preview, https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable (2025-01)
 * and the labels of the Azure portal (2026-02).
 */
const COMPONENTS = {
  auditLogs: {
    label: "Agentless threat protection",
    formerly: [
      "Kubernetes audit logs to Defender for Cloud",
      "Send Kubernetes audit logs to Microsoft Defender",
    ],
    description: {
      aws: "Defender for Cloud collects Kubernetes audit logs to protect the control plane. They go from the EKS control plane to CloudWatch, Kinesis, S3 and SQS in your account, and are read from there.",
      gcp: "Defender for Cloud collects Kubernetes audit logs to protect the control plane. They go from your GKE clusters to the project's Cloud Logging and Pub/Sub, and are read from there. This is set for the whole project.",
    },
    notes: {
      aws: ["CloudWatch, S3, Kinesis and SQS are charged to your AWS account."],
      gcp: ["Cloud Logging and Pub/Sub are charged to your GCP project."],
    },
    off: "Threat detection (control plane) is off too.",
    property: "enableAuditLogsAutoProvisioning",
    object: false,
    formerProperty: { aws: "autoProvisioning", gcp: "auditLogsAutoProvisioningFlag" },
    excludedByTags: [],
  },
  sensor: {
    label: "Auto provision Defender's sensor for Azure Arc",
    formerly: ["Auto provision Defender's agent for Azure Arc"],
    description: {
      aws: "The Defender sensor is a DaemonSet that sends security events of every node to Defender for Cloud. Azure Arc connects your EKS clusters to Azure for it.",
      gcp: "The Defender sensor is a DaemonSet that sends security events of every node to Defender for Cloud. Azure Arc connects your GKE clusters to Azure for it.",
    },
    notes: {
      aws: [ARC_NOTE],
      gcp: [ARC_NOTE, "No Azure policy may prevent the installation of Azure Arc."],
    },
    off: "New clusters don't get the sensor by themselves; install it by the recommendation. What is installed stays.",
    property: "enableDefenderAgentAutoProvisioning",
    object: false,
    formerProperty: { aws: "autoProvisioning", gcp: "defenderAgentAutoProvisioningFlag" },
    excludedByTags: [
      "ms_defender_container_exclude_sensors",
      "ms_defender_container_exclude_agents",
    ],
  },
  policy: {
    label: "Auto provision Azure Policy extension for Azure Arc",
    formerly: ["Azure Policy for Kubernetes"],
    description: {
      aws: "Gatekeeper v3 in the cluster audits and enforces how workloads are configured, centrally and alike.",
      gcp: "Gatekeeper v3 in the cluster audits and enforces how workloads are configured, centrally and alike.",
    },
    notes: { aws: [ARC_NOTE], gcp: [ARC_NOTE] },
    off: "New clusters don't get the extension by themselves; what is installed stays.",
    property: "enablePolicyAgentAutoProvisioning",
    object: false,
    formerProperty: { aws: null, gcp: "policyAgentAutoProvisioningFlag" },
    excludedByTags: [],
  },
  agentlessDiscovery: {
    label: "Kubernetes API access",
    formerly: ["Agentless discovery for Kubernetes", "K8S API access"],
    description: {
      aws: "Reads the clusters through their Kubernetes API: inventory, exposure, and what runs where.",
      gcp: "Reads the clusters through their Kubernetes API: inventory, exposure, and what runs where.",
    },
    notes: {
      aws: [
        "Each cluster must let the role MDCContainersAgentlessDiscoveryK8sRole in: by an access entry, or by its aws-auth ConfigMap.",
        "Where the API server answers only listed networks, Defender for Cloud adds its own.",
      ],
      gcp: [
        "Where the control plane answers only authorized networks, Defender for Cloud adds its own.",
      ],
    },
    off: "There is no inventory without a sensor, and no vulnerability assessment of running images without one.",
    property: "mdcContainersAgentlessDiscoveryK8s",
    object: true,
    formerProperty: { aws: null, gcp: null },
    excludedByTags: ["ms_defender_container_exclude_agentless"],
  },
  imageAssessment: {
    label: "Registry access",
    formerly: ["Agentless container vulnerability assessment"],
    description: {
      aws: "Looks for vulnerabilities in images in ECR and in images that run on EKS.",
      gcp: "Looks for vulnerabilities in images in Google Artifact Registry and Container Registry, and in images that run on GKE.",
    },
    notes: { aws: [], gcp: [] },
    off: "Images are not assessed.",
    property: "mdcContainersImageAssessment",
    object: true,
    formerProperty: { aws: "enableContainerVulnerabilityAssessment", gcp: null },
    excludedByTags: [],
  },
} as const satisfies Record<string, ComponentSpec>;

export type ConnectorComponentId = keyof typeof COMPONENTS;
export const CONNECTOR_COMPONENTS = Object.keys(COMPONENTS) as [
  ConnectorComponentId,
  ...ConnectorComponentId[],
];

/** The component as its spec's type, for code that treats them all alike. */
export function connectorComponent(id: ConnectorComponentId): ComponentSpec {
  return COMPONENTS[id];
}

/**
 * For how many days CloudWatch can keep a log group. Source:
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html (as far as known).
 */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];
export const USUAL_RETENTION_DAYS = 30;

/** How often Defender for Cloud can be told to read an environment, in hours, as the portal offers it. */
export const SCAN_HOURS = [4, 6, 12, 24] as const;

/**
 * Roles of AWS that the template makes, by what of the offering names them, with their usual names. Source:
 * https://learn.microsoft.com/azure/defender-for-cloud/containers-permissions (2025-11).
 */
export const AWS_ROLES = {
  cspm: "CspmMonitorAws",
  kubernetes: "MDCContainersK8sRole",
  dataCollection: "MDCContainersK8sDataCollectionRole",
  cloudWatchToKinesis: "MDCContainersK8sCloudWatchToKinesisRole",
  kinesisToS3: "MDCContainersK8sKinesisToS3Role",
  agentlessDiscovery: "MDCContainersAgentlessDiscoveryK8sRole",
  imageAssessment: "MDCContainersImageAssessmentRole",
} as const;
export type AwsRole = keyof typeof AWS_ROLES;
export const AWS_ROLE_IDS = Object.keys(AWS_ROLES) as [AwsRole, ...AwsRole[]];

/** Service accounts that the script makes in a project, by what of the offering names them. */
export const GCP_ACCOUNTS = {
  cspm: { name: "microsoft-defender-cspm", provider: "cspm" },
  containers: { name: "microsoft-defender-containers", provider: "containers" },
  stream: { name: "ms-defender-containers-stream", provider: "containers-streams" },
  agentlessDiscovery: { name: "mdc-containers-k8s-operator", provider: "containers" },
  imageAssessment: { name: "mdc-containers-artifact-assess", provider: "containers" },
} as const;
