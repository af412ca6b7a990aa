/** One extension of a plan, and what the cloud does with it by itself. */
export interface ExtensionSpec {
  /** What the cloud writes into an extension that is on without being told. */
  usualProperties?: Readonly<Record<string, string>>;
  /** Whether turning it on makes the cloud create an identity and give it roles, which only an Owner may do. */
  needsRoles?: true;
}

/**
 * Every extension that a plan can have:
 * https://learn.microsoft.com/rest/api/defenderforcloud/pricings/update
 */
export const EXTENSIONS = {
  AgentlessDiscoveryForKubernetes: { needsRoles: true },
  AgentlessVmScanning: { needsRoles: true, usualProperties: { ExclusionTags: "[]" } },
  ContainerIntegrityContribution: {},
  ContainerRegistriesVulnerabilityAssessments: { needsRoles: true },
  ContainerSensor: { usualProperties: { SecurityGatingEnabled: "True" } },
  EntraPermissionsManagement: {},
  MdeDesignatedSubscription: {},
  OnUploadMalwareScanning: { usualProperties: { CapGBPerMonthPerStorageAccount: "5000" } },
  SensitiveDataDiscovery: {},
} as const satisfies Record<string, ExtensionSpec>;

export type ExtensionName = keyof typeof EXTENSIONS;

export interface PlanSpec {
  /** Those that a pricing lists from the start. */
  extensions: readonly ExtensionName[];
  /** Those that it lists only once somebody has turned them on. */
  lateExtensions?: readonly ExtensionName[];
  subPlans?: readonly string[];
  /** The plans that took this one over. */
  replacedBy?: readonly string[];
}

/**
 * Every plan that Microsoft.Security/pricings lists. Which are replaced:
 * https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction
 */
export const PLANS = {
  VirtualMachines: {
    extensions: ["MdeDesignatedSubscription", "AgentlessVmScanning"],
    subPlans: ["P1", "P2"],
  },
  SqlServers: { extensions: [] },
  AppServices: { extensions: [] },
  StorageAccounts: {
    extensions: ["OnUploadMalwareScanning", "SensitiveDataDiscovery"],
    subPlans: ["PerTransaction", "PerStorageAccount", "DefenderForStorageV2"],
  },
  SqlServerVirtualMachines: { extensions: [] },
  KubernetesService: { extensions: [], replacedBy: ["Containers"] },
  ContainerRegistry: { extensions: [], replacedBy: ["Containers"] },
  KeyVaults: { extensions: [], subPlans: ["PerTransaction", "PerKeyVault"] },
  Dns: { extensions: [], replacedBy: ["VirtualMachines"] },
  Arm: { extensions: [], subPlans: ["PerApiCall", "PerSubscription"] },
  OpenSourceRelationalDatabases: { extensions: [] },
  CosmosDbs: { extensions: [] },
  Containers: {
    extensions: [
      "ContainerRegistriesVulnerabilityAssessments",
      "AgentlessDiscoveryForKubernetes",
      "AgentlessVmScanning",
      "ContainerSensor",
    ],
    lateExtensions: ["ContainerIntegrityContribution"],
  },
  CloudPosture: {
    extensions: [
      "SensitiveDataDiscovery",
      "ContainerRegistriesVulnerabilityAssessments",
      "AgentlessDiscoveryForKubernetes",
      "AgentlessVmScanning",
      "EntraPermissionsManagement",
    ],
  },
  Api: { extensions: [], subPlans: ["P1", "P2", "P3", "P4", "P5"] },
  AI: { extensions: [] },
} as const satisfies Record<string, PlanSpec>;

export type PlanName = keyof typeof PLANS;

export const PLAN_NAMES = Object.keys(PLANS) as PlanName[];

/** A plan by its name in any case, in its own spelling. */
export function planByName(name: string): { name: PlanName; spec: PlanSpec } | undefined {
  const found = PLAN_NAMES.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return found && { name: found, spec: PLANS[found] };
}

/** What the table says of an extension. */
export function extensionSpec(name: ExtensionName): ExtensionSpec {
  return EXTENSIONS[name];
}
