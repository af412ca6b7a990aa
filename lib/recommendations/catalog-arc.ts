import { type ClusterRecommendation, CONTROL_ALIAS } from "./catalog-spec.ts";

/**
 * The recommendations on Arc-enabled clusters, each evaluated from the extensions that are installed.
 * Keys, severities and controls:
 * https://learn.microsoft.com/azure/defender-for-cloud/recommendations-reference-container (2025-01).
 */
export const ARC_RECOMMENDATIONS = {
  arcDefenderExtension: {
    title: "Azure Arc-enabled Kubernetes clusters should have the Defender extension installed",
    aliases: [
      CONTROL_ALIAS,
      "Azure Arc-enabled Kubernetes clusters should have Microsoft Defender's extension enabled",
      "Defender sensor for Azure Arc-enabled Kubernetes",
      "microsoft.azuredefender.kubernetes",
    ],
    assessmentKey: "3ef9848c-c2c8-4ff3-8b9c-4c8eb8ddfce6",
    severity: "High",
    control: "Enable enhanced security features",
    kind: "arc",
    resourceType: "Kubernetes - Azure Arc",
    preview: true,
    description:
      "The Defender extension brings the sensor to every node of a cluster that is connected through Azure Arc. Without it there is no runtime threat detection for its nodes and workloads, and its audit log is not read.",
    steps: [
      "Connect the cluster to Azure Arc, and meet the prerequisites of cluster extensions.",
      "Open the Unhealthy tab: it lists the connected clusters without the extension.",
      "Select the clusters and press Fix; choose the Log Analytics workspace, and where the API server writes its audit log.",
      "Confirm, and follow the progress cluster by cluster. The first minutes the extension is Pending.",
      "By hand: az k8s-extension create --name microsoft.azuredefender.kubernetes --extension-type microsoft.azuredefender.kubernetes --cluster-type connectedClusters.",
    ],
    healthy: (facts) => facts.sensorEnabled,
    notApplicable: ["subscriptionDisabled", "planOff", "exempt", "excluded", "unreachable"],
    fix: {
      wish: "sensor",
      permission: "extensions:write",
      needsWorkspace: true,
      asks: "workspace",
      does: "installs the extension microsoft.azuredefender.kubernetes, which brings the Defender sensor to each node",
      removes: "the extension microsoft.azuredefender.kubernetes, and with it the Defender sensor",
    },
    freshness: "15 minutes, and at once after a fix",
  },
  arcPolicyExtension: {
    title: "Azure Arc-enabled Kubernetes clusters should have the Azure Policy extension installed",
    aliases: [
      CONTROL_ALIAS,
      "Azure Policy agent for Azure Arc-enabled Kubernetes",
      "microsoft.policyinsights",
      "Gatekeeper",
    ],
    assessmentKey: "0642d770-b189-42ef-a2ce-9dcc3ec6c169",
    severity: "High",
    control: "Enable enhanced security features",
    kind: "arc",
    resourceType: "Kubernetes - Azure Arc",
    preview: true,
    description:
      "The Azure Policy extension brings Gatekeeper to a cluster that is connected through Azure Arc. Without it nothing audits or enforces how workloads are configured.",
    steps: [
      "Open the Unhealthy tab: it lists the connected clusters without the extension.",
      "Select the clusters and press Fix, then confirm.",
      "By hand: az k8s-extension create --name azurepolicy --extension-type microsoft.policyinsights --cluster-type connectedClusters.",
    ],
    healthy: (facts) => facts.policyAddon,
    notApplicable: ["subscriptionDisabled", "exempt", "unreachable"],
    fix: {
      wish: "policyAddon",
      permission: "extensions:write",
      needsWorkspace: false,
      asks: null,
      does: "installs the extension microsoft.policyinsights (Gatekeeper) on the cluster",
      removes: "the extension microsoft.policyinsights (Gatekeeper) from the cluster",
    },
    freshness: "15 minutes, and at once after a fix",
  },
} as const satisfies Record<string, ClusterRecommendation>;
