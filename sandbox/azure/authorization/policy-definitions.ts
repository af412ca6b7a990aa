import type { Route } from "../../arm/route.ts";
import { ArmError, type Handler, type NewResource } from "../../types.ts";

const SHOWN_TYPE = "Microsoft.Authorization/policyDefinitions";
const versions = ["2021-06-01", "2023-04-01", "2024-05-01"];
const ROLE = "/providers/Microsoft.Authorization/roleDefinitions";

interface PolicyDefinition {
  id: string;
  displayName: string;
  description: string;
  version: string;
  resourceType: string;
  parameters: readonly string[];
  roles: readonly string[];
}

const AGENT_OPERATORS = [
  "5e93ba01-8f92-4c7a-b12a-801e3df23824",
  "8bb6f106-b146-4ee6-a3f9-b9c5a96e0ae5",
];
const WORKSPACE = "logAnalyticsWorkspaceResourceId";

/** What these four built-in policies are for, and what they need: https://github.com/Azure/azure-policy (2026-04) */
const DEFINITIONS: readonly PolicyDefinition[] = [
  {
    id: "64def556-fbad-4622-930e-72d1d5589bf5",
    displayName: "Configure Azure Kubernetes Service clusters to enable Defender profile",
    description: "Turns the Defender sensor on where a cluster runs without it.",
    version: "4.3.0",
    resourceType: "Microsoft.ContainerService/managedClusters",
    parameters: ["effect", WORKSPACE],
    roles: AGENT_OPERATORS,
  },
  {
    id: "708b60a6-d253-4fe0-9114-4be4c00f012c",
    displayName:
      "[Preview]: Configure Azure Arc enabled Kubernetes clusters to install Microsoft Defender for Cloud extension",
    description: "Installs the Defender extension where a connected cluster runs without it.",
    version: "7.3.0-preview",
    resourceType: "Microsoft.Kubernetes/connectedClusters",
    parameters: ["effect", WORKSPACE],
    roles: AGENT_OPERATORS,
  },
  {
    id: "a8eff44f-8c92-45c3-a3fb-9880802d67a7",
    displayName: "Deploy Azure Policy Add-on to Azure Kubernetes Service clusters",
    description: "Turns the Azure Policy add-on on where a cluster runs without it.",
    version: "4.1.0",
    resourceType: "Microsoft.ContainerService/managedClusters",
    parameters: ["effect"],
    roles: ["ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8", "18ed5180-3e48-46fd-8541-4ea054d57064"],
  },
  {
    id: "0adc5395-9169-4b9b-8687-af838d69410a",
    displayName:
      "Configure Azure Arc enabled Kubernetes clusters to install the Azure Policy extension",
    description: "Installs the Azure Policy extension where a connected cluster runs without it.",
    version: "1.1.0",
    resourceType: "Microsoft.Kubernetes/connectedClusters",
    parameters: ["effect"],
    roles: ["85cb6faf-e071-4c9b-8136-154b5a04f717"],
  },
];

const get: Handler = ({ params }) => {
  const definition = DEFINITIONS.find(({ id }) => id === params.name?.toLowerCase());
  if (definition) return { status: 200, body: shape(definition) };
  throw new ArmError(
    404,
    "PolicyDefinitionNotFound",
    `The policy definition '${params.name}' could not be found.`,
  );
};

/** Whether the sandbox knows the definition that an assignment names. */
export function knowsPolicyDefinition(policyDefinitionId: string): boolean {
  const wanted = policyDefinitionId.toLowerCase();
  return DEFINITIONS.some(({ id }) => wanted === idOf(id).toLowerCase());
}

/** The definitions as resources of the tenant, for Resource Graph. */
export function policyDefinitionResources(): NewResource[] {
  return DEFINITIONS.map((definition) => ({
    id: idOf(definition.id),
    type: SHOWN_TYPE.toLowerCase(),
    name: definition.id,
    body: { properties: propertiesOf(definition) },
  }));
}

function idOf(name: string): string {
  return `/providers/${SHOWN_TYPE}/${name}`;
}

function shape(definition: PolicyDefinition): object {
  return {
    id: idOf(definition.id),
    type: SHOWN_TYPE,
    name: definition.id,
    properties: propertiesOf(definition),
  };
}

function propertiesOf({
  displayName,
  description,
  version,
  resourceType,
  parameters,
  roles,
}: PolicyDefinition) {
  return {
    displayName,
    description,
    policyType: "BuiltIn",
    mode: "Indexed",
    metadata: { version, category: "Kubernetes", preview: version.endsWith("preview") },
    parameters: Object.fromEntries(parameters.map((name) => [name, { type: "String" }])),
    policyRule: {
      if: { field: "type", equals: resourceType },
      // biome-ignore lint/suspicious/noThenProperty: a policy rule's own word for what it does
      then: {
        effect: "[parameters('effect')]",
        details: { roleDefinitionIds: roles.map((role) => `${ROLE}/${role}`) },
      },
    },
  };
}

export const POLICY_DEFINITION_ROUTES: readonly Route[] = [
  { method: "GET", path: `/providers/${SHOWN_TYPE}/{name}`, versions, action: null, handler: get },
];
