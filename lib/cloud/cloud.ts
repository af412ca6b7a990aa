import type { FaultRecord } from "./faults.ts";

/** Whose token a call carries: the portal's own (Reader only) or that of the person who pressed the button. */
export type Actor = { kind: "portal" } | { kind: "person"; id: string; homeAccountId: string };

/** How an actor's calls are made. */
export interface CallRules {
  /** 0 for jobs, which do their own waiting, and for pages, where a person waits. */
  retries?: number;
  /** Asked at the last moment before each call; what it throws is thrown instead of calling. */
  gate?: () => Promise<void>;
}

export interface ManagementGroupFacts {
  id: string;
  displayName: string;
  parentId: string | null;
}

export interface SubscriptionFacts {
  id: string;
  displayName: string;
  state: string;
  managementGroupId: string | null;
}

/** What we know of a Kubernetes cluster; `id` is lower-cased, `armId` as the cloud spells it. */
export interface ClusterFacts {
  id: string;
  armId: string;
  kind: "aks";
  name: string;
  subscriptionId: string;
  resourceGroup: string;
  region: string;
  version: string;
  powerState: string;
  provisioningState: string;
  sensorEnabled: boolean;
  sensorWorkspaceId: string | null;
  legacySensor: boolean;
  policyAddon: boolean;
  privateCluster: boolean;
  /** Kubernetes role-based access control. */
  rbac: boolean;
  /** The API server answers only listed addresses or a private network. */
  restrictedApi: boolean;
  nodeCount: number;
  coreCount: number | null;
  excludedBy: string | null;
  tags: Record<string, string>;
}

/** A Defender plan as the cloud returned it; `document` is the whole answer. */
export interface PlanFacts {
  subscriptionId: string;
  name: string;
  tier: string;
  document: PlanDocument;
}

export interface PlanExtension {
  name: string;
  isEnabled: string;
  additionalExtensionProperties?: Record<string, unknown> | null | undefined;
  operationStatus?: { code?: string | undefined; message?: string | undefined } | null | undefined;
  [unknown: string]: unknown;
}

export interface PlanDocument {
  pricingTier: string;
  subPlan?: string | null | undefined;
  extensions?: PlanExtension[] | null | undefined;
  enablementTime?: string | null | undefined;
  freeTrialRemainingTime?: string | null | undefined;
  deprecated?: boolean | null | undefined;
  replacedBy?: string[] | null | undefined;
  resourcesCoverageStatus?: string | null | undefined;
  [unknown: string]: unknown;
}

/** What a plan shall be. `extensions` names only what changes; everything else is kept as the cloud has it. */
export interface PlanWish {
  tier: "Standard" | "Free";
  extensions: Record<string, boolean>;
}

export interface PolicyAssignmentFacts {
  id: string;
  subscriptionId: string;
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

/** One HTTP call as it goes out, to be shown before and kept after. */
export interface Call {
  method: "GET" | "PUT" | "PATCH" | "POST" | "DELETE";
  url: string;
  body: unknown;
}

/** The call that would make it so, with the resource before and after; null call when nothing is to be done. */
export interface Change {
  call: Call | null;
  before: unknown;
  after: unknown;
}

/** How far the cloud is. `running` is asked again later; `operationUrl` then tells why, should it fail. */
export type Progress =
  | { state: "done"; cluster: ClusterFacts }
  | {
      state: "running";
      askAgainInSeconds: number;
      operationUrl: string | null;
      requestId: string | null;
    };

/** Called after looking and before changing; what it stores survives a crash in between. */
export type BeforeCall = (change: Change) => Promise<void>;

export interface RoleGrantFacts {
  scope: string;
  roleDefinitionId: string;
  roleName: string;
  actions: string[];
  notActions: string[];
}

/** What Azure can do for us. Every `ensure` looks before it acts and may be called again. */
export interface AzureCloud {
  /** Proves that the credentials open the door; throws a CloudFault. */
  verify(): Promise<void>;
  managementGroups(): Promise<ManagementGroupFacts[]>;
  /** Subscriptions that the actor can see at all. */
  subscriptions(): Promise<SubscriptionFacts[]>;
  /** Role assignments of these principals (a person and their groups), with what the roles allow. */
  roleGrants(principalIds: string[]): Promise<RoleGrantFacts[]>;

  /** All clusters of the estate, up to 1,000 at a time. */
  clusters(): AsyncIterable<ClusterFacts[]>;
  /** The clusters of one subscription by its own list call: fresh, where `clusters` may lag. */
  clustersOf(subscriptionId: string): Promise<ClusterFacts[]>;
  cluster(armId: string): Promise<ClusterFacts>;

  /** All plans of the estate, up to 1,000 at a time. */
  plans(): AsyncIterable<PlanFacts[]>;
  plansOf(subscriptionId: string): Promise<PlanFacts[]>;
  plan(subscriptionId: string, name: string): Promise<PlanFacts>;
  /** The call that would make the plan so. Pure: nothing is read or sent. */
  planChange(plan: PlanFacts, wish: PlanWish): Change;
  /** Writes the plan. Throws `changed` when it is no longer the one that `expected` describes. */
  ensurePlan(
    subscriptionId: string,
    name: string,
    wish: PlanWish,
    expected: (plan: PlanFacts) => boolean,
  ): Promise<{ plan: PlanFacts; call: Call | null; before: PlanFacts; requestId: string | null }>;

  policyAssignments(): AsyncIterable<PolicyAssignmentFacts[]>;
  /** The call that would assign the policy, or take it away. Pure: nothing is read or sent. */
  policyCall(subscriptionId: string, wish: PolicyWish): Call;
  /** Assigns the policy to the subscription with an identity and the roles that it needs, or takes it away. */
  ensurePolicyAssignment(
    subscriptionId: string,
    wish: PolicyWish,
  ): Promise<PolicyAssignmentFacts | null>;

  /** The call that would grant the wish, from the cluster as it is now. */
  clusterChange(armId: string, wish: ClusterWish): Promise<Change>;
  ensureOnCluster(armId: string, wish: ClusterWish, before: BeforeCall): Promise<Progress>;
  /** Why a long-running operation failed, or null while it runs or when it went well. */
  operationFault(operationUrl: string): Promise<FaultRecord | null>;

  /** Whether the workspace is there; false also when it is still being created. */
  workspaceReady(workspaceId: string): Promise<boolean>;
  /** Creates the workspace and its resource group unless they are there. */
  ensureWorkspace(
    workspace: WorkspaceWish,
  ): Promise<"done" | { askAgainInSeconds: number; created: boolean }>;
}

/** What a fix asks of a cluster. */
export type ClusterWish = { kind: "sensor"; workspaceId: string } | { kind: "policyAddon" };

export interface WorkspaceWish {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  region: string;
}
