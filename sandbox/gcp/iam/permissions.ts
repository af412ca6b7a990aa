/** Verbs of most kinds of things. */
const ALL = "create delete get list update";
const POLICY = "getIamPolicy setIamPolicy";

/** What stands in a cluster: the Kubernetes kinds that GKE's own permissions cover. */
const IN_CLUSTER = {
  clusterRoles: `${ALL} bind escalate`,
  clusterRoleBindings: ALL,
  configMaps: ALL,
  cronJobs: ALL,
  customResourceDefinitions: ALL,
  daemonSets: ALL,
  deployments: ALL,
  events: ALL,
  ingresses: ALL,
  jobs: ALL,
  namespaces: ALL,
  networkPolicies: ALL,
  nodes: `${ALL} proxy`,
  pods: `${ALL} attach exec getLogs portForward proxy`,
  replicaSets: ALL,
  roles: `${ALL} bind escalate`,
  roleBindings: ALL,
  secrets: ALL,
  serviceAccounts: `${ALL} createToken`,
  services: `${ALL} proxy`,
  statefulSets: ALL,
};

/**
 * The permissions that the sandbox knows, by service and kind of thing:
 * https://cloud.google.com/iam/docs/permissions-reference (as far as known).
 */
const PERMISSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  artifactregistry: {
    dockerimages: "get list",
    files: "get list",
    packages: "get list delete",
    repositories: `${ALL} ${POLICY} deleteArtifacts downloadArtifacts uploadArtifacts`,
    tags: ALL,
    versions: "get list delete",
  },
  compute: {
    disks: `${ALL} createSnapshot useReadOnly setLabels`,
    instances: `${ALL} setLabels setMetadata`,
    regions: "get list",
    zones: "get list",
  },
  container: {
    ...IN_CLUSTER,
    clusters: `${ALL} connect getCredentials impersonate`,
    operations: "get list",
  },
  iam: {
    roles: `${ALL} undelete`,
    serviceAccountKeys: "create delete get list",
    serviceAccounts: `${ALL} ${POLICY} actAs disable enable getAccessToken getOpenIdToken implicitDelegation signBlob signJwt undelete`,
    workloadIdentityPoolProviders: `${ALL} undelete`,
    workloadIdentityPools: `${ALL} undelete`,
  },
  logging: {
    buckets: ALL,
    logEntries: "create list route",
    logs: "delete list",
    sinks: ALL,
  },
  monitoring: { timeSeries: "create list" },
  pubsub: {
    snapshots: ALL,
    subscriptions: `${ALL} ${POLICY} consume`,
    topics: `${ALL} ${POLICY} attachSubscription detachSubscription publish`,
  },
  resourcemanager: {
    organizations: `get ${POLICY}`,
    projects: `get list update ${POLICY}`,
  },
  serviceusage: { operations: "get list", services: "disable enable get list use" },
  storage: {
    buckets: `${ALL} ${POLICY}`,
    objects: `${ALL} ${POLICY}`,
  },
};

/** Every permission that the sandbox knows. */
export const KNOWN_PERMISSIONS: readonly string[] = Object.entries(PERMISSIONS).flatMap(
  ([service, kinds]) =>
    Object.entries(kinds).flatMap(([kind, verbs]) =>
      verbs.split(" ").map((verb) => `${service}.${kind}.${verb}`),
    ),
);

/** What no custom role of a project may hold, but one of an organisation: https://cloud.google.com/iam/docs/custom-roles-permissions-support (as far as known). */
const NOT_IN_PROJECTS = ["resourcemanager.projects.list", "resourcemanager.organizations."];

/**
 * Whether a custom role of a project or an organisation may hold a permission. Of services that the sandbox has, it knows them all;
 * of the others it believes whatever looks like one.
 */
export function isGrantable(permission: string, place: string): boolean {
  const refused = place.startsWith("projects/") ? NOT_IN_PROJECTS : [];
  if (refused.some((prefix) => permission.startsWith(prefix))) return false;
  const [service = "", kind, verb, more] = permission.split(".");
  if (service in PERMISSIONS) return KNOWN_PERMISSIONS.includes(permission);
  return Boolean(kind && verb) && more === undefined && /^[a-zA-Z.]+$/.test(permission);
}
