import { TENANT_ID, TENANT_NAME } from "../identities.ts";
import type { NewResource } from "../types.ts";
import { type RoleName, roleAssignment } from "./access.ts";
import { SUBSCRIPTIONS } from "./company.ts";

interface AssignmentRow {
  name: string;
  displayName: string;
  definition: string;
  roles: readonly RoleName[];
}

/**
 * What turning "Azure Policy for Kubernetes" on in the plan's settings leaves on a subscription. The
 * definitions and the roles that they need are built in: https://github.com/Azure/azure-policy
 */
const AZURE_POLICY_COMPONENT: readonly AssignmentRow[] = [
  {
    name: "Defender for Containers provisioning Azure Policy Addon for Kub",
    displayName: "Defender for Containers provisioning Azure Policy Addon for Kubernetes",
    definition: "a8eff44f-8c92-45c3-a3fb-9880802d67a7",
    roles: [
      "Azure Kubernetes Service Contributor Role",
      "Azure Kubernetes Service Policy Add-on Deployment",
    ],
  },
  {
    name: "Defender for Containers provisioning Policy extension for Arc-e",
    displayName: "Defender for Containers provisioning Policy extension for Arc-enabled Kubernetes",
    definition: "0adc5395-9169-4b9b-8687-af838d69410a",
    roles: ["Kubernetes Extension Contributor"],
  },
];

const LOCATION = "westeurope";

/** The policy assignments of the company, each with the roles that its identity was given. */
export function policyAssignments(uuid: () => string): NewResource[] {
  const scope = `/subscriptions/${SUBSCRIPTIONS.shipping.id}`;
  return AZURE_POLICY_COMPONENT.flatMap((row) => {
    const principalId = uuid();
    return [
      policyAssignment(row, scope, principalId),
      ...row.roles.map((role) =>
        roleAssignment({ objectId: principalId, kind: "ServicePrincipal" }, role, scope, uuid()),
      ),
    ];
  });
}

function policyAssignment(
  { name, displayName, definition }: AssignmentRow,
  scope: string,
  principalId: string,
): NewResource {
  return {
    id: `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`,
    type: "microsoft.authorization/policyassignments",
    name,
    subscriptionId: SUBSCRIPTIONS.shipping.id,
    location: LOCATION,
    body: {
      location: LOCATION,
      identity: { type: "SystemAssigned", principalId, tenantId: TENANT_ID },
      properties: {
        displayName,
        policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${definition}`,
        scope,
        notScopes: [],
        parameters: { effect: { value: "DeployIfNotExists" } },
        metadata: { assignedBy: TENANT_NAME, createdOn: "2024-05-21T08:14:00Z" },
        enforcementMode: "Default",
      },
    },
  };
}
