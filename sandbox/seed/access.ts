import { TENANT_ID } from "../identities.ts";
import type { NewResource } from "../types.ts";
import { SUBSCRIPTIONS, type SubscriptionKey } from "./company.ts";
import { managementGroupId } from "./hierarchy.ts";

/** Ids of built-in roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const ROLES = {
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "Security Admin": "fb1c8493-542b-48eb-b624-b4c8fea62acd",
  "Security Reader": "39bc4728-0917-49c7-9d2c-d95423bc2eb4",
  "Azure Kubernetes Service Contributor Role": "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8",
  "Azure Kubernetes Service Policy Add-on Deployment": "18ed5180-3e48-46fd-8541-4ea054d57064",
  "Kubernetes Extension Contributor": "85cb6faf-e071-4c9b-8136-154b5a04f717",
  "Defender Kubernetes Agent Operator": "8bb6f106-b146-4ee6-a3f9-b9c5a96e0ae5",
} as const;

export type RoleName = keyof typeof ROLES;

/** Somebody who can hold a role. */
export interface Principal {
  objectId: string;
  kind: "User" | "ServicePrincipal";
}

/** Finds a principal by the names used below. */
export type Principals = Pick<ReadonlyMap<string, Principal>, "get">;

const ROOT = managementGroupId(TENANT_ID);
const on = (key: SubscriptionKey, group?: string) =>
  `/subscriptions/${SUBSCRIPTIONS[key].id}${group ? `/resourceGroups/${group}` : ""}`;

/** Who holds which role where; a name is the part of a user name before the @, or an application's. */
const ASSIGNMENTS: readonly (readonly [name: string, role: RoleName, scope: string])[] = [
  ["olivia.owner", "Owner", ROOT],
  ["carlos.contributor", "Contributor", ROOT],
  ["sana.secadmin", "Security Admin", ROOT],
  ["sven.secreader", "Security Reader", ROOT],
  ["rita.reader", "Reader", ROOT],
  ["mixed.mira", "Contributor", on("retail")],
  ["mixed.mira", "Security Admin", on("shipping")],
  ["mixed.mira", "Reader", on("platform")],
  ["mixed.mira", "Contributor", on("payments", "rg-pay-gateway-prod")],
  ["portal", "Reader", ROOT],
  ["azcli-owner", "Owner", ROOT],
];

/**
 * The company's role assignments.
 * @param principals by the names used above; a name without a principal is a mistake and throws.
 */
export function roleAssignments(principals: Principals, uuid: () => string): NewResource[] {
  return ASSIGNMENTS.map(([name, role, scope]) => {
    const principal = principals.get(name);
    if (!principal) throw new Error(`The estate gives ${name} a role, and nobody is called that.`);
    return roleAssignment(principal, role, scope, uuid());
  });
}

/** One role assignment, named by a GUID of its own as ARM wants it. */
export function roleAssignment(
  { objectId, kind }: Principal,
  role: RoleName,
  scope: string,
  name: string,
): NewResource {
  const subscriptionId = /^\/subscriptions\/([^/]+)/.exec(scope)?.[1];
  const time = "2024-01-08T08:00:00.000Z";
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    type: "microsoft.authorization/roleassignments",
    name,
    ...(subscriptionId && { subscriptionId }),
    body: {
      properties: {
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${ROLES[role]}`,
        principalId: objectId,
        principalType: kind,
        scope,
        createdOn: time,
        updatedOn: time,
        createdBy: TENANT_ID,
        updatedBy: TENANT_ID,
      },
    },
  };
}
