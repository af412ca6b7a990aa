/** A role that somebody holds at, above or below a subscription, with what the role allows. */
export interface RoleAssignmentFacts {
  id: string;
  /** Lower-cased ARM id, "/" for the tenant. */
  scope: string;
  principalId: string;
  /** As ARM says it: User, Group, ServicePrincipal, ForeignGroup or Device. */
  principalType: string;
  /** The definition's guid, lower-cased. */
  roleDefinitionId: string;
  roleName: string;
  actions: string[];
  notActions: string[];
}

/** The managed identity that a policy assignment acts as. */
export interface PolicyIdentityFacts {
  /** Lower-cased ARM id of the assignment. */
  id: string;
  displayName: string;
  /** Lower-cased ARM id of where the assignment stands. */
  scope: string;
  /** The definition's guid, lower-cased. */
  definitionId: string;
  /** Null where the assignment has no identity. */
  principalId: string | null;
}
