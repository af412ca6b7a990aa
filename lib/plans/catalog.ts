import { DEPLOYING_POLICIES } from "../cloud/policy.ts";

/** The plan that this product is about. */
export const CONTAINERS = "Containers";

export interface ComponentSpec {
  /** Today's label, as the portal writes it. */
  label: string;
  /** Labels of earlier years, so that who read an older article finds the switch. */
  formerly: readonly string[];
  description: string;
  deploys: readonly string[];
  /** Other plans that use the same extension; turning it off here does not turn it off there. */
  sharedWith: readonly string[];
  /** Carried by an extension of the pricing, or by policy assignments beside it. */
  carrier:
    | { kind: "extension"; extension: string; also?: readonly string[] }
    | { kind: "policies"; policies: readonly ComponentPolicy[] };
  /** Roles that provisioning grants to managed identities. */
  grants: readonly string[];
  /** Tags that keep a cluster out where their value is true: today's name first, then the article's. */
  excludedByTags: readonly string[];
}

interface ComponentPolicy {
  name: string;
  displayName: string;
  definitionId: string;
  roleIds: readonly string[];
}

/**
 * The components of the Containers plan on an Azure subscription. Sources: the Microsoft.Security pricings API
 * 2024-01-01, the built-in policies a8eff44f… and 0adc5395… (2026-04), and
 * https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable (2025-01, labels 2026-02).
 */
const COMPONENTS = {
  agentlessVm: {
    label: "Agentless scanning for machines",
    formerly: [],
    description:
      "Scans snapshots of the cluster's nodes for vulnerable software, malware and secrets, without an agent and without load on the node.",
    deploys: ["Nothing in the cluster: snapshots of node disks are read and deleted."],
    sharedWith: ["CloudPosture", "VirtualMachines"],
    carrier: { kind: "extension", extension: "AgentlessVmScanning" },
    grants: [],
    excludedByTags: [],
  },
  defenderSensor: {
    label: "Defender sensor",
    formerly: ["Defender DaemonSet", "Defender profile", "Defender sensor in Azure"],
    description:
      "Pods on every worker node that collect security events through eBPF. Runtime threat detection needs them.",
    deploys: [
      "AKS: DaemonSets microsoft-defender-collector and microsoft-defender-publisher in kube-system",
      "Azure Arc: extension microsoft.azuredefender.kubernetes in namespace mdc",
      "A Log Analytics workspace: the assigned one, or the region's default workspace",
    ],
    sharedWith: [],
    carrier: { kind: "extension", extension: "ContainerSensor" },
    grants: [
      "Kubernetes Agent Operator",
      "Defender Kubernetes Agent Operator",
      "Log Analytics Contributor",
    ],
    excludedByTags: [
      "ms_defender_container_exclude_sensors",
      "ms_defender_container_exclude_agents",
    ],
  },
  azurePolicy: {
    label: "Azure Policy",
    formerly: ["Azure Policy for Kubernetes", "Azure Policy add-on"],
    description:
      "Gatekeeper in the cluster, which audits and enforces how workloads are configured. Data-plane hardening needs it.",
    deploys: [
      "AKS: add-on azurepolicy with pods in kube-system and gatekeeper-system",
      "Azure Arc: extension microsoft.policyinsights",
      "Two policy assignments on the subscription, with a managed identity each",
    ],
    sharedWith: [],
    carrier: {
      kind: "policies",
      policies: [
        {
          name: "Defender for Containers provisioning Azure Policy Addon for Kub",
          displayName: "Defender for Containers provisioning Azure Policy Addon for Kubernetes",
          definitionId: DEPLOYING_POLICIES.policy.aks,
          roleIds: ["ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8", "18ed5180-3e48-46fd-8541-4ea054d57064"],
        },
        {
          name: "Defender for Containers provisioning Policy extension for Arc-e",
          displayName:
            "Defender for Containers provisioning Policy extension for Arc-enabled Kubernetes",
          definitionId: DEPLOYING_POLICIES.policy.arc,
          roleIds: ["85cb6faf-e071-4c9b-8136-154b5a04f717"],
        },
      ],
    },
    grants: [
      "Azure Kubernetes Service Contributor",
      "Azure Kubernetes Service Policy Add-on Deployment",
      "Kubernetes Extension Contributor",
    ],
    excludedByTags: [],
  },
  agentlessDiscovery: {
    label: "Kubernetes API access",
    formerly: ["Agentless discovery for Kubernetes", "K8S API access"],
    description:
      "Reads cluster objects through the Kubernetes API. Inventory, exposure analysis and agentless posture need it.",
    deploys: ["Nothing in the cluster: a trusted access role binding on each AKS cluster"],
    sharedWith: ["CloudPosture"],
    carrier: { kind: "extension", extension: "AgentlessDiscoveryForKubernetes" },
    grants: ["Kubernetes Agentless Operator"],
    excludedByTags: ["ms_defender_container_exclude_agentless"],
  },
  registryAccess: {
    label: "Registry access",
    formerly: [
      "Container registries vulnerability assessments",
      "Agentless container vulnerability assessment",
    ],
    description:
      "Scans the images in Azure container registries, and those that run, for known vulnerabilities. Its findings are written back so that gated deployment can read them.",
    deploys: ["Nothing in the cluster: images are read from the registry"],
    sharedWith: ["CloudPosture"],
    carrier: {
      kind: "extension",
      extension: "ContainerRegistriesVulnerabilityAssessments",
      also: ["ContainerIntegrityContribution"],
    },
    grants: ["Defender For Container Registries Operator"],
    excludedByTags: [],
  },
} as const satisfies Record<string, ComponentSpec>;

export type ComponentId = keyof typeof COMPONENTS;
export const COMPONENT_IDS = Object.keys(COMPONENTS) as ComponentId[];

/** The component as its spec's type, for code that treats them all alike. */
export function component(id: ComponentId): ComponentSpec {
  return COMPONENTS[id];
}

export interface PlanSpec {
  label: string;
  section: "cspm" | "workload";
  pricing: string;
}

/**
 * The plans of Defender for Cloud by their API names. Prices change by region and contract, so only the unit
 * is given. Source: https://azure.microsoft.com/pricing/details/defender-for-cloud (2025-11).
 */
export const PLANS: Record<string, PlanSpec> = {
  CloudPosture: { label: "Defender CSPM", section: "cspm", pricing: "per billable resource" },
  VirtualMachines: { label: "Servers", section: "workload", pricing: "per server" },
  AppServices: { label: "App Service", section: "workload", pricing: "per instance" },
  SqlServers: { label: "Azure SQL databases", section: "workload", pricing: "per server" },
  SqlServerVirtualMachines: {
    label: "SQL servers on machines",
    section: "workload",
    pricing: "per server",
  },
  OpenSourceRelationalDatabases: {
    label: "Open-source relational databases",
    section: "workload",
    pricing: "per server",
  },
  CosmosDbs: { label: "Azure Cosmos DB", section: "workload", pricing: "per 100 RU/s" },
  StorageAccounts: { label: "Storage", section: "workload", pricing: "per storage account" },
  Containers: { label: "Containers", section: "workload", pricing: "per vCore" },
  KeyVaults: { label: "Key Vault", section: "workload", pricing: "per vault" },
  Arm: { label: "Resource Manager", section: "workload", pricing: "per subscription" },
  Api: { label: "APIs", section: "workload", pricing: "per million calls" },
  AI: { label: "AI services", section: "workload", pricing: "per thousand tokens" },
  Dns: { label: "DNS (deprecated)", section: "workload", pricing: "in Servers" },
  KubernetesService: {
    label: "Kubernetes (deprecated)",
    section: "workload",
    pricing: "in Containers",
  },
  ContainerRegistry: {
    label: "Container registries (deprecated)",
    section: "workload",
    pricing: "in Containers",
  },
};

/** Plans that the Containers plan replaces. */
export const LEGACY_PLANS = ["KubernetesService", "ContainerRegistry"] as const;

/** The label of a plan; one that is newer than this table is shown by its API name. */
export function planLabel(name: string): string {
  return PLANS[name]?.label ?? name;
}
