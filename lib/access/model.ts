/** Who is signed in. */
export interface Person {
  /** Object id in Entra ID. */
  id: string;
  tenantId: string;
  homeAccountId: string;
  username: string;
  displayName: string;
}

/** A role assignment with what its role allows; `scope` is a lower-cased ARM id, "/" for the tenant. */
export interface RoleGrant {
  scope: string;
  roleName: string;
  actions: string[];
  notActions: string[];
}

/** A place where something is to be done: a subscription, or a resource group of it. */
export interface Place {
  /** "" for a management group. */
  subscriptionId: string;
  /** Lower-cased name; absent for the subscription itself. */
  resourceGroup?: string;
  /** Lower-cased ids of the management groups above the subscription, nearest first. */
  managementGroups: readonly string[];
}

/**
 * What a person can do here, the ARM actions that it takes, and the smallest built-in roles that carry them.
 * Sources: https://learn.microsoft.com/azure/defender-for-cloud/permissions and
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles (read 2026-11).
 */
const PERMISSIONS = {
  "plans:write": {
    says: "change Defender plans",
    actions: ["Microsoft.Security/pricings/write"],
    roles: ["Security Admin", "Contributor", "Owner"],
  },
  "policies:write": {
    says: "assign policies and grant their identities the roles that they need",
    actions: [
      "Microsoft.Authorization/policyAssignments/write",
      "Microsoft.Authorization/policyAssignments/delete",
      "Microsoft.Authorization/roleAssignments/write",
    ],
    roles: ["Owner"],
  },
  "assignments:write": {
    says: "assign policies",
    actions: ["Microsoft.Authorization/policyAssignments/write"],
    roles: ["Resource Policy Contributor", "Security Admin", "Owner"],
  },
  "assignments:delete": {
    says: "take policy assignments away",
    actions: ["Microsoft.Authorization/policyAssignments/delete"],
    roles: ["Resource Policy Contributor", "Security Admin", "Owner"],
  },
  "roles:grant": {
    says: "grant roles",
    actions: ["Microsoft.Authorization/roleAssignments/write"],
    roles: ["User Access Administrator", "Owner"],
  },
  "policyTasks:write": {
    says: "start remediation tasks of Azure Policy",
    actions: ["Microsoft.PolicyInsights/remediations/write"],
    roles: ["Resource Policy Contributor", "Contributor", "Owner"],
  },
  "connectors:write": {
    says: "add, change and delete connectors of AWS accounts and GCP projects",
    actions: [
      "Microsoft.Security/securityConnectors/write",
      "Microsoft.Security/securityConnectors/delete",
    ],
    roles: ["Contributor", "Owner"],
  },
  "clusters:fix": {
    says: "fix clusters",
    actions: ["Microsoft.ContainerService/managedClusters/write"],
    roles: ["Contributor", "Owner"],
  },
  "extensions:write": {
    says: "install and remove extensions of Arc-enabled clusters",
    actions: [
      "Microsoft.KubernetesConfiguration/extensions/write",
      "Microsoft.KubernetesConfiguration/extensions/delete",
    ],
    roles: ["Kubernetes Extension Contributor", "Contributor", "Owner"],
  },
  "connectedClusters:write": {
    says: "change Arc-enabled clusters",
    actions: ["Microsoft.Kubernetes/connectedClusters/write"],
    roles: ["Contributor", "Owner"],
  },
  "workspaces:keys": {
    says: "read a workspace's keys, as a fix of Arc-enabled clusters does,",
    actions: ["Microsoft.OperationalInsights/workspaces/sharedKeys/action"],
    roles: ["Log Analytics Contributor", "Contributor", "Owner"],
  },
  "workspaces:write": {
    says: "create Log Analytics workspaces",
    actions: [
      "Microsoft.OperationalInsights/workspaces/write",
      "Microsoft.Resources/subscriptions/resourceGroups/write",
    ],
    roles: ["Contributor", "Owner"],
  },
} as const satisfies Record<
  string,
  { says: string; actions: readonly string[]; roles: readonly string[] }
>;

export type Permission = keyof typeof PERMISSIONS;

export const PERMISSION_IDS = Object.keys(PERMISSIONS) as Permission[];

/** What a permission is called, the ARM actions that it takes, and the roles that carry it. */
export function permission(id: Permission): {
  says: string;
  actions: readonly string[];
  roles: readonly string[];
} {
  return PERMISSIONS[id];
}

/** Whether the grants allow the permission at the place, by Azure's own rule: for each action, some role
 * assignment at or above the place allows it and that same role does not take it away again. */
export function may(grants: readonly RoleGrant[], permission: Permission, place: Place): boolean {
  const above = grants.filter((grant) => covers(grant.scope, place));
  return PERMISSIONS[permission].actions.every((action) =>
    above.some((grant) => allows(grant, action)),
  );
}

/** For each ARM action that the permission takes, the first of the grants that allows it at the place, or null. */
export function explain<Grant extends RoleGrant>(
  grants: readonly Grant[],
  id: Permission,
  place: Place,
): { action: string; by: Grant | null }[] {
  const above = grants.filter((grant) => covers(grant.scope, place));
  return permission(id).actions.map((action) => ({
    action,
    by: above.find((grant) => allows(grant, action)) ?? null,
  }));
}

/** The sentence that tells a person what they lack. */
export function lacks(permission: Permission, where: string): string {
  const { says, roles } = PERMISSIONS[permission];
  return `To ${says} on ${where} you need the role ${roles.join(" or ")} there.`;
}

/** Whether an assignment at the scope reaches the place. */
export function covers(scope: string, place: Place): boolean {
  const subscription = `/subscriptions/${place.subscriptionId}`;
  const group = place.resourceGroup && `${subscription}/resourcegroups/${place.resourceGroup}`;
  const above = [
    "/",
    ...place.managementGroups.map(managementGroupScope),
    subscription,
    ...(group ? [group] : []),
  ];
  return above.includes(scope);
}

/** The lower-cased ARM scope of a management group. */
export function managementGroupScope(id: string): string {
  return `/providers/microsoft.management/managementgroups/${id.toLowerCase()}`;
}

/** Whether a role, wherever it is held, allows an ARM action. */
export function allows(grant: Pick<RoleGrant, "actions" | "notActions">, action: string): boolean {
  return (
    grant.actions.some((pattern) => matches(pattern, action)) &&
    !grant.notActions.some((pattern) => matches(pattern, action))
  );
}

/** Azure's action patterns: `*` stands for any run of characters, case does not matter. */
function matches(pattern: string, action: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  const subject = action.toLowerCase();
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return subject === first;
  if (!subject.startsWith(first)) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = subject.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return subject.length - last.length >= from && subject.endsWith(last);
}
