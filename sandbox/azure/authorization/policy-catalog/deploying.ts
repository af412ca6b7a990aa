import {
  AKS,
  ARC,
  EXTENSION,
  effectParameter,
  extensionOfType,
  type PolicyDefinition,
  type PolicyParameter,
} from "./definition.ts";

const ROLE = "/providers/Microsoft.Authorization/roleDefinitions";
/** Kubernetes Agent Operator and Defender Kubernetes Agent Operator. */
const AGENT_OPERATORS = [
  `${ROLE}/5e93ba01-8f92-4c7a-b12a-801e3df23824`,
  `${ROLE}/8bb6f106-b146-4ee6-a3f9-b9c5a96e0ae5`,
];

const DEPLOY = effectParameter(["DeployIfNotExists", "Disabled"]);

const WORKSPACE: PolicyParameter = {
  type: "String",
  metadata: {
    displayName: "LogAnalyticsWorkspaceResourceId",
    description:
      "The resource id of the Log Analytics workspace that sensors report to. Optional: without one, the default workspace of the cluster's region is created and used.",
    strongType: "Microsoft.OperationalInsights/workspaces",
    assignPermissions: true,
  },
  defaultValue: "",
};

/** By what the four policies that deploy something on clusters are called in code. */
export const DEPLOYING = {
  aksSensor: "64def556-fbad-4622-930e-72d1d5589bf5",
  arcSensor: "708b60a6-d253-4fe0-9114-4be4c00f012c",
  aksPolicy: "a8eff44f-8c92-45c3-a3fb-9880802d67a7",
  arcPolicy: "0adc5395-9169-4b9b-8687-af838d69410a",
} as const;

/** Ids, parameters, conditions, delays and roles: https://github.com/Azure/azure-policy (2026-04). */
export const DEPLOYING_DEFINITIONS: readonly PolicyDefinition[] = [
  {
    id: DEPLOYING.aksSensor,
    displayName: "Configure Azure Kubernetes Service clusters to enable Defender profile",
    description: "Turns the Defender sensor on where a cluster runs without it.",
    version: "4.3.0",
    category: "Kubernetes",
    mode: "Indexed",
    parameters: { effect: DEPLOY, logAnalyticsWorkspaceResourceId: WORKSPACE },
    if: { field: "type", equals: AKS },
    details: {
      type: AKS,
      deploymentScope: "subscription",
      name: "[field('name')]",
      evaluationDelay: "PT30M",
      existenceCondition: {
        field: `${AKS}/securityProfile.defender.securityMonitoring.enabled`,
        equals: "true",
      },
      roleDefinitionIds: AGENT_OPERATORS,
    },
  },
  {
    id: DEPLOYING.arcSensor,
    displayName:
      "[Preview]: Configure Azure Arc enabled Kubernetes clusters to install Microsoft Defender for Cloud extension",
    description: "Installs the Defender extension where a connected cluster runs without it.",
    version: "7.3.0-preview",
    category: "Kubernetes",
    mode: "Indexed",
    parameters: {
      effect: DEPLOY,
      logAnalyticsWorkspaceResourceId: WORKSPACE,
      excludedDistributions: {
        type: "Array",
        metadata: {
          displayName: "ExcludedDistributions",
          description: "Kubernetes distributions that the policy leaves alone.",
        },
        defaultValue: ["aks", "aks_management", "eks", "gke"],
      },
    },
    if: {
      allOf: [
        { field: "type", equals: ARC },
        { field: `${ARC}/distribution`, notIn: "[parameters('excludedDistributions')]" },
      ],
    },
    details: {
      type: EXTENSION,
      deploymentScope: "subscription",
      existenceCondition: extensionOfType("microsoft.azuredefender.kubernetes"),
      roleDefinitionIds: AGENT_OPERATORS,
    },
  },
  {
    id: DEPLOYING.aksPolicy,
    displayName: "Deploy Azure Policy Add-on to Azure Kubernetes Service clusters",
    description: "Turns the Azure Policy add-on on where a cluster runs without it.",
    version: "4.2.0",
    category: "Kubernetes",
    mode: "Indexed",
    parameters: { effect: DEPLOY },
    if: { field: "type", equals: AKS },
    details: {
      type: AKS,
      name: "[field('name')]",
      existenceCondition: { field: `${AKS}/addonProfiles.azurePolicy.enabled`, equals: "true" },
      roleDefinitionIds: [
        `${ROLE}/ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8`,
        `${ROLE}/18ed5180-3e48-46fd-8541-4ea054d57064`,
      ],
    },
  },
  {
    id: DEPLOYING.arcPolicy,
    displayName:
      "Configure Azure Arc enabled Kubernetes clusters to install the Azure Policy extension",
    description: "Installs the Azure Policy extension where a connected cluster runs without it.",
    version: "1.1.0",
    category: "Kubernetes",
    mode: "Indexed",
    parameters: { effect: DEPLOY },
    if: {
      allOf: [
        { field: "type", equals: ARC },
        { field: `${ARC}/distribution`, notEquals: "aks" },
      ],
    },
    details: {
      type: EXTENSION,
      evaluationDelay: "AfterProvisioning",
      existenceCondition: extensionOfType("microsoft.policyinsights"),
      roleDefinitionIds: [`${ROLE}/85cb6faf-e071-4c9b-8136-154b5a04f717`],
    },
  },
];
