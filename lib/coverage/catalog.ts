import type { ComponentId } from "../plans/catalog.ts";

/** The kinds of cluster that Defender for Containers protects. */
export const KINDS = {
  aks: { label: "AKS", says: "Azure Kubernetes Service", preview: false },
  arc: {
    label: "Azure Arc",
    says: "Any CNCF-certified cluster that Azure Arc connects",
    preview: true,
  },
  eks: { label: "EKS", says: "Amazon Elastic Kubernetes Service", preview: false },
  gke: { label: "GKE", says: "Google Kubernetes Engine", preview: false },
} as const;
export type Kind = keyof typeof KINDS;

/** What a preview means, in Microsoft's sense. */
export const PREVIEW =
  "A preview is opt-in and self-service; it has no service-level agreement and no limited warranty.";

/** Where the matrix comes from. */
export const MATRIX_SOURCE = {
  says: "Containers support matrix",
  url: "https://learn.microsoft.com/azure/defender-for-cloud/support-matrix-defender-for-containers",
  date: "2025-01",
} as const;

/** What turns a capability on: the plan alone, a component of it, or nothing at all. */
type Carrier = ComponentId | "plan" | "free";

interface Support {
  release: "GA" | "Preview";
  method: string;
}

export interface CapabilitySpec {
  label: string;
  says: string;
  carrier: Carrier;
  /** What is counted on the clusters, where the capability leaves something on them. */
  installs?: "sensor" | "policyAddon";
  /** Null where the capability does not exist for such clusters. */
  on: Record<Kind, Support | null>;
}

const AUDIT_LOGS = "Agentless: Kubernetes audit logs, a component of the connector.";
const SENSOR_OVER_ARC =
  "Azure Arc and the Defender extension, by the connector or per cluster by its recommendation.";

const ga = (method: string): Support => ({ release: "GA", method });
const preview = (method: string): Support => ({ release: "Preview", method });

/** Capability by kind of cluster, and how it is enabled there. */
export const CAPABILITIES: readonly CapabilitySpec[] = [
  {
    label: "Threat detection in the control plane",
    says: "Alerts from the Kubernetes audit log.",
    carrier: "plan",
    on: {
      aks: ga("Agentless, with the plan. There is nothing to install."),
      arc: preview("The Defender extension, which reads the audit log on the cluster."),
      eks: ga(AUDIT_LOGS),
      gke: ga(AUDIT_LOGS),
    },
  },
  {
    label: "Threat detection in workloads",
    says: "Alerts from what runs on the nodes, collected by the sensor.",
    carrier: "defenderSensor",
    installs: "sensor",
    on: {
      aks: ga(
        "Component Defender sensor: on existing and new clusters. Or per cluster: recommendation, REST, CLI, template.",
      ),
      arc: preview(
        "Component Defender sensor: the Defender extension. Or per cluster: recommendation, REST, CLI, template.",
      ),
      eks: ga(SENSOR_OVER_ARC),
      gke: ga(SENSOR_OVER_ARC),
    },
  },
  {
    label: "Agentless discovery",
    says: "Inventory and exposure of clusters through the Kubernetes API.",
    carrier: "agentlessDiscovery",
    on: {
      aks: ga("Component Kubernetes API access."),
      arc: null,
      eks: ga("Component of the connector, and permission in each cluster."),
      gke: ga("Component of the connector."),
    },
  },
  {
    label: "Vulnerabilities of images",
    says: "Known vulnerabilities of images in registries, and of images that run.",
    carrier: "registryAccess",
    on: {
      aks: ga("Component Registry access: Azure Container Registry."),
      arc: null,
      eks: ga("Component of the connector: Amazon ECR."),
      gke: ga("Component of the connector: Artifact Registry and Container Registry."),
    },
  },
  {
    label: "Agentless scanning of nodes",
    says: "Vulnerable software, malware and secrets in snapshots of node disks.",
    carrier: "agentlessVm",
    on: {
      aks: ga("Component Agentless scanning for machines."),
      arc: null,
      eks: ga("Component of the connector."),
      gke: ga("Component of the connector."),
    },
  },
  {
    label: "Hardening of the data plane",
    says: "How workloads are configured, audited and enforced by Azure Policy.",
    carrier: "azurePolicy",
    installs: "policyAddon",
    on: {
      aks: ga(
        "Free. Component Azure Policy, or per cluster: the Azure Policy add-on by its recommendation.",
      ),
      arc: ga(
        "Component Azure Policy, or per cluster: the Azure Policy extension by its recommendation.",
      ),
      eks: ga("Azure Arc and the Azure Policy extension."),
      gke: ga("Azure Arc and the Azure Policy extension."),
    },
  },
  {
    label: "Hardening of the control plane",
    says: "How clusters themselves are configured.",
    carrier: "free",
    on: {
      aks: ga("Free, agentless. There is nothing to turn on."),
      arc: null,
      eks: null,
      gke: ga("Free, agentless, with the connector."),
    },
  },
];
