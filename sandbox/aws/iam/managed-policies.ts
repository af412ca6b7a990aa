interface ManagedPolicy {
  name: string;
  arn: string;
  policyId: string;
  description: string;
  document: unknown;
}

const allow = (...actions: string[]) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
});

/** What reading an image of a registry takes. */
const PULL = [
  "ecr:GetAuthorizationToken",
  "ecr:BatchCheckLayerAvailability",
  "ecr:GetDownloadUrlForLayer",
  "ecr:GetRepositoryPolicy",
  "ecr:DescribeRepositories",
  "ecr:ListImages",
  "ecr:DescribeImages",
  "ecr:BatchGetImage",
  "ecr:GetLifecyclePolicy",
  "ecr:GetLifecyclePolicyPreview",
  "ecr:ListTagsForResource",
  "ecr:DescribeImageScanFindings",
];
const PUSH = [
  "ecr:InitiateLayerUpload",
  "ecr:UploadLayerPart",
  "ecr:CompleteLayerUpload",
  "ecr:PutImage",
];
const PUBLIC_PULL = [
  "ecr-public:GetAuthorizationToken",
  "sts:GetServiceBearerToken",
  "ecr-public:BatchCheckLayerAvailability",
  "ecr-public:GetRepositoryPolicy",
  "ecr-public:DescribeRepositories",
  "ecr-public:DescribeRegistries",
  "ecr-public:DescribeImages",
  "ecr-public:DescribeImageTags",
  "ecr-public:GetRepositoryCatalogData",
  "ecr-public:GetRegistryCatalogData",
];
const PUBLIC_PUSH = [
  "ecr-public:InitiateLayerUpload",
  "ecr-public:UploadLayerPart",
  "ecr-public:CompleteLayerUpload",
  "ecr-public:PutImage",
];

/** Audit reads hundreds of actions one by one; of the services that the sandbox has, these. */
const AUDIT = [
  "cloudformation:Describe*",
  "cloudformation:Get*",
  "cloudformation:List*",
  "ec2:Describe*",
  "ecr:Describe*",
  "ecr:GetRepositoryPolicy",
  "ecr:ListImages",
  "ecr:ListTagsForResource",
  "eks:Describe*",
  "eks:List*",
  "iam:Get*",
  "iam:List*",
  "iam:SimulateCustomPolicy",
  "iam:SimulatePrincipalPolicy",
  "logs:Describe*",
  "logs:ListTagsLogGroup",
  "organizations:Describe*",
  "organizations:List*",
  "sts:GetCallerIdentity",
];

/** Policies that AWS keeps for everybody, as far as anybody here needs them: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ (as far as known) */
const MANAGED_POLICIES: readonly ManagedPolicy[] = [
  policy(
    "AdministratorAccess",
    "ANPAIWMBCKSKIEE64ZLYK",
    "Provides full access to AWS services and resources.",
    allow("*"),
  ),
  policy(
    "SecurityAudit",
    "ANPAIX2T3QCXHR2OGGCTO",
    "The security audit template grants access to read security configuration metadata.",
    allow(...AUDIT),
  ),
  policy(
    "ReadOnlyAccess",
    "ANPAILL3HVNFSB6DCOWYQ",
    "Provides read-only access to AWS services and resources.",
    allow(
      ...AUDIT,
      "logs:Get*",
      "logs:FilterLogEvents",
      "ecr:Get*",
      "ecr:List*",
      "ecr:BatchGetImage",
    ),
  ),
  policy(
    "AmazonEC2ContainerRegistryPowerUser",
    "ANPAJDNE5PIHROIBGGDDW",
    "Provides full access to Amazon EC2 Container Registry repositories, but does not allow repository deletion or policy changes.",
    allow(...PULL, ...PUSH),
  ),
  policy(
    "AmazonEC2ContainerRegistryReadOnly",
    "ANPAIFYZPA37OOHVIH7KQ",
    "Provides read-only access to Amazon EC2 Container Registry repositories.",
    allow(...PULL),
  ),
  policy(
    "AmazonElasticContainerRegistryPublicPowerUser",
    "ANPAZKAPJZG4CQ5DNBWMC",
    "Provides full access to Amazon ECR Public repositories, but does not allow repository deletion or policy changes.",
    allow(...PUBLIC_PULL, ...PUBLIC_PUSH),
  ),
  policy(
    "AmazonElasticContainerRegistryPublicReadOnly",
    "ANPAZKAPJZG4JJ5FNCQ4V",
    "Provides read-only access to Amazon ECR Public repositories.",
    allow(...PUBLIC_PULL),
  ),
  policy(
    "AmazonEKSClusterPolicy",
    "ANPAIBTLDQMIC6UOIGFWA",
    "This policy provides Kubernetes the permissions it requires to manage resources on your behalf.",
    allow("ec2:Describe*", "ec2:CreateTags", "elasticloadbalancing:*", "kms:DescribeKey"),
  ),
];

const byArn = new Map(MANAGED_POLICIES.map((known) => [known.arn, known]));

/** The policy of AWS with this ARN. */
export function managedPolicy(arn: string): ManagedPolicy | undefined {
  return byArn.get(arn);
}

/** All of them. */
export function managedPolicies(): readonly ManagedPolicy[] {
  return MANAGED_POLICIES;
}

function policy(
  name: string,
  policyId: string,
  description: string,
  document: unknown,
): ManagedPolicy {
  return { name, arn: `arn:aws:iam::aws:policy/${name}`, policyId, description, document };
}
