import {
  AKS,
  ARC,
  type Condition,
  EXTENSION,
  effectParameter,
  extensionOfType,
  type PolicyDefinition,
} from "./definition.ts";

const AUDIT = effectParameter(["Audit", "Disabled"]);
const AUDIT_IF_NOT_EXISTS = effectParameter(["AuditIfNotExists", "Disabled"]);

const aksWhere = (condition: Condition): Condition => ({
  allOf: [{ field: "type", equals: AKS }, condition],
});
const absentOrFalse = (field: string): Condition => ({
  anyOf: [
    { field, exists: "false" },
    { field, equals: "false" },
  ],
});

/** The policies behind Defender's recommendations on clusters: https://github.com/Azure/azure-policy (2026-04). */
export const AUDITING_DEFINITIONS: readonly PolicyDefinition[] = [
  {
    id: "a1840de2-8088-4ea8-b153-b4c723e9cb01",
    displayName: "Azure Kubernetes Service clusters should have Defender profile enabled",
    description: "Finds clusters that run without the Defender sensor.",
    version: "2.0.1",
    category: "Kubernetes",
    mode: "Indexed",
    parameters: { effect: AUDIT },
    if: aksWhere({
      field: `${AKS}/securityProfile.defender.securityMonitoring.enabled`,
      notEquals: true,
    }),
  },
  {
    id: "8dfab9c4-fe7b-49ad-85e4-1e9be085358f",
    displayName:
      "[Preview]: Azure Arc enabled Kubernetes clusters should have Microsoft Defender for Cloud extension installed",
    description: "Finds connected clusters that run without the Defender extension.",
    version: "6.0.0-preview",
    category: "Kubernetes",
    mode: "Indexed",
    parameters: { effect: AUDIT_IF_NOT_EXISTS },
    if: {
      allOf: [
        { field: "type", equals: ARC },
        { field: `${ARC}/distribution`, notIn: ["aks", "aks_management", "eks", "gke"] },
      ],
    },
    details: {
      type: EXTENSION,
      existenceCondition: extensionOfType("microsoft.azuredefender.kubernetes"),
    },
  },
  {
    id: "0a15ec92-a229-4763-bb14-0ea34a568f8d",
    displayName:
      "Azure Policy Add-on for Kubernetes service (AKS) should be installed and enabled on your clusters",
    description: "Finds clusters that run without the Azure Policy add-on.",
    version: "1.0.2",
    category: "Kubernetes",
    mode: "Indexed",
    parameters: { effect: AUDIT },
    if: aksWhere(absentOrFalse(`${AKS}/addonProfiles.azurePolicy.enabled`)),
  },
  {
    id: "6b2122c1-8120-4ff5-801b-17625a355590",
    displayName:
      "Azure Arc enabled Kubernetes clusters should have the Azure Policy extension installed",
    description: "Finds connected clusters that run without the Azure Policy extension.",
    version: "1.1.0",
    category: "Kubernetes",
    mode: "Indexed",
    parameters: { effect: AUDIT_IF_NOT_EXISTS },
    if: { field: "type", equals: ARC },
    details: { type: EXTENSION, existenceCondition: extensionOfType("microsoft.policyinsights") },
  },
  {
    id: "ac4a19c2-fa67-49b4-8ae5-0b2e78c49457",
    displayName: "Role-Based Access Control (RBAC) should be used on Kubernetes Services",
    description: "Finds clusters that were created without Kubernetes' own role-based access.",
    version: "1.1.0",
    category: "Security Center",
    mode: "All",
    parameters: { effect: AUDIT },
    if: aksWhere(absentOrFalse(`${AKS}/enableRBAC`)),
  },
  {
    id: "0e246bcf-5f6f-4f87-bc6f-775d4712c7ea",
    displayName: "Authorized IP ranges should be defined on Kubernetes Services",
    description: "Finds clusters whose API server answers every address.",
    version: "2.0.1",
    category: "Security Center",
    mode: "All",
    parameters: { effect: AUDIT },
    if: aksWhere({
      allOf: [
        { field: `${AKS}/apiServerAccessProfile.authorizedIPRanges`, exists: "false" },
        { field: `${AKS}/apiServerAccessProfile.enablePrivateCluster`, notEquals: "true" },
      ],
    }),
  },
  {
    id: "1c988dd6-ade4-430f-a608-2a3e5b0a6d38",
    displayName: "Microsoft Defender for Containers should be enabled",
    description: "Finds subscriptions on which the Containers plan is off.",
    version: "1.0.0",
    category: "Security Center",
    mode: "All",
    parameters: { effect: AUDIT_IF_NOT_EXISTS },
    if: { field: "type", equals: "Microsoft.Resources/subscriptions" },
    details: {
      type: "Microsoft.Security/pricings",
      name: "Containers",
      existenceScope: "subscription",
      existenceCondition: { field: "Microsoft.Security/pricings/pricingTier", equals: "Standard" },
    },
  },
];
