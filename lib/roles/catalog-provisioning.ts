import { DEPLOYING_POLICIES } from "../cloud/policy.ts";

/**
 * Built-in roles that provisioning gives to managed identities, by their guids, with the titles that newer
 * documentation gives them. Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 * (2026-11).
 */
const ROLES = {
  contributor: { id: "b24988ac-6180-42a0-ab88-20f7382dd24c", name: "Contributor" },
  owner: { id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", name: "Owner" },
  securityAdmin: { id: "fb1c8493-542b-48eb-b624-b4c8fea62acd", name: "Security Admin" },
  logAnalytics: { id: "92aaf0da-9dab-42b6-94a3-d43ce8d16293", name: "Log Analytics Contributor" },
  extension: {
    id: "85cb6faf-e071-4c9b-8136-154b5a04f717",
    name: "Kubernetes Extension Contributor",
  },
  aks: {
    id: "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8",
    name: "Azure Kubernetes Service Contributor Role",
  },
  aksPolicy: {
    id: "18ed5180-3e48-46fd-8541-4ea054d57064",
    name: "Azure Kubernetes Service Policy Add-on Deployment",
  },
  agentOperator: {
    id: "5e93ba01-8f92-4c7a-b12a-801e3df23824",
    name: "Kubernetes Agent Operator",
    newer: "Defender Containers Sensor",
  },
  defenderAgentOperator: {
    id: "8bb6f106-b146-4ee6-a3f9-b9c5a96e0ae5",
    name: "Defender Kubernetes Agent Operator",
  },
  agentless: {
    id: "d5a2ae44-610b-4500-93be-660a0c5f5ca6",
    name: "Kubernetes Agentless Operator",
    newer: "Defender Kubernetes API Access",
  },
  registries: {
    id: "c5c82243-e78e-43f9-8428-793bba85b28e",
    name: "Defender For Container Registries Operator",
  },
} as const satisfies Record<string, RoleSpec>;
type RoleKey = keyof typeof ROLES;

export interface RoleSpec {
  id: string;
  name: string;
  newer?: string;
}

/** A built-in role of the tables below. */
export function role(key: RoleKey): RoleSpec {
  return ROLES[key];
}

/** When the two sides of the comparison were read, and where. */
export const PROVISIONING_SOURCES = {
  documented: {
    says: "Microsoft: Roles used to automatically provision agents and extensions",
    url: "https://learn.microsoft.com/azure/defender-for-cloud/permissions",
    date: "mid 2026",
  },
  required: {
    says: "The built-in policy definitions, roleDefinitionIds",
    url: "https://github.com/Azure/azure-policy",
    date: "2026-04",
  },
} as const;

export interface ProvisioningSpec {
  provisions: string;
  definitionId: string;
  /** Of the definition that was read; null where only its role is known. */
  version: string | null;
  /** What Microsoft's page says that the identity gets; null where the page is silent. */
  documented: readonly RoleKey[] | null;
  /** What the definition itself asks for, which is what the assignment needs to work. */
  required: readonly RoleKey[];
  note?: string;
}

const WORKSPACE_NOTE =
  "With a custom workspace the identity needs these roles on that workspace as well; Azure's own portal adds Log Analytics Contributor.";

/** Policy assignments by which components reach clusters, and the roles that their identities need. */
export const PROVISIONING: readonly ProvisioningSpec[] = [
  {
    provisions: "Defender sensor on AKS",
    definitionId: DEPLOYING_POLICIES.sensor.aks,
    version: "4.3.0",
    documented: ["extension", "contributor", "aks", "logAnalytics"],
    required: ["agentOperator", "defenderAgentOperator"],
    note: `Up to version 4.2.0 (August 2024) it asked for Contributor and Log Analytics Contributor. ${WORKSPACE_NOTE}`,
  },
  {
    provisions: "Defender extension on Azure Arc",
    definitionId: DEPLOYING_POLICIES.sensor.arc,
    version: "7.3.0-preview",
    documented: ["aks", "extension", "contributor", "logAnalytics"],
    required: ["agentOperator", "defenderAgentOperator"],
    note: WORKSPACE_NOTE,
  },
  {
    provisions: "Azure Policy add-on on AKS",
    definitionId: DEPLOYING_POLICIES.policy.aks,
    version: "4.2.0",
    documented: ["extension", "contributor", "aks"],
    required: ["aks", "aksPolicy"],
  },
  {
    provisions: "Azure Policy extension on Azure Arc",
    definitionId: DEPLOYING_POLICIES.policy.arc,
    version: "1.1.0",
    documented: ["aks", "extension", "contributor"],
    required: ["extension"],
  },
  {
    provisions: "The Containers plan itself",
    definitionId: "c9ddb292-b203-4738-aead-18e2716e858f",
    version: null,
    documented: null,
    required: ["securityAdmin"],
  },
  {
    provisions: "The Containers plan with all components",
    definitionId: "efd4031d-b232-4595-babf-ae817348e91b",
    version: "1.5.0",
    documented: null,
    required: ["owner"],
  },
];

export interface PlanIdentitySpec {
  component: string;
  identity: string;
  grants: RoleKey;
  also?: string;
}

/**
 * Identities that Defender for Cloud makes itself when a component is turned on; no policy is behind them.
 * Source: https://learn.microsoft.com/azure/defender-for-cloud/containers-permissions (mid 2026).
 */
export const PLAN_IDENTITIES: readonly PlanIdentitySpec[] = [
  {
    component: "Kubernetes API access (formerly Agentless discovery for Kubernetes)",
    identity: "CloudPosture/securityOperator/DefenderForContainersSecurityOperator",
    grants: "agentless",
    also: "and on each AKS cluster the trusted access role Microsoft.Security/pricings/microsoft-defender-operator",
  },
  {
    component: "Registry access",
    identity: "CloudPosture/securityOperator/DefenderForContainersSecurityOperator",
    grants: "registries",
  },
];
