/** Providers of Defender's pool, one for each of its services that come to a project. */
export const DEFENDER_PROVIDERS = ["cspm", "containers", "containers-streams"] as const;
export type DefenderProvider = (typeof DEFENDER_PROVIDERS)[number];

interface RoleRow {
  id: string;
  title: string;
  includedPermissions: readonly string[];
}

const PORTAL_ROLE = "BreakwaterContainersRole";
const CLUSTER_WRITE = "MDCGkeClusterWriteRole";
const RESPONSE = "MDCGkeContainerResponseActionsRole";
const ASSESSMENTS = "MDCWritingGarAssessmentsRole";

/** Custom roles, sorted as IAM keeps them: https://learn.microsoft.com/azure/defender-for-cloud/containers-permissions (2025-11) */
export const ROLES: readonly RoleRow[] = [
  {
    id: PORTAL_ROLE,
    title: "Breakwater for containers",
    includedPermissions: [
      "container.clusters.update",
      "container.operations.get",
      "iam.roles.get",
      "iam.serviceAccounts.get",
      "iam.serviceAccounts.getIamPolicy",
      "iam.workloadIdentityPoolProviders.get",
      "iam.workloadIdentityPools.get",
      "logging.sinks.get",
      "pubsub.subscriptions.get",
      "pubsub.topics.get",
      "resourcemanager.projects.get",
      "resourcemanager.projects.getIamPolicy",
      "serviceusage.services.get",
    ],
  },
  {
    id: "MDCCspmCustomRole",
    title: "Microsoft Defender CSPM",
    includedPermissions: ["storage.buckets.getIamPolicy"],
  },
  {
    id: "MicrosoftDefenderContainersRole",
    title: "Microsoft Defender for Containers",
    includedPermissions: [
      "iam.serviceAccounts.get",
      "iam.workloadIdentityPoolProviders.get",
      "logging.sinks.create",
      "logging.sinks.delete",
      "logging.sinks.get",
      "logging.sinks.list",
      "logging.sinks.update",
      "resourcemanager.projects.getIamPolicy",
    ],
  },
  {
    id: "MicrosoftDefenderContainersDataCollectionRole",
    title: "Microsoft Defender for Containers data collection",
    includedPermissions: ["pubsub.subscriptions.consume", "pubsub.subscriptions.get"],
  },
  {
    id: CLUSTER_WRITE,
    title: "Microsoft Defender's changes of clusters",
    includedPermissions: ["container.clusters.update"],
  },
  {
    id: "MDCGkeContainerInventoryCollectionRole",
    title: "Microsoft Defender's inventory of clusters",
    includedPermissions: ["container.nodes.proxy", "container.secrets.list"],
  },
  {
    id: RESPONSE,
    title: "Microsoft Defender's response in clusters",
    includedPermissions: [
      "container.networkPolicies.create",
      "container.networkPolicies.delete",
      "container.networkPolicies.update",
      "container.pods.delete",
      "container.pods.update",
    ],
  },
  {
    id: ASSESSMENTS,
    title: "Microsoft Defender's assessments in Artifact Registry",
    includedPermissions: ["artifactregistry.repositories.deleteArtifacts"],
  },
];

interface AccountRow {
  id: string;
  displayName: string;
  /** Who may be it: the portal, or Defender. */
  pool: "breakwater" | "defender";
  /** Predefined roles. */
  roles: readonly string[];
  /** Custom roles of the project. */
  own: readonly string[];
}

/** Service accounts and what they hold: https://learn.microsoft.com/azure/defender-for-cloud/containers-permissions (2025-11) */
export const ACCOUNTS: readonly AccountRow[] = [
  {
    id: "breakwater-portal",
    displayName: "Breakwater",
    pool: "breakwater",
    roles: ["roles/container.viewer"],
    own: [PORTAL_ROLE],
  },
  {
    id: "microsoft-defender-cspm",
    displayName: "Microsoft Defender CSPM",
    pool: "defender",
    roles: ["roles/viewer"],
    own: ["MDCCspmCustomRole"],
  },
  {
    id: "microsoft-defender-containers",
    displayName: "Microsoft Defender for Containers",
    pool: "defender",
    roles: ["roles/container.admin", "roles/pubsub.admin"],
    own: ["MicrosoftDefenderContainersRole"],
  },
  {
    id: "ms-defender-containers-stream",
    displayName: "Microsoft Defender data collection",
    pool: "defender",
    roles: [],
    own: ["MicrosoftDefenderContainersDataCollectionRole"],
  },
  {
    id: "mdc-containers-k8s-operator",
    displayName: "Microsoft Defender agentless discovery",
    pool: "defender",
    roles: ["roles/container.viewer"],
    own: [CLUSTER_WRITE, "MDCGkeContainerInventoryCollectionRole", RESPONSE],
  },
  {
    id: "mdc-containers-artifact-assess",
    displayName: "Microsoft Defender registry access",
    pool: "defender",
    roles: ["roles/storage.objectUser", "roles/artifactregistry.writer"],
    own: [ASSESSMENTS],
  },
];
