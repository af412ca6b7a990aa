/** A built-in role, as far as its actions on the control plane go. */
export interface RoleDefinition {
  id: string;
  roleName: string;
  description: string;
  actions: readonly string[];
  notActions: readonly string[];
}

const role = (
  id: string,
  roleName: string,
  description: string,
  actions: readonly string[],
  notActions: readonly string[] = [],
): RoleDefinition => ({ id, roleName, description, actions, notActions });

/** What nearly every role may do besides its own matters. */
const USUAL = [
  "Microsoft.Authorization/*/read",
  "Microsoft.Insights/alertRules/*",
  "Microsoft.Resources/deployments/*",
  "Microsoft.Resources/subscriptions/resourceGroups/read",
  "Microsoft.Support/*",
];

/** All that can be done to cluster extensions. */
const EXTENSIONS = [
  "Microsoft.KubernetesConfiguration/extensions/write",
  "Microsoft.KubernetesConfiguration/extensions/read",
  "Microsoft.KubernetesConfiguration/extensions/delete",
  "Microsoft.KubernetesConfiguration/extensions/operations/read",
];

/** Ids and actions: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const ROLE_DEFINITIONS: readonly RoleDefinition[] = [
  role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", "May do everything and give roles.", ["*"]),
  role(
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Contributor",
    "May do everything but give roles and assign policies.",
    ["*"],
    [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
      "Microsoft.Blueprint/blueprintAssignments/write",
      "Microsoft.Blueprint/blueprintAssignments/delete",
      "Microsoft.Compute/galleries/share/action",
      "Microsoft.Purview/consents/write",
      "Microsoft.Purview/consents/delete",
    ],
  ),
  role("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", "May see everything.", ["*/read"]),
  role(
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "User Access Administrator",
    "May see everything and give roles.",
    ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
  ),
  role(
    "fb1c8493-542b-48eb-b624-b4c8fea62acd",
    "Security Admin",
    "May change the security policy, dismiss alerts and see the security state.",
    [
      ...USUAL,
      "Microsoft.Authorization/policyAssignments/*",
      "Microsoft.Authorization/policyDefinitions/*",
      "Microsoft.Authorization/policyExemptions/*",
      "Microsoft.Authorization/policySetDefinitions/*",
      "Microsoft.IoTSecurity/*",
      "Microsoft.Management/managementGroups/read",
      "Microsoft.OperationalInsights/workspaces/*/read",
      "Microsoft.Security/*",
    ],
  ),
  role("39bc4728-0917-49c7-9d2c-d95423bc2eb4", "Security Reader", "May see the security state.", [
    ...USUAL,
    "Microsoft.IoTSecurity/*/read",
    "Microsoft.Management/managementGroups/read",
    "Microsoft.OperationalInsights/workspaces/*/read",
    "Microsoft.Security/*/read",
  ]),
  role(
    "36243c78-bf99-498c-9df9-86d9f8d28608",
    "Resource Policy Contributor",
    "May write and assign policies.",
    [
      "*/read",
      "Microsoft.Authorization/policyassignments/*",
      "Microsoft.Authorization/policydefinitions/*",
      "Microsoft.Authorization/policyexemptions/*",
      "Microsoft.Authorization/policysetdefinitions/*",
      "Microsoft.PolicyInsights/*",
      "Microsoft.Support/*",
    ],
  ),
  role(
    "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
    "Log Analytics Contributor",
    "May see all monitoring and change its settings.",
    [
      "*/read",
      "Microsoft.Insights/alertRules/*",
      "Microsoft.Insights/diagnosticSettings/*",
      "Microsoft.OperationalInsights/*",
      "Microsoft.OperationsManagement/*",
      "Microsoft.Resources/deployments/*",
      "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
      "Microsoft.Support/*",
    ],
  ),
  role(
    "85cb6faf-e071-4c9b-8136-154b5a04f717",
    "Kubernetes Extension Contributor",
    "May install, change and remove extensions of Kubernetes clusters.",
    [
      "Microsoft.Authorization/*/read",
      "Microsoft.Insights/alertRules/*",
      "Microsoft.Resources/deployments/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      ...EXTENSIONS,
    ],
  ),
  role(
    "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8",
    "Azure Kubernetes Service Contributor Role",
    "May see and change Azure Kubernetes Service clusters.",
    [
      "Microsoft.ContainerService/managedClusters/read",
      "Microsoft.ContainerService/managedClusters/write",
      "Microsoft.Resources/deployments/*",
    ],
  ),
  role(
    "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
    "Azure Kubernetes Service Cluster User Role",
    "May have the kubeconfig of a cluster's user.",
    [
      "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
      "Microsoft.ContainerService/managedClusters/read",
    ],
  ),
  role(
    "00493d72-78f6-4148-b6c5-d3ce8e4799dd",
    "Azure Arc Enabled Kubernetes Cluster User Role",
    "May have the kubeconfig of a connected cluster's user.",
    [...USUAL, "Microsoft.Kubernetes/connectedClusters/listClusterUserCredential/action"],
  ),
  role(
    "18ed5180-3e48-46fd-8541-4ea054d57064",
    "Azure Kubernetes Service Policy Add-on Deployment",
    "May deploy the Azure Policy add-on on Azure Kubernetes Service clusters.",
    [
      "Microsoft.ContainerService/managedClusters/read",
      "Microsoft.ContainerService/managedClusters/write",
      "Microsoft.Resources/deployments/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
    ],
  ),
  role(
    "5e93ba01-8f92-4c7a-b12a-801e3df23824",
    "Kubernetes Agent Operator",
    "Lets Defender for Cloud deploy its sensor on Azure Kubernetes Service.",
    [
      ...USUAL,
      "Microsoft.ContainerService/managedClusters/read",
      "Microsoft.ContainerService/managedClusters/write",
      "Microsoft.OperationalInsights/workspaces/*",
      "Microsoft.Resources/subscriptions/resourceGroups/write",
    ],
  ),
  role(
    "8bb6f106-b146-4ee6-a3f9-b9c5a96e0ae5",
    "Defender Kubernetes Agent Operator",
    "Lets Defender for Cloud deploy its sensor through Azure Arc.",
    [
      "Microsoft.Authorization/*/read",
      "Microsoft.Insights/alertRules/*",
      "Microsoft.Resources/deployments/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Resources/subscriptions/resourceGroups/write",
      "Microsoft.Resources/subscriptions/operationresults/read",
      "Microsoft.Resources/subscriptions/read",
      ...EXTENSIONS,
      "Microsoft.Kubernetes/connectedClusters/Write",
      "Microsoft.Kubernetes/connectedClusters/read",
      "Microsoft.OperationalInsights/workspaces/write",
      "Microsoft.OperationalInsights/workspaces/read",
      "Microsoft.OperationalInsights/workspaces/listKeys/action",
      "Microsoft.OperationalInsights/workspaces/sharedkeys/action",
      "Microsoft.Kubernetes/register/action",
      "Microsoft.KubernetesConfiguration/register/action",
    ],
  ),
  role(
    "d5a2ae44-610b-4500-93be-660a0c5f5ca6",
    "Kubernetes Agentless Operator",
    "Lets Defender for Cloud read Azure Kubernetes Service clusters without a sensor.",
    [
      "Microsoft.ContainerService/managedClusters/read",
      "Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/*",
      "Microsoft.Features/features/read",
    ],
  ),
  role(
    "34e09817-6cbe-4d01-b1a2-e0eac5743d41",
    "Kubernetes Cluster - Azure Arc Onboarding",
    "May connect Kubernetes clusters to Azure Arc.",
    [
      "Microsoft.Authorization/*/read",
      "Microsoft.Insights/alertRules/*",
      "Microsoft.Resources/deployments/write",
      "Microsoft.Resources/subscriptions/operationresults/read",
      "Microsoft.Resources/subscriptions/read",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Kubernetes/connectedClusters/Write",
      "Microsoft.Kubernetes/connectedClusters/read",
      "Microsoft.Support/*",
    ],
  ),
];

const PATTERNS = new Map<string, RegExp>();

/** Whether a role holds an action. A star stands for any text; case does not matter. */
export function roleAllows({ actions, notActions }: RoleDefinition, action: string): boolean {
  const holds = (pattern: string) => patternOf(pattern).test(action);
  return actions.some(holds) && !notActions.some(holds);
}

/** The built-in role that an id of a role definition, at whatever scope, names. */
export function roleById(roleDefinitionId: string): RoleDefinition | undefined {
  const guid = roleDefinitionId.slice(roleDefinitionId.lastIndexOf("/") + 1).toLowerCase();
  return ROLE_DEFINITIONS.find(({ id }) => id === guid);
}

function patternOf(text: string): RegExp {
  const known = PATTERNS.get(text);
  if (known) return known;
  const parts = text.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const made = new RegExp(`^${parts.join(".*")}$`, "i");
  PATTERNS.set(text, made);
  return made;
}
