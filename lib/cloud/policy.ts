import type { Call } from "./facts.ts";

/**
 * The built-in policies that deploy a component on clusters, by the kind of cluster.
 * Source: https://github.com/Azure/azure-policy (2026-04), sensor: versions 4.3.0 and 7.3.0-preview.
 */
export const DEPLOYING_POLICIES = {
  sensor: {
    aks: "64def556-fbad-4622-930e-72d1d5589bf5",
    arc: "708b60a6-d253-4fe0-9114-4be4c00f012c",
  },
  policy: {
    aks: "a8eff44f-8c92-45c3-a3fb-9880802d67a7",
    arc: "0adc5395-9169-4b9b-8687-af838d69410a",
  },
} as const;

/** Where a policy is in force; `scope` and `id` are lower-cased. */
export interface PolicyAssignmentFacts {
  id: string;
  scope: string;
  /** "" for a management group. */
  subscriptionId: string;
  /** Lower-cased; "" where the assignment stands above resource groups. */
  resourceGroup: string;
  name: string;
  displayName: string;
  policyDefinitionId: string;
  document: unknown;
}

/** A built-in policy that shall (not) be assigned to a subscription. */
export interface PolicyWish {
  assigned: boolean;
  /** Name of the assignment, at most 64 characters. */
  name: string;
  displayName: string;
  /** The definition's guid. */
  definitionId: string;
  /** Guids of the roles that the assignment's identity needs. */
  roleIds: readonly string[];
  /** Where the identity lives. */
  region: string;
}

/** What lists show of a policy definition; `id` is lower-cased. */
export interface PolicyDefinitionFacts {
  id: string;
  name: string;
  displayName: string;
  description: string;
  policyType: string;
  category: string;
  version: string;
  /** Where a custom one is defined; "" for what is built in. */
  subscriptionId: string;
  managementGroup: string;
}

export type ParameterType =
  | "String"
  | "Array"
  | "Object"
  | "Boolean"
  | "Integer"
  | "Float"
  | "DateTime";

/** A parameter of a policy definition. */
export interface PolicyParameter {
  name: string;
  type: ParameterType;
  displayName: string;
  description: string;
  /** The resource type that its value names, such as Microsoft.OperationalInsights/workspaces. */
  strongType: string | null;
  /** Whether the assignment's identity gets its roles on the resource that the value names, too. */
  assignPermissions: boolean;
  allowedValues: unknown[] | null;
  /** Undefined where the person must give a value. */
  defaultValue?: unknown;
}

/** A whole policy definition, as it is now. */
export interface PolicyDefinition extends PolicyDefinitionFacts {
  armId: string;
  mode: string;
  parameters: PolicyParameter[];
  /** Guids of the roles that an assignment's identity needs; empty where none is needed. */
  roleIds: string[];
  document: unknown;
}

/** What a policy assignment shall be. */
export interface AssignmentWish {
  /** ARM id of where it stands. */
  scope: string;
  name: string;
  displayName: string;
  description: string;
  /** ARM id of the definition. */
  definitionId: string;
  parameters: Record<string, unknown>;
  notScopes: string[];
  enforced: boolean;
  /** Where its managed identity lives; null where the policy needs none. */
  region: string | null;
}

/** A policy assignment as it is now; `document` is the whole resource. */
export interface AssignmentState extends PolicyAssignmentFacts {
  armId: string;
  region: string | null;
  /** The managed identity's object id in Entra ID. */
  principalId: string | null;
}

/** A role for an assignment's identity. */
export interface RoleWish {
  /** ARM id of where it is granted. */
  scope: string;
  principalId: string;
  /** The role definition's guid. */
  roleId: string;
}

/** A remediation task of Azure Policy. */
export interface PolicyTask {
  id: string;
  name: string;
  /** As Azure says it: Accepted, Evaluating, Running, Succeeded, Failed, Cancelled. */
  state: string;
  createdAt: string | null;
  total: number;
  succeeded: number;
  failed: number;
  message: string | null;
}

/** How many resources comply with an assignment, and how many don't. */
export interface ComplianceCounts {
  compliant: number;
  nonCompliant: number;
  exempt: number;
  other: number;
}

/** What Azure Policy last found of one resource. */
export interface PolicyState {
  resourceId: string;
  /** Compliant, NonCompliant, Exempt, Conflict, Unknown and so on. */
  state: string;
  at: string | null;
}

/** A remediation task that shall be there; its name makes it the same one when it is asked for again. */
export interface TaskWish {
  /** ARM id of where it runs. */
  scope: string;
  name: string;
  /** ARM id of the assignment. */
  assignmentId: string;
}

/** What Azure Policy can do for us. */
export interface PolicyCloud {
  /** All definitions that can be seen, without their rules, up to 1,000 at a time. */
  policyDefinitions(): AsyncIterable<PolicyDefinitionFacts[]>;
  policyDefinition(id: string): Promise<PolicyDefinition>;

  /** All assignments of the estate, up to 1,000 at a time. May lag. */
  policyAssignments(): AsyncIterable<PolicyAssignmentFacts[]>;
  policyAssignment(id: string): Promise<AssignmentState | null>;
  /** The call that would make it so, or null when it is so already. Pure: nothing is read or sent. */
  assignmentCall(wish: AssignmentWish, found: AssignmentState | null): Call | null;
  ensureAssignment(wish: AssignmentWish): Promise<{
    assignment: AssignmentState;
    before: AssignmentState | null;
    call: Call | null;
    requestId: string | null;
  }>;
  /** The call that takes it away. Pure: nothing is read or sent. */
  removalCall(id: string): Call;
  /** Takes it away; answers Azure's request id, null when it was gone already. */
  removeAssignment(id: string): Promise<string | null>;

  /** Pure: nothing is read or sent. */
  roleCall(wish: RoleWish): Call;
  /** "unknown" while Entra ID has not heard of a new principal yet. */
  ensureRole(wish: RoleWish): Promise<"granted" | "had" | "unknown">;

  /** Pure: nothing is read or sent. */
  taskCall(wish: TaskWish): Call;
  ensureTask(wish: TaskWish): Promise<PolicyTask>;
  policyTasks(scope: string, assignmentId: string): Promise<PolicyTask[]>;
  compliance(scope: string, assignmentId: string): Promise<ComplianceCounts>;
  policyStates(scope: string, assignmentId: string): Promise<PolicyState[]>;
}
