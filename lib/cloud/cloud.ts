import type { PolicyIdentityFacts, RoleAssignmentFacts } from "./authorization.ts";
import type { ConnectorDirectory } from "./connectors.ts";
import type {
  Call,
  Change,
  ClusterFacts,
  ClusterWish,
  DefenderAssessment,
  ExemptionFacts,
  ExtensionFacts,
  ManagementGroupFacts,
  MonitoringFacts,
  PlanFacts,
  PlanWish,
  PodReading,
  PrivateEndpointFacts,
  PrivateLinkScopeFacts,
  RoleGrantFacts,
  SubscriptionFacts,
  WorkspaceFacts,
  WorkspaceWish,
} from "./facts.ts";
import type { FaultRecord } from "./faults.ts";
import type { PolicyAssignmentFacts, PolicyCloud, PolicyWish } from "./policy.ts";

export type * from "./connectors.ts";
export type * from "./facts.ts";

/** Whose token a call carries: the portal's own (Reader only) or that of the person who pressed the button. */
export type Actor = { kind: "portal" } | { kind: "person"; id: string; homeAccountId: string };

/** How an actor's calls are made. */
export interface CallRules {
  /** 0 for jobs, which do their own waiting, and for pages, where a person waits. */
  retries?: number;
  /** Asked at the last moment before each call; what it throws is thrown instead of calling. */
  gate?: () => Promise<void>;
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

/** A change of a resource as the cloud's own log has it. */
export interface ActivityFacts {
  /** ISO 8601. */
  at: string;
  /** A person's user name, or the id of an application. */
  caller: string;
  /** Object id in Entra ID. */
  principalId: string;
  operation: string;
  correlationId: string;
}

/** What Azure can do for us. Every `ensure` looks before it acts and may be called again. */
export interface AzureCloud extends PolicyCloud, ConnectorDirectory {
  /** Proves that the credentials open the door; throws a CloudFault. */
  verify(): Promise<void>;
  managementGroups(): Promise<ManagementGroupFacts[]>;
  /** Subscriptions that the actor can see at all. */
  subscriptions(): Promise<SubscriptionFacts[]>;
  /** Role assignments of these principals (a person and their groups), with what the roles allow. */
  roleGrants(principalIds: string[]): Promise<RoleGrantFacts[]>;
  /** Everybody's role assignments at, above and below a subscription. */
  roleAssignmentsOf(subscriptionId: string): Promise<RoleAssignmentFacts[]>;
  /** The policy assignments that reach a subscription, with the identity that each acts as. */
  policyIdentitiesOf(subscriptionId: string): Promise<PolicyIdentityFacts[]>;

  /** All clusters of the estate, up to 1,000 at a time. */
  clusters(): AsyncIterable<ClusterFacts[]>;
  /** The AKS clusters of one subscription by its own list call: fresh, where `clusters` may lag. */
  clustersOf(subscriptionId: string): Promise<ClusterFacts[]>;
  /** What is installed on the Arc-enabled clusters of a subscription, by lower-cased cluster id. May lag. */
  extensionsOf(subscriptionId: string): Promise<Map<string, ExtensionFacts[]>>;
  cluster(armId: string): Promise<ClusterFacts>;
  /** A cluster with the whole document that the cloud gives of it. */
  clusterDocument(armId: string): Promise<{ facts: ClusterFacts; document: unknown }>;
  /** The pods of these namespaces, as the cluster's own API reports them to the actor. */
  podsOn(armId: string, namespaces: readonly string[]): Promise<PodReading>;
  /** What Defender for Cloud itself says of the cluster; null where it has said nothing yet. */
  defenderAssessment(armId: string, assessmentKey: string): Promise<DefenderAssessment | null>;
  /** Whether a resource provider may be used on the subscription: Registered, NotRegistered and so on. */
  providerState(subscriptionId: string, namespace: string): Promise<string>;
  /** Every resource of the estate that Defender takes as exempt, up to 1,000 at a time. May lag. */
  exemptions(assessmentKeys: string[]): AsyncIterable<ExemptionFacts[]>;

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

  /** The call that would assign the policy, or take it away. Pure: nothing is read or sent. */
  policyCall(subscriptionId: string, wish: PolicyWish): Call;
  /** Assigns the policy to the subscription with an identity and the roles that it needs, or takes it away. */
  ensurePolicyAssignment(
    subscriptionId: string,
    wish: PolicyWish,
  ): Promise<PolicyAssignmentFacts | null>;

  /** The call that would grant the wish, from the cluster as it is now. */
  clusterChange(armId: string, wish: ClusterWish): Promise<Change>;
  /** `earlier` is the `before` of a change that an earlier run stored and may have sent. */
  ensureOnCluster(
    armId: string,
    wish: ClusterWish,
    before: BeforeCall,
    earlier: unknown,
  ): Promise<Progress>;
  /** Who has changed a resource since then, the latest first. Lags by minutes. */
  activityOf(resourceId: string, since: Date): Promise<ActivityFacts[]>;
  /** Why a long-running operation failed, or null while it runs or when it went well. */
  operationFault(operationUrl: string): Promise<FaultRecord | null>;

  /** What Container insights of a cluster, of AKS or of Arc, sends to. */
  monitoring(armId: string): Promise<MonitoringFacts>;
  /** The Private Link Scopes of a subscription, each with what is linked and connected to it. */
  privateLinkScopes(subscriptionId: string): Promise<PrivateLinkScopeFacts[]>;
  privateEndpoint(armId: string): Promise<PrivateEndpointFacts>;

  /** All workspaces of the estate, up to 1,000 at a time. */
  workspaces(): AsyncIterable<WorkspaceFacts[]>;
  /** Whether the workspace is there; false also when it is still being created. */
  workspaceReady(workspaceId: string): Promise<boolean>;
  /** Creates the workspace and its resource group unless they are there. */
  ensureWorkspace(
    workspace: WorkspaceWish,
  ): Promise<"done" | { askAgainInSeconds: number; created: boolean }>;
}
