import type { AccountId, CustomRole, When } from "./catalog-gcp.ts";

/** The service accounts: what they are called on Google's pages, and what they are for. */
export const ACCOUNTS: Readonly<
  Record<AccountId, { title: string; why: string; made: readonly When[] }>
> = {
  portal: {
    title: "Breakwater",
    why: "The portal reads and labels GKE clusters as it, and verifies access.",
    made: ["always"],
  },
  cspm: {
    title: "Microsoft Defender CSPM",
    why: "Defender for Cloud reads the project's inventory as it.",
    made: ["always"],
  },
  containers: {
    title: "Microsoft Defender Containers",
    why: "Defender connects clusters to Azure Arc as it, installs its extensions and keeps the log sink.",
    made: ["plan"],
  },
  stream: {
    title: "Microsoft Defender Data Collector",
    why: "Defender reads Kubernetes audit logs as it.",
    made: ["default", ["auditLogs"]],
  },
  agentlessDiscovery: {
    title: "Microsoft Defender Containers Kubernetes Operator",
    why: "Defender reads clusters through their Kubernetes API as it.",
    made: ["default", ["agentlessDiscovery"]],
  },
  imageAssessment: {
    title: "Microsoft Defender Containers Artifact Assessment",
    why: "Defender looks for vulnerabilities in images as it.",
    made: ["default", ["imageAssessment"]],
  },
};

/** Which role each account is given, and when; the places of `made` add up. */
export const GRANTS: readonly {
  account: AccountId;
  role: CustomRole | `roles/${string}`;
  made: readonly When[];
  /** Only where a whole organisation is connected. */
  organization?: true;
  /** Not under default access, which has a wider role in its place. */
  leastOnly?: true;
}[] = [
  { account: "portal", role: "roles/container.viewer", made: ["always"] },
  { account: "portal", role: "BreakwaterContainersRole", made: ["always"] },
  { account: "cspm", role: "roles/viewer", made: ["always"] },
  { account: "cspm", role: "MDCCspmCustomRole", made: ["always"] },
  { account: "cspm", role: "MDCCustomRole", made: ["always"], organization: true },
  { account: "containers", role: "roles/container.admin", made: ["default", ["sensor", "policy"]] },
  {
    account: "containers",
    role: "MicrosoftDefenderContainersRole",
    made: ["default", ["auditLogs"]],
  },
  { account: "containers", role: "roles/pubsub.admin", made: ["default"] },
  {
    account: "stream",
    role: "MicrosoftDefenderContainersDataCollectionRole",
    made: ["default", ["auditLogs"]],
  },
  {
    account: "agentlessDiscovery",
    role: "roles/container.viewer",
    made: ["default", ["agentlessDiscovery"]],
  },
  {
    account: "agentlessDiscovery",
    role: "MDCGkeClusterWriteRole",
    made: ["default", ["agentlessDiscovery"]],
  },
  {
    account: "agentlessDiscovery",
    role: "MDCGkeContainerInventoryCollectionRole",
    made: ["default", ["agentlessDiscovery"]],
  },
  { account: "agentlessDiscovery", role: "MDCGkeContainerResponseActionsRole", made: ["default"] },
  { account: "imageAssessment", role: "roles/storage.objectUser", made: ["default"] },
  { account: "imageAssessment", role: "roles/artifactregistry.writer", made: ["default"] },
  { account: "imageAssessment", role: "MDCWritingGarAssessmentsRole", made: ["default"] },
  {
    account: "imageAssessment",
    role: "roles/storage.objectViewer",
    made: [["imageAssessment"]],
    leastOnly: true,
  },
  {
    account: "imageAssessment",
    role: "roles/artifactregistry.reader",
    made: [["imageAssessment"]],
    leastOnly: true,
  },
];

/** Google's APIs that have to be switched on in the project. */
export const SERVICES: readonly { name: string; why: string; made: readonly When[] }[] = [
  { name: "iam", why: "Service accounts, roles and identity pools.", made: ["always"] },
  { name: "sts", why: "Tokens of Entra ID are exchanged for Google's.", made: ["always"] },
  { name: "iamcredentials", why: "Who comes in acts as a service account.", made: ["always"] },
  { name: "cloudresourcemanager", why: "Rights in the project are read.", made: ["always"] },
  { name: "serviceusage", why: "What is switched on is read.", made: ["always"] },
  { name: "compute", why: "Defender for Cloud reads the inventory.", made: ["always"] },
  { name: "container", why: "GKE clusters are read and labelled.", made: ["always"] },
  {
    name: "logging",
    why: "Kubernetes audit logs leave by a log sink.",
    made: ["default", ["auditLogs"]],
  },
  {
    name: "pubsub",
    why: "Kubernetes audit logs wait there for Defender.",
    made: ["default", ["auditLogs"]],
  },
  {
    name: "artifactregistry",
    why: "Images are read from it.",
    made: ["default", ["imageAssessment"]],
  },
];

/**
 * What carries the audit logs. Defender finds its own by the beginning of the name:
 * https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-gcp-remove (as far as known).
 */
export const AUDIT_LOGS = {
  name: "MicrosoftDefender-audit-logs",
  filter:
    'resource.type="k8s_cluster" AND logName:"cloudaudit.googleapis.com" AND protoPayload.serviceName="k8s.io"',
} as const;
