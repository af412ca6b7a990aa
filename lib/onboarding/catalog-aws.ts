import type { AwsRole, ConnectorComponentId } from "../connectors/catalog.ts";

/**
 * Defender's own tenant, whose tokens its identity provider in the account trusts. Source:
 * https://learn.microsoft.com/azure/defender-for-cloud/quickstart-onboard-aws (as far as known).
 */
export const DEFENDER_ISSUER = "https://sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d/";

/**
 * The audience of those tokens. Microsoft's own templates carry the ids of its applications there, which are not
 * published as a list: this name stands for them, and whoever connects a real account compares it with Microsoft's
 * template first.
 */
export const DEFENDER_AUDIENCE = "api://AzureSecurityCenter.MultiCloud.DefenderForContainers";

/** What a role is given: policies that AWS keeps, and actions of its own. */
interface Grant {
  managed: readonly string[];
  actions: readonly string[];
}

export interface RoleSpec {
  /** The logical id in the template; the parameter of its name is called the same, and `Name` after it. */
  logicalId: string;
  /** Who takes the role: Defender by its identity provider, or a service of AWS. */
  trusts: "defender" | "logs" | "firehose";
  /** The components that need it; empty for what always is needed. */
  for: readonly ConnectorComponentId[];
  why: string;
  default: Grant;
  /** Under least privilege; absent where it is the same. */
  least?: Grant;
  /** What verifying looks for: some actions that only hold where the grant is whole. */
  needed: readonly string[];
}

const CLUSTER_ACCESS = [
  "eks:DescribeCluster",
  "eks:UpdateClusterConfig",
  "eks:CreateAccessEntry",
  "eks:ListAccessEntries",
  "eks:AssociateAccessPolicy",
  "eks:ListAssociatedAccessPolicies",
];

const KUBERNETES = [
  "sts:AssumeRole",
  "sts:AssumeRoleWithWebIdentity",
  "logs:PutSubscriptionFilter",
  "logs:DescribeSubscriptionFilters",
  "logs:DescribeLogGroups",
  "logs:PutRetentionPolicy",
  "firehose:*",
  "iam:PassRole",
  ...CLUSTER_ACCESS,
  "sqs:*",
  "s3:*",
];

/**
 * Defender's roles in an AWS account. Source: https://learn.microsoft.com/azure/defender-for-cloud/containers-permissions
 * (2025-11); the actions of the two roles that only carry data are those that their services need.
 */
export const DEFENDER_ROLES: Readonly<Record<AwsRole, RoleSpec>> = {
  cspm: {
    logicalId: "CspmMonitorAwsRole",
    trusts: "defender",
    for: [],
    why: "Reads how the account's resources are configured, for foundational CSPM.",
    default: { managed: ["SecurityAudit"], actions: [] },
    needed: ["eks:ListClusters", "ec2:DescribeRegions"],
  },
  kubernetes: {
    logicalId: "AzureDefenderKubernetesRole",
    trusts: "defender",
    for: ["auditLogs", "sensor", "policy"],
    why: "Turns audit logs on, builds the way they take, and lets Azure Arc into the clusters.",
    default: { managed: [], actions: KUBERNETES },
    needed: ["eks:UpdateClusterConfig", "eks:CreateAccessEntry", "logs:PutRetentionPolicy"],
  },
  dataCollection: {
    logicalId: "AzureDefenderKubernetesDataCollectionRole",
    trusts: "defender",
    for: ["auditLogs"],
    why: "Fetches the audit logs from their queue and bucket.",
    default: {
      managed: [],
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "s3:GetObject", "s3:GetBucketLocation"],
    },
    needed: ["sqs:ReceiveMessage", "s3:GetObject"],
  },
  cloudWatchToKinesis: {
    logicalId: "AzureDefenderCloudWatchToKinesisRole",
    trusts: "logs",
    for: ["auditLogs"],
    why: "Lets CloudWatch hand the audit logs to Kinesis.",
    default: { managed: [], actions: ["sts:AssumeRole", "firehose:*"] },
    needed: ["firehose:PutRecord"],
  },
  kinesisToS3: {
    logicalId: "AzureDefenderKinesisToS3Role",
    trusts: "firehose",
    for: ["auditLogs"],
    why: "Lets Kinesis write the audit logs into their bucket.",
    default: {
      managed: [],
      actions: [
        "sts:AssumeRole",
        "s3:AbortMultipartUpload",
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:PutObject",
      ],
    },
    needed: ["s3:PutObject"],
  },
  agentlessDiscovery: {
    logicalId: "MDCContainersAgentlessDiscoveryK8sRole",
    trusts: "defender",
    for: ["agentlessDiscovery"],
    why: "Reads the clusters through their Kubernetes API. Each cluster must let it in besides.",
    default: { managed: [], actions: CLUSTER_ACCESS },
    least: { managed: [], actions: ["eks:DescribeCluster", "eks:UpdateClusterConfig"] },
    needed: ["eks:DescribeCluster", "eks:UpdateClusterConfig"],
  },
  imageAssessment: {
    logicalId: "MDCContainersImageAssessmentRole",
    trusts: "defender",
    for: ["imageAssessment"],
    why: "Pulls images from ECR to look for vulnerabilities.",
    default: {
      managed: [
        "AmazonEC2ContainerRegistryPowerUser",
        "AmazonElasticContainerRegistryPublicPowerUser",
      ],
      actions: [],
    },
    least: {
      managed: [
        "AmazonEC2ContainerRegistryReadOnly",
        "AmazonElasticContainerRegistryPublicReadOnly",
      ],
      actions: [],
    },
    needed: ["ecr:BatchGetImage", "ecr:DescribeImages"],
  },
};

/** What the portal itself does in an account, once it is in. */
export const PORTAL_ACTIONS: readonly string[] = [
  "eks:ListClusters",
  "eks:DescribeCluster",
  "eks:ListUpdates",
  "eks:DescribeUpdate",
  "eks:UpdateClusterConfig",
  "eks:TagResource",
  "eks:UntagResource",
  "eks:DescribeAccessEntry",
  "eks:CreateAccessEntry",
  "eks:DeleteAccessEntry",
  "eks:ListAssociatedAccessPolicies",
  "eks:AssociateAccessPolicy",
  "eks:DisassociateAccessPolicy",
  "logs:DescribeLogGroups",
  "logs:PutRetentionPolicy",
  "ec2:DescribeRegions",
  "iam:GetRole",
  "iam:SimulatePrincipalPolicy",
];

/** What a role's name may be made of. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const ROLE_NAME_PATTERN = "[\\w+=,.@-]{1,64}";

/** The tag of the portal's role that says which template made it. */
export const TEMPLATE_TAG = "breakwater-template";
