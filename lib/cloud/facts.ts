import type { Posture } from "./posture.ts";

export type * from "./cluster-wish.ts";
export type * from "./posture.ts";

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

/** What is installed on a cluster through Azure Arc. */
export interface ExtensionFacts {
  name: string;
  /** Lower-cased, such as microsoft.azuredefender.kubernetes. */
  type: string;
  /** As ARM says it: Creating, Updating, Deleting, Succeeded, Failed, Canceled. */
  state: string;
  version: string;
  autoUpgrade: boolean;
  releaseTrain: string;
  /** Where the Defender extension reports to; null for other types. */
  workspaceId: string | null;
  /** When somebody last wrote it, as ISO 8601; null where the cloud does not say. */
  modifiedAt: string | null;
  /** What the cloud says of a failed installation. */
  fault: { code: string; message: string } | null;
}

export type ClusterKind = "aks" | "arc" | "eks" | "gke";

/** By what Defender's components come to a cluster: as parts of AKS itself, or as extensions of Azure Arc. */
export type Carrier = "aks" | "arc";

/**
 * What we know of a Kubernetes cluster. `id` is lower-cased and `armId` as Azure spells it; on AWS both are the
 * ARN, on Google Cloud the full resource name. There `subscriptionId` and `resourceGroup` are those of the connector.
 */
export interface ClusterFacts {
  id: string;
  armId: string;
  kind: ClusterKind;
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
  /** Arc: Connected, Connecting, Offline or Expired; null where there is no such thing. */
  connectivity: string | null;
  /** Arc: when the cluster's agents were last heard, as ISO 8601. */
  lastConnectedAt: string | null;
  /** Arc: k3s, openshift, eks and so on; "" on AKS and where it is not known. */
  distribution: string;
  /** Arc: the version of the cluster's agents; "" on AKS. */
  agentVersion: string;
  /** Arc: what is installed, by name; empty on AKS. */
  extensions: ExtensionFacts[];
  /** EKS and GKE: the connector, and the Arc-enabled cluster that it is connected as; lower-cased, null otherwise. */
  connectorId: string | null;
  connectedId: string | null;
  /** The tag or label that keeps it out of agentless discovery. */
  agentlessExcludedBy: string | null;
  posture: Posture | null;
}

/** A pod as the cluster's own API reports it. */
export interface PodFacts {
  namespace: string;
  name: string;
  /** So many of its containers are ready. */
  ready: number;
  containers: number;
  /** As `kubectl get pods` has it: Running, ContainerCreating, CrashLoopBackOff, Terminating and so on. */
  status: string;
  restarts: number;
  node: string;
  createdAt: string;
  /** Since when it is ready; null while it is not. */
  readyAt: string | null;
}

/** Pods, or why a person must look for themselves. */
export type PodReading = { pods: PodFacts[] } | { byHand: string };

/** What Defender for Cloud itself says of a resource by one recommendation. */
export interface DefenderAssessment {
  /** Healthy, Unhealthy or NotApplicable. */
  status: string;
  cause: string | null;
  description: string | null;
  changedAt: string | null;
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

/** One HTTP call as it goes out, to be shown before and kept after. */
export interface Call {
  method: "GET" | "PUT" | "PATCH" | "POST" | "DELETE";
  url: string;
  body: unknown;
  /** On AWS: the operation by its name in the account's own log, such as eks:TagResource. */
  operation?: string | undefined;
}

/** The call that would make it so, with the resource before and after; null call when nothing is to be done. */
export interface Change {
  /** A call that has to go out before the other one. */
  first?: Call | undefined;
  call: Call | null;
  before: unknown;
  after: unknown;
}

/** Defender's own word that a resource is exempt from a recommendation. */
export interface ExemptionFacts {
  /** Lower-cased id of the resource. */
  resourceId: string;
  assessmentKey: string;
  /** What Defender gives as the reason. */
  description: string;
}

export interface RoleGrantFacts {
  scope: string;
  roleDefinitionId: string;
  roleName: string;
  actions: string[];
  notActions: string[];
}

/** A Log Analytics workspace; `id` is lower-cased. */
export interface WorkspaceFacts {
  id: string;
  armId: string;
  name: string;
  subscriptionId: string;
  /** Lower-cased name. */
  resourceGroup: string;
  region: string;
  retentionDays: number | null;
  sku: string;
  provisioningState: string;
  /** Its shared keys are switched off. */
  localAuthDisabled: boolean;
  /** Whether data can come in over the public network. */
  publicIngestion: boolean;
}

export interface WorkspaceWish {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  region: string;
}

/** Where a cluster's Container insights sends to, and the networks that its nodes are in. */
export interface MonitoringFacts {
  enabled: boolean;
  /** The workspace as the cloud spells it. */
  workspaceId: string | null;
  /** Lower-cased ids of virtual networks; empty where the nodes are in no network of Azure's. */
  networks: string[];
  /** Where AKS keeps a network that it made itself: lower-cased id of the resource group. */
  nodeGroupId: string | null;
}

/** An Azure Monitor Private Link Scope (AMPLS). */
export interface PrivateLinkScopeFacts {
  id: string;
  name: string;
  queryAccess: string;
  ingestionAccess: string;
  /** Lower-cased ids of what is a resource of the scope. */
  linkedIds: string[];
  connections: { endpointId: string; status: string }[];
}

export interface PrivateEndpointFacts {
  id: string;
  name: string;
  /** Lower-cased id of the virtual network that it is in. */
  networkId: string;
  /** Names of the private DNS zones that it writes into. */
  zones: string[];
}
