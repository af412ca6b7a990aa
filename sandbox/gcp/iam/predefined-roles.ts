import { KNOWN_PERMISSIONS } from "./permissions.ts";

interface PredefinedRole {
  title: string;
  /** Permissions; a star stands for any kind of thing or any verb, and `!` takes away what would be in. */
  holds: readonly string[];
}

const role = (title: string, ...holds: string[]): PredefinedRole => ({ title, holds });
const PROJECT = ["resourcemanager.projects.get", "resourcemanager.projects.list"];
const SECRETS = "!container.secrets.*";

/**
 * The predefined roles that the sandbox knows, as far as the permissions go that it knows:
 * https://cloud.google.com/iam/docs/roles-permissions (as far as known).
 */
const ROLES: Readonly<Record<string, PredefinedRole>> = {
  "roles/owner": role("Owner", "*"),
  "roles/editor": role(
    "Editor",
    ...["*", "!*.setIamPolicy", "!iam.roles.create", "!iam.roles.delete", "!iam.roles.update"],
    ...["!iam.workloadIdentityPools.*", "!iam.workloadIdentityPoolProviders.*"],
    ...["!logging.sinks.create", "!logging.sinks.delete", "!logging.sinks.update"],
    ...["!iam.serviceAccounts.getAccessToken", "!iam.serviceAccounts.getOpenIdToken"],
  ),
  "roles/viewer": role("Viewer", "*.get", "*.list", SECRETS),
  "roles/browser": role("Browser", ...PROJECT, "resourcemanager.projects.getIamPolicy"),
  "roles/artifactregistry.reader": role(
    "Artifact Registry Reader",
    ...["artifactregistry.*.get", "artifactregistry.*.list"],
    "artifactregistry.repositories.downloadArtifacts",
  ),
  "roles/artifactregistry.writer": role(
    "Artifact Registry Writer",
    ...["artifactregistry.*.get", "artifactregistry.*.list"],
    "artifactregistry.repositories.downloadArtifacts",
    "artifactregistry.repositories.uploadArtifacts",
    "artifactregistry.tags.*",
  ),
  "roles/compute.viewer": role("Compute Viewer", "compute.*.get", "compute.*.list", ...PROJECT),
  "roles/container.admin": role("Kubernetes Engine Admin", "container.*", ...PROJECT),
  "roles/container.clusterAdmin": role(
    "Kubernetes Engine Cluster Admin",
    ...["container.clusters.*", "container.operations.*", "!container.clusters.impersonate"],
    ...PROJECT,
  ),
  "roles/container.clusterViewer": role(
    "Kubernetes Engine Cluster Viewer",
    ...["container.clusters.get", "container.clusters.list", "container.clusters.connect"],
    ...PROJECT,
  ),
  "roles/container.developer": role(
    "Kubernetes Engine Developer",
    ...["container.*", "!container.clusters.*", "!container.operations.*"],
    ...["!container.clusterRoles.*", "!container.clusterRoleBindings.*"],
    ...["!container.roles.*", "!container.roleBindings.*"],
    ...["+container.clusters.get", "+container.clusters.list", "+container.clusters.connect"],
    ...PROJECT,
  ),
  "roles/container.viewer": role(
    "Kubernetes Engine Viewer",
    ...["container.*.get", "container.*.list", "container.clusters.connect", SECRETS],
    ...PROJECT,
  ),
  "roles/iam.organizationRoleAdmin": role(
    "Organization Role Administrator",
    "iam.roles.*",
    ...PROJECT,
  ),
  "roles/iam.organizationRoleViewer": role("Role Viewer", "iam.roles.get", "iam.roles.list"),
  "roles/iam.roleAdmin": role("Role Administrator", "iam.roles.*", ...PROJECT),
  "roles/iam.roleViewer": role("Role Viewer", "iam.roles.get", "iam.roles.list", ...PROJECT),
  "roles/iam.securityReviewer": role("Security Reviewer", "*.list", "*.getIamPolicy"),
  "roles/iam.serviceAccountAdmin": role(
    "Service Account Admin",
    ...["iam.serviceAccounts.*", "!iam.serviceAccounts.actAs", "!iam.serviceAccounts.sign*"],
    ...["!iam.serviceAccounts.getAccessToken", "!iam.serviceAccounts.getOpenIdToken"],
    "!iam.serviceAccounts.implicitDelegation",
    ...PROJECT,
  ),
  "roles/iam.serviceAccountTokenCreator": role(
    "Service Account Token Creator",
    ...["iam.serviceAccounts.get", "iam.serviceAccounts.list", "iam.serviceAccounts.sign*"],
    ...["iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.getOpenIdToken"],
    "iam.serviceAccounts.implicitDelegation",
  ),
  "roles/iam.serviceAccountUser": role(
    "Service Account User",
    ...["iam.serviceAccounts.actAs", "iam.serviceAccounts.get", "iam.serviceAccounts.list"],
    ...PROJECT,
  ),
  "roles/iam.serviceAccountViewer": role(
    "View Service Accounts",
    ...["iam.serviceAccounts.get", "iam.serviceAccounts.list", "iam.serviceAccounts.getIamPolicy"],
    ...PROJECT,
  ),
  "roles/iam.workloadIdentityPoolAdmin": role(
    "IAM Workload Identity Pool Admin",
    ...["iam.workloadIdentityPools.*", "iam.workloadIdentityPoolProviders.*"],
    ...PROJECT,
  ),
  "roles/iam.workloadIdentityPoolViewer": role(
    "IAM Workload Identity Pool Viewer",
    ...["iam.workloadIdentityPools.get", "iam.workloadIdentityPools.list"],
    "iam.workloadIdentityPoolProviders.get",
    "iam.workloadIdentityPoolProviders.list",
    ...PROJECT,
  ),
  "roles/iam.workloadIdentityUser": role(
    "Workload Identity User",
    ...["iam.serviceAccounts.get", "iam.serviceAccounts.list"],
    ...["iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.getOpenIdToken"],
  ),
  "roles/logging.admin": role("Logging Admin", "logging.*", ...PROJECT),
  "roles/logging.configWriter": role(
    "Logs Configuration Writer",
    ...["logging.sinks.*", "logging.buckets.*"],
    ...PROJECT,
  ),
  "roles/logging.viewer": role("Logs Viewer", "logging.*.get", "logging.*.list", ...PROJECT),
  "roles/logging.logWriter": role("Logs Writer", "logging.logEntries.create"),
  "roles/monitoring.viewer": role("Monitoring Viewer", "monitoring.timeSeries.list", ...PROJECT),
  "roles/pubsub.admin": role("Pub/Sub Admin", "pubsub.*", ...PROJECT),
  "roles/pubsub.editor": role("Pub/Sub Editor", "pubsub.*", "!*.getIamPolicy", "!*.setIamPolicy"),
  "roles/pubsub.publisher": role("Pub/Sub Publisher", "pubsub.topics.publish"),
  "roles/pubsub.subscriber": role(
    "Pub/Sub Subscriber",
    ...["pubsub.subscriptions.consume", "pubsub.topics.attachSubscription"],
  ),
  "roles/pubsub.viewer": role("Pub/Sub Viewer", "pubsub.*.get", "pubsub.*.list", ...PROJECT),
  "roles/resourcemanager.projectIamAdmin": role(
    "Project IAM Admin",
    ...["resourcemanager.projects.get"],
    ...["resourcemanager.projects.getIamPolicy", "resourcemanager.projects.setIamPolicy"],
  ),
  "roles/resourcemanager.organizationAdmin": role(
    "Organization Administrator",
    ...["resourcemanager.organizations.*", "resourcemanager.projects.*"],
    ...["iam.roles.get", "iam.roles.list"],
  ),
  "roles/resourcemanager.organizationViewer": role(
    "Organization Viewer",
    "resourcemanager.organizations.get",
  ),
  "roles/serviceusage.serviceUsageAdmin": role(
    "Service Usage Admin",
    ...["serviceusage.*"],
    ...PROJECT,
  ),
  "roles/serviceusage.serviceUsageConsumer": role(
    "Service Usage Consumer",
    ...["serviceusage.services.get", "serviceusage.services.list", "serviceusage.services.use"],
  ),
  "roles/storage.objectUser": role(
    "Storage Object User",
    ...["storage.objects.*", "!storage.objects.getIamPolicy", "!storage.objects.setIamPolicy"],
    ...PROJECT,
  ),
  "roles/storage.objectViewer": role(
    "Storage Object Viewer",
    ...["storage.objects.get", "storage.objects.list"],
    ...PROJECT,
  ),
};

const expanded = new Map<string, ReadonlySet<string>>();

/** The permissions of a predefined role; undefined where the sandbox knows no such role. */
export function predefinedPermissions(name: string): ReadonlySet<string> | undefined {
  const found = ROLES[name];
  if (!found) return undefined;
  const known = expanded.get(name);
  if (known) return known;
  const permissions = new Set(KNOWN_PERMISSIONS.filter((one) => isHeld(found.holds, one)));
  expanded.set(name, permissions);
  return permissions;
}

/** A predefined role as IAM shows it. */
export function shownPredefinedRole(name: string): object | undefined {
  const permissions = predefinedPermissions(name);
  return (
    permissions && {
      name,
      title: ROLES[name]?.title,
      description: "",
      includedPermissions: [...permissions].sort(),
      stage: "GA",
      etag: "AA==",
    }
  );
}

export function predefinedRoleNames(): string[] {
  return Object.keys(ROLES);
}

function isHeld(holds: readonly string[], permission: string): boolean {
  const matching = (prefix: "" | "!" | "+") =>
    holds
      .filter((pattern) => (prefix === "" ? /^[^!+]/.test(pattern) : pattern.startsWith(prefix)))
      .some((pattern) => fits(pattern.slice(prefix.length), permission));
  return matching("+") || (matching("") && !matching("!"));
}

function fits(pattern: string, permission: string): boolean {
  const source = pattern.replaceAll(".", "\\.").replaceAll("*", ".*");
  return new RegExp(`^${source}$`).test(permission);
}
