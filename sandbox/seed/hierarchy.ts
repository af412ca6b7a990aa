import { TENANT_ID, TENANT_NAME } from "../identities.ts";
import type { NewResource } from "../types.ts";
import {
  MANAGEMENT_GROUPS,
  type ManagementGroupRow,
  SUBSCRIPTIONS,
  type SubscriptionRow,
} from "./company.ts";

/** The id of a management group. */
export function managementGroupId(name: string): string {
  return `/providers/Microsoft.Management/managementGroups/${name}`;
}

/** The tenant's management groups, above before below. */
export function managementGroups(): NewResource[] {
  return MANAGEMENT_GROUPS.map(managementGroup);
}

function managementGroup({ name, displayName, parent }: ManagementGroupRow): NewResource {
  const above = MANAGEMENT_GROUPS.find((group) => group.name === parent);
  return {
    id: managementGroupId(name),
    type: "microsoft.management/managementgroups",
    name,
    ...(above && { parentId: managementGroupId(above.name) }),
    body: {
      properties: {
        tenantId: TENANT_ID,
        displayName,
        details: {
          version: 1,
          updatedTime: "2023-02-14T09:30:00Z",
          updatedBy: TENANT_NAME,
          ...(above && {
            parent: {
              id: managementGroupId(above.name),
              name: above.name,
              displayName: above.displayName,
            },
          }),
        },
      },
    },
  };
}

/** A subscription as the resource that ARM shows of it. */
export function subscription(row: SubscriptionRow): NewResource {
  return {
    id: `/subscriptions/${row.id}`,
    type: "microsoft.resources/subscriptions",
    name: row.id,
    subscriptionId: row.id,
    parentId: managementGroupId(row.group),
    body: {
      subscriptionId: row.id,
      tenantId: TENANT_ID,
      displayName: row.displayName,
      state: row.state,
      subscriptionPolicies: {
        locationPlacementId: "Public_2014-09-01",
        quotaId: "EnterpriseAgreement_2014-09-01",
        spendingLimit: "Off",
      },
      authorizationSource: "RoleBased",
      managedByTenants: [],
      tags: row.tags,
    },
  };
}

/** The six subscriptions that every sandbox begins with. */
export function companySubscriptions(): SubscriptionRow[] {
  return Object.values(SUBSCRIPTIONS);
}
