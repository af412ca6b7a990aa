import type { FederatedIdentity } from "../cloud/cloud.ts";
import type { ConnectorComponentId, GCP_ACCOUNTS } from "../connectors/catalog.ts";

/**
 * Defender's own tenant, whose tokens the providers of its workload identity pool trust. Source: Microsoft's Terraform for the connection of GCP projects, as customers have
 * published it (as far as known).
 */
const DEFENDER_TENANT = "33e01921-4d64-4f8c-a055-5bdaffd5e33d";
export const DEFENDER_ISSUER = `https://sts.windows.net/${DEFENDER_TENANT}/`;

/** The id of Defender's pool in a project: the tenant of the connector's own company, without dashes. */
export function defenderPool({ tenantId }: Pick<FederatedIdentity, "tenantId">): string {
  return tenantId.replaceAll("-", "");
}

/** Whom Defender's tokens are meant for, by provider: the ids of its applications. Source as above. */
export const DEFENDER_PROVIDERS = {
  cspm: "api://6e81e733-9e7f-474a-85f0-385c097f7f52",
  containers: "api://6610e979-c931-41ec-adc7-b9920c9d52f1",
  "containers-streams": "api://2041288c-b303-4ca0-9076-9612db3beeb2",
} as const;
export type DefenderProvider = keyof typeof DEFENDER_PROVIDERS;

export type AccountId = keyof typeof GCP_ACCOUNTS | "portal";

/**
 * When something is made: always, with the plan, with the plan under default access, or when one of these components
 * is on. Default access has everything of the plan.
 */
export type When = "always" | "plan" | "default" | readonly ConnectorComponentId[];

interface RoleSpec {
  title: string;
  permissions: readonly string[];
  /** Permissions that no role of a project may hold. */
  ofOrganization?: readonly string[];
}

/**
 * Roles of the project's own. Those of Defender as its documentation lists them:
 * https://learn.microsoft.com/azure/defender-for-cloud/containers-permissions (as far as known).
 */
export const CUSTOM_ROLES = {
  BreakwaterContainersRole: {
    title: "Breakwater: read and label GKE clusters, verify access",
    permissions: [
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
  MDCCspmCustomRole: {
    title: "Microsoft Defender CSPM",
    permissions: ["storage.buckets.getIamPolicy"],
    ofOrganization: [
      "resourcemanager.folders.getIamPolicy",
      "resourcemanager.folders.list",
      "resourcemanager.organizations.get",
      "resourcemanager.organizations.getIamPolicy",
    ],
  },
  MDCCustomRole: {
    title: "Microsoft Defender: connect the projects of the organisation",
    permissions: [
      "compute.projects.get",
      "compute.projects.setCommonInstanceMetadata",
      "iam.roles.create",
      "iam.roles.list",
      "resourcemanager.projects.get",
      "serviceusage.services.enable",
    ],
    ofOrganization: [
      "resourcemanager.folders.get",
      "resourcemanager.folders.list",
      "resourcemanager.projects.list",
    ],
  },
  MicrosoftDefenderContainersRole: {
    title: "Microsoft Defender Containers",
    permissions: [
      "iam.serviceAccounts.get",
      "iam.workloadIdentityPoolProviders.get",
      "logging.sinks.create",
      "logging.sinks.delete",
      "logging.sinks.get",
      "logging.sinks.list",
      "logging.sinks.update",
      "resourcemanager.projects.getIamPolicy",
    ],
    ofOrganization: ["resourcemanager.organizations.getIamPolicy"],
  },
  MicrosoftDefenderContainersDataCollectionRole: {
    title: "Microsoft Defender Containers: read the audit logs",
    permissions: ["pubsub.subscriptions.consume", "pubsub.subscriptions.get"],
  },
  MDCGkeClusterWriteRole: {
    title: "Microsoft Defender: change GKE clusters",
    permissions: ["container.clusters.update"],
  },
  MDCGkeContainerInventoryCollectionRole: {
    title: "Microsoft Defender: inventory of GKE clusters",
    permissions: ["container.nodes.proxy", "container.secrets.list"],
  },
  MDCGkeContainerResponseActionsRole: {
    title: "Microsoft Defender: respond in GKE clusters",
    permissions: [
      "container.networkPolicies.create",
      "container.networkPolicies.delete",
      "container.networkPolicies.update",
      "container.pods.delete",
      "container.pods.update",
    ],
  },
  MDCWritingGarAssessmentsRole: {
    title: "Microsoft Defender: write assessments into Artifact Registry",
    permissions: ["artifactregistry.repositories.deleteArtifacts"],
  },
} as const satisfies Record<string, RoleSpec>;
export type CustomRole = keyof typeof CUSTOM_ROLES;

/** The role's spec, for code that treats them all alike. */
export function customRole(id: CustomRole): RoleSpec {
  return CUSTOM_ROLES[id];
}
