import { type ClusterRecommendation, CONTROL_ALIAS } from "./catalog-spec.ts";

const RESOURCE_TYPE = "AWS EKS Cluster";

/**
 * The recommendations on EKS clusters. Keys and severities of the first two:
 * https://learn.microsoft.com/azure/defender-for-cloud/recommendations-reference-container (2025-01). The other two
 * are Breakwater's own: Defender for Cloud asks for the same in its documentation, but has no recommendation of it.
 */
export const EKS_RECOMMENDATIONS = {
  eksDefenderExtension: {
    title: "EKS clusters should have Microsoft Defender's extension for Azure Arc installed",
    aliases: [CONTROL_ALIAS, "Defender sensor for EKS", "microsoft.azuredefender.kubernetes"],
    assessmentKey: "38307993-84fb-4636-8ce7-3a64466bb5cc",
    severity: "High",
    control: "Enable enhanced security features",
    kind: "eks",
    resourceType: RESOURCE_TYPE,
    preview: true,
    description:
      "Azure Arc-enabled Kubernetes, the Defender sensor and Azure Policy for Kubernetes should run on EKS clusters. Without the sensor there is no runtime threat detection for a cluster's nodes and workloads.",
    steps: [
      "Open the Unhealthy tab: it lists the EKS clusters without the extension, connected to Azure Arc or not.",
      "Select one cluster or many, press Fix, and choose Bash or PowerShell.",
      "Press Download remediation logic. The script connects the clusters to Azure Arc where they are not, and installs the extension.",
      "Run it where the AWS CLI and the Azure CLI are signed in. It may be run again: what is done is left as it is.",
      "Instead, auto provision Defender's sensor on the connector, and Defender for Cloud does the same by itself.",
    ],
    healthy: (facts) => facts.sensorEnabled,
    notApplicable: ["subscriptionDisabled", "connectorPlanOff", "exempt", "excluded", "notRunning"],
    fix: null,
    script: { parts: ["sensor"], offers: ["policy"] },
    freshness: "15 minutes; Defender for Cloud itself may take 6 hours",
  },
  eksPermissions: {
    title: "EKS clusters should grant the required AWS permissions to Microsoft Defender for Cloud",
    aliases: ["MDCContainersK8sRole", "CloudFormation template"],
    assessmentKey: "7d3a977e-46f1-419a-9046-4bd44db80aac",
    severity: "High",
    control: "Enable enhanced security features",
    kind: "eks",
    resourceType: RESOURCE_TYPE,
    preview: false,
    description:
      "Defender for Cloud turns on the control plane's logs and reads them through roles of the AWS account. A cluster whose account lacks a role, or a right of one, is not protected as the connector says.",
    steps: [
      "Open the connector under Environment settings, and verify its access: it names each right that is missing.",
      "Update the CloudFormation stack of the connector with the template that it offers.",
      "Let the role MDCContainersAgentlessDiscoveryK8sRole into the clusters: by access entries, or by the ConfigMap aws-auth.",
    ],
    healthy: (_facts, connector) => connector?.rightsFound === true,
    notApplicable: ["subscriptionDisabled", "connectorPlanOff", "exempt", "notVerified"],
    fix: null,
    freshness: "15 minutes after the connector's access was verified",
  },
  eksAuditLogs: {
    title: "EKS clusters should send their control-plane audit log",
    aliases: ["Kubernetes audit logs to Defender for Cloud", "Threat detection (control plane)"],
    assessmentKey: "0b5c1d0e-7f0a-4c51-9d3e-6b2ea4c0e501",
    own: true,
    severity: "High",
    control: "Enable auditing and logging",
    kind: "eks",
    resourceType: RESOURCE_TYPE,
    preview: false,
    description:
      "Defender for Cloud detects attacks on the control plane from its audit log, which EKS writes to CloudWatch only where the cluster says so. Defender for Cloud has no recommendation of this; it is Breakwater's own.",
    steps: [
      "Open the Unhealthy tab: it lists the EKS clusters whose control plane writes no audit log.",
      "Select the clusters, press Fix, and choose for how many days CloudWatch keeps the log.",
      'By hand: aws eks update-cluster-config --name <cluster> --logging \'{"clusterLogging":[{"types":["audit"],"enabled":true}]}\'.',
      "CloudWatch charges the account for what is written and kept.",
    ],
    healthy: ({ posture }) => posture?.kind === "eks" && posture.auditLogs,
    notApplicable: ["subscriptionDisabled", "connectorPlanOff", "auditLogsOff", "notRunning"],
    fix: {
      wish: "auditLogs",
      permission: "connectors:write",
      needsWorkspace: false,
      asks: "retention",
      does: "lets the control plane write its audit log to CloudWatch, which keeps it for as long as you choose",
      removes: "the audit log",
    },
    freshness: "15 minutes, and at once after a fix",
  },
  eksAgentlessAccess: {
    title: "EKS clusters should let Defender's agentless discovery in",
    aliases: [
      "MDCContainersAgentlessDiscoveryK8sRole",
      "aws-auth",
      "EKS access entries",
      "Kubernetes API access",
    ],
    assessmentKey: "0b5c1d0e-7f0a-4c51-9d3e-6b2ea4c0e502",
    own: true,
    severity: "High",
    control: "Enable enhanced security features",
    kind: "eks",
    resourceType: RESOURCE_TYPE,
    preview: false,
    description:
      "Agentless discovery reads a cluster through its Kubernetes API as the role MDCContainersAgentlessDiscoveryK8sRole, which each cluster must let in. Defender for Cloud has no recommendation of this; it is Breakwater's own.",
    steps: [
      "Open the Unhealthy tab: it lists the EKS clusters that have no access entry for the role.",
      "Select the clusters and press Fix: each gets an access entry. Clusters that know the ConfigMap aws-auth alone take none.",
      "For those, or instead, press Scripts: a Python script adds the role to aws-auth, and eksctl does it cluster by cluster.",
      "Who was let in by aws-auth alone can't be seen from outside of the cluster, and stays in the list.",
    ],
    healthy: ({ posture }) => posture?.kind === "eks" && posture.agentlessAccess === true,
    notApplicable: [
      "subscriptionDisabled",
      "connectorPlanOff",
      "apiAccessOff",
      "agentlessExcluded",
      "notRunning",
    ],
    fix: {
      wish: "access",
      permission: "connectors:write",
      needsWorkspace: false,
      asks: null,
      does: "gives the role MDCContainersAgentlessDiscoveryK8sRole an access entry, with the access policy AmazonEKSClusterAdminPolicy",
      removes: "the access entry of the role MDCContainersAgentlessDiscoveryK8sRole",
    },
    freshness: "15 minutes, and at once after a fix",
  },
} as const satisfies Record<string, ClusterRecommendation>;
