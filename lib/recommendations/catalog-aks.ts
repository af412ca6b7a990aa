import { type ClusterRecommendation, CONTROL_ALIAS } from "./catalog-spec.ts";

/**
 * The recommendations on AKS clusters, each evaluated from the cluster's own properties.
 * Keys, severities and controls:
 * https://learn.microsoft.com/azure/defender-for-cloud/recommendations-reference-container (2025-01).
 */
export const AKS_RECOMMENDATIONS = {
  aksDefenderProfile: {
    title: "Azure Kubernetes Service clusters should have Defender profile enabled",
    aliases: [
      CONTROL_ALIAS,
      "Defender sensor for Kubernetes",
      "Defender profile",
      "SecurityProfile.AzureDefender",
    ],
    assessmentKey: "56a83a6e-c417-42ec-b567-1e6fcb3d09a9",
    severity: "High",
    control: "Enable enhanced security features",
    kind: "aks",
    resourceType: "Kubernetes service",
    preview: false,
    description:
      "The Defender sensor runs on every node and collects security events through eBPF. A cluster without it has no runtime threat detection for its nodes and workloads.",
    steps: [
      "Open the Unhealthy tab: it lists the clusters without the sensor.",
      "Select the clusters and press Fix. The panel names every call before it is made.",
      "Confirm with Fix resources, and follow the progress cluster by cluster.",
      "By hand: az aks update --enable-defender --resource-group <group> --name <cluster>.",
    ],
    healthy: (facts) => facts.sensorEnabled,
    notApplicable: ["subscriptionDisabled", "planOff", "exempt", "excluded", "stopped"],
    fix: {
      wish: "sensor",
      permission: "clusters:fix",
      needsWorkspace: true,
      asks: null,
      does: "installs the Defender sensor on each node of the cluster",
      removes: "the Defender sensor from each node of the cluster",
    },
    freshness: "15 minutes, and at once after a fix",
  },
  aksPolicyAddon: {
    title:
      "Azure Kubernetes Service clusters should have the Azure Policy add-on for Kubernetes installed",
    aliases: [
      CONTROL_ALIAS,
      "Azure Policy agent for Kubernetes",
      "Azure Policy Add-on",
      "Gatekeeper",
    ],
    assessmentKey: "08e628db-e2ed-4793-bc91-d13e684401c3",
    severity: "High",
    control: "Enable enhanced security features",
    kind: "aks",
    resourceType: "Kubernetes service",
    preview: false,
    description:
      "The Azure Policy add-on brings Gatekeeper to the cluster. Without it nothing audits or enforces how workloads are configured.",
    steps: [
      "Open the Unhealthy tab: it lists the clusters without the add-on.",
      "Select the clusters and press Fix, then confirm.",
      "By hand: az aks enable-addons --addons azure-policy --resource-group <group> --name <cluster>.",
    ],
    healthy: (facts) => facts.policyAddon,
    notApplicable: ["subscriptionDisabled", "exempt", "stopped"],
    fix: {
      wish: "policyAddon",
      permission: "clusters:fix",
      needsWorkspace: false,
      asks: null,
      does: "installs the Azure Policy add-on (Gatekeeper) on the cluster",
      removes: "the Azure Policy add-on (Gatekeeper) from the cluster",
    },
    freshness: "15 minutes, and at once after a fix",
  },
  aksRbac: {
    title: "Role-Based Access Control should be used on Kubernetes Services",
    aliases: ["RBAC", "Kubernetes RBAC"],
    assessmentKey: "b0fdc63a-38e7-4bab-a7c4-2c2665abbaa9",
    severity: "High",
    control: "Manage access and permissions",
    kind: "aks",
    resourceType: "Kubernetes service",
    preview: false,
    description:
      "Without Kubernetes role-based access control everybody who reaches the cluster may do everything in it. It can only be chosen when a cluster is created.",
    steps: [
      "Create a new cluster with Kubernetes RBAC, which has long been the default.",
      "Move the workloads over, then delete the old cluster.",
    ],
    healthy: (facts) => facts.rbac,
    notApplicable: ["subscriptionDisabled", "exempt"],
    fix: null,
    freshness: "15 minutes",
  },
  aksRestrictedApi: {
    title: "Kubernetes API server should be configured with restricted access",
    aliases: ["Authorized IP ranges", "Private cluster"],
    assessmentKey: "1a2b5b4c-f80d-46e7-ac81-b51a9fb363de",
    severity: "High",
    control: "Restrict unauthorized network access",
    kind: "aks",
    resourceType: "Kubernetes service",
    preview: false,
    description:
      "The API server answers the whole internet. Let it answer listed address ranges only, or make the cluster private.",
    steps: [
      "Collect the address ranges from which the cluster is administered.",
      "By hand: az aks update --api-server-authorized-ip-ranges <ranges> --resource-group <group> --name <cluster>.",
    ],
    healthy: (facts) => facts.restrictedApi,
    notApplicable: ["subscriptionDisabled", "exempt"],
    fix: null,
    freshness: "15 minutes",
  },
} as const satisfies Record<string, ClusterRecommendation>;
