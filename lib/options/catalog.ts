import type { RecommendationId } from "../recommendations/catalog.ts";

/** What a person wants to do, and what the portal and its documents call it. */
export const TASKS = { deploy: "Deploy", verify: "Verify", remove: "Remove" } as const;
export type Task = keyof typeof TASKS;

/** The languages that a task is written in, in the order of the tabs. */
export const LANGUAGES = {
  rest: "REST API",
  bash: "Azure CLI (Bash)",
  powershell: "Azure CLI (PowerShell)",
  arm: "ARM template",
  bicep: "Bicep",
  terraform: "Terraform",
} as const;
export type Language = keyof typeof LANGUAGES;

/** An extension of an Arc-enabled cluster, as Microsoft's own policies install it. */
export interface ExtensionSpec {
  name: string;
  type: string;
  /** Where its pods run. */
  namespace: string;
  needsWorkspace: boolean;
}

export interface InstallableSpec {
  label: string;
  /** The recommendation that asks for it, whose list of clusters is chosen from. */
  recommendation: RecommendationId;
  /** With its article, for sentences. */
  named: string;
  clusters: "aks" | "arc";
  /** Of an Arc-enabled cluster; on AKS the component is a part of the cluster itself. */
  extension: ExtensionSpec | null;
  pods: { namespace: string; prefixes: readonly string[] };
  /** The role that carries it out, for the head of the scripts. */
  role: string;
}

/**
 * What can be installed on a cluster by hand. Sources: Microsoft's article "Configure Microsoft Defender for
 * Containers components" (2025-01) and the built-in policies 64def556… 4.3.0, 708b60a6… 7.3.0-preview and
 * 0adc5395… (2026-04).
 */
export const INSTALLABLES = {
  aksSensor: {
    label: "Defender sensor on AKS",
    recommendation: "aksDefenderProfile",
    named: "the Defender sensor",
    clusters: "aks",
    extension: null,
    pods: { namespace: "kube-system", prefixes: ["microsoft-defender-"] },
    role: "Azure Kubernetes Service Contributor",
  },
  aksPolicyAddon: {
    label: "Azure Policy add-on on AKS",
    recommendation: "aksPolicyAddon",
    named: "the Azure Policy add-on",
    clusters: "aks",
    extension: null,
    pods: { namespace: "kube-system", prefixes: ["azure-policy-"] },
    role: "Azure Kubernetes Service Contributor",
  },
  arcDefenderExtension: {
    label: "Defender extension on Azure Arc",
    recommendation: "arcDefenderExtension",
    named: "the Defender extension",
    clusters: "arc",
    extension: {
      name: "microsoft.azuredefender.kubernetes",
      type: "microsoft.azuredefender.kubernetes",
      namespace: "mdc",
      needsWorkspace: true,
    },
    pods: { namespace: "mdc", prefixes: [""] },
    role: "Kubernetes Extension Contributor and Log Analytics Contributor",
  },
  arcPolicyExtension: {
    label: "Azure Policy extension on Azure Arc",
    recommendation: "arcPolicyExtension",
    named: "the Azure Policy extension",
    clusters: "arc",
    extension: {
      name: "azurepolicy",
      type: "microsoft.policyinsights",
      namespace: "kube-system",
      needsWorkspace: false,
    },
    pods: { namespace: "kube-system", prefixes: ["azure-policy-"] },
    role: "Kubernetes Extension Contributor",
  },
} as const satisfies Record<string, InstallableSpec>;
export type Installable = keyof typeof INSTALLABLES;

export const INSTALLABLE_IDS = Object.keys(INSTALLABLES) as Installable[];

/** What a recommendation asks for, if it can be installed. */
export function installableOf(recommendationId: RecommendationId): Installable | undefined {
  return INSTALLABLE_IDS.find((id) => INSTALLABLES[id].recommendation === recommendationId);
}

/** The installable as its spec's type, for code that treats them all alike. */
export function installable(id: Installable): InstallableSpec {
  return INSTALLABLES[id];
}

/**
 * The api-versions that the outputs name. The article asks for 2022-06-01 or later for AKS; these are the ones
 * that the portal itself speaks.
 */
export const VERSIONS = {
  managedClusters: "2024-09-01",
  extensions: "2023-05-01",
  connectedClusters: "2024-01-01",
  workspaces: "2022-10-01",
  /** The newest in which the shared keys are read by POST. */
  sharedKeys: "2020-08-01",
  deployments: "2022-09-01",
} as const;

/** Where the Defender extension reads the audit log of the API server unless it is told. Source: the article. */
export const USUAL_AUDIT_LOG = "/var/log/kube-apiserver/audit.log";

/** Clusters in one output. A template reaches 800 resource groups at most, so it holds fewer. Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-subscription (2025-01). */
export const CLUSTERS_MAX = 1_000;
/** Clusters that are named one by one: their ids stand in the address, which browsers and proxies cut at some 8 KB. */
export const NAMED_MAX = 150;
export const TEMPLATE_CLUSTERS_MAX = 800;
