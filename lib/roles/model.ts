import {
  allows,
  covers,
  PERMISSION_IDS,
  type Permission,
  type Place,
  permission,
} from "../access/model.ts";
import type { PolicyIdentityFacts, RoleAssignmentFacts } from "../cloud/authorization.ts";
import {
  PROVISIONING,
  type ProvisioningSpec,
  type RoleSpec,
  role,
} from "./catalog-provisioning.ts";

/** What a role lets its holder do in this portal, by the actions that it allows. */
export function permissionsOf(
  held: Pick<RoleAssignmentFacts, "actions" | "notActions">,
): Permission[] {
  return PERMISSION_IDS.filter((id) =>
    permission(id).actions.every((action) => allows(held, action)),
  );
}

const GIVE_ROLES = "Microsoft.Authorization/roleAssignments/write";
const SEE = "Microsoft.Security/assessments/read";

/** Whether the role has to do with Defender at all: its holder sees, changes, or lets others change. */
export function isRelevant(held: RoleAssignmentFacts): boolean {
  return [SEE, GIVE_ROLES].some((action) => allows(held, action)) || permissionsOf(held).length > 0;
}

/** Whether the role's holder can give roles at the place, and so can run the command that grants one. */
export function canGrant(held: RoleAssignmentFacts, place: Place): boolean {
  return covers(held.scope, place) && allows(held, GIVE_ROLES);
}

/** Roles by what they let their holder do, the mightiest first, then by name and holder. */
export function byMight(a: RoleAssignmentFacts, b: RoleAssignmentFacts): number {
  return (
    permissionsOf(b).length - permissionsOf(a).length ||
    Number(allows(b, GIVE_ROLES)) - Number(allows(a, GIVE_ROLES)) ||
    a.roleName.localeCompare(b.roleName) ||
    a.principalId.localeCompare(b.principalId)
  );
}

/** The identity of a policy assignment beside what its definition asks for. */
export interface IdentityCheck {
  assignment: PolicyIdentityFacts;
  spec: ProvisioningSpec;
  holds: RoleSpec[];
  lacks: RoleSpec[];
}

/**
 * Compares the identities of the assignments that provision components with the roles that the definitions ask
 * for. A role counts where it reaches the whole subscription.
 */
export function checkIdentities(
  identities: readonly PolicyIdentityFacts[],
  assignments: readonly RoleAssignmentFacts[],
  place: Place,
): IdentityCheck[] {
  return identities.flatMap((assignment) => {
    const spec = PROVISIONING.find(({ definitionId }) => definitionId === assignment.definitionId);
    if (!spec) return [];
    const held = new Set(
      assignments
        .filter(
          ({ principalId, scope }) =>
            principalId === assignment.principalId && covers(scope, place),
        )
        .map(({ roleDefinitionId }) => roleDefinitionId),
    );
    const required = spec.required.map(role);
    return {
      assignment,
      spec,
      holds: required.filter(({ id }) => held.has(id)),
      lacks: required.filter(({ id }) => !held.has(id)),
    };
  });
}

/** The ARM scope of a place, in the spelling that commands take. */
export function scopeOf({ subscriptionId, resourceGroup }: Place): string {
  const subscription = `/subscriptions/${subscriptionId}`;
  return resourceGroup ? `${subscription}/resourceGroups/${resourceGroup}` : subscription;
}

/** Where a role assignment stands, in words. `groups`: names of management groups by their lower-cased ids. */
export function scopeInWords(scope: string, groups: ReadonlyMap<string, string>): string {
  const [, group] = /\/resourcegroups\/([^/]+)$/.exec(scope) ?? [];
  const [, management] = /\/managementgroups\/([^/]+)$/.exec(scope) ?? [];
  if (scope === "/") return "Tenant root";
  if (management) return `Management group ${groups.get(management) ?? management}`;
  if (group) return `Resource group ${group}`;
  if (/^\/subscriptions\/[^/]+$/.test(scope)) return "This subscription";
  return `Resource ${scope.slice(scope.lastIndexOf("/") + 1)}`;
}
