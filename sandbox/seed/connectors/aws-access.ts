import { OIDC_PROVIDER, ROLE, type RoleBody } from "../../aws/iam/identity.ts";
import { uniqueId } from "../../aws/session.ts";
import { DEFENDER_AUDIENCE, DEFENDER_ISSUER } from "../../provisioning/clouds/defender-identity.ts";
import type { NewResource } from "../../types.ts";
import type { PortalIdentity } from "./portal-identity.ts";

interface Access {
  account: string;
  /** Which the portal has to name to be let into its second role. */
  externalId: string;
  portal: PortalIdentity;
  now: number;
}

interface Role {
  name: string;
  trust: object;
  actions?: readonly string[];
  resource?: string;
  managed?: readonly string[];
}

const CLUSTER_ACCESS = [
  ...["DescribeCluster", "UpdateClusterConfig", "CreateAccessEntry", "ListAccessEntries"],
  ...["AssociateAccessPolicy", "ListAssociatedAccessPolicies"],
].map((name) => `eks:${name}`);

/** What Defender's roles may do: https://learn.microsoft.com/azure/defender-for-cloud/containers-permissions (2025-11) */
const KUBERNETES = [
  ...["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "iam:PassRole"],
  ...["logs:PutSubscriptionFilter", "logs:DescribeSubscriptionFilters", "logs:DescribeLogGroups"],
  ...["logs:PutRetentionPolicy", "firehose:*", "sqs:*", "s3:*"],
  ...CLUSTER_ACCESS,
];
const QUEUE = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "s3:GetObject", "s3:GetBucketLocation"];
const BUCKET = [
  ...["sts:AssumeRole", "s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject"],
  ...["s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:PutObject"],
];
const PORTAL = [
  ...["eks:List*", "eks:Describe*", "eks:UpdateClusterConfig", "eks:TagResource"],
  ...["eks:UntagResource", "eks:CreateAccessEntry", "eks:DeleteAccessEntry"],
  ...["eks:AssociateAccessPolicy", "eks:DisassociateAccessPolicy"],
  ...["logs:DescribeLogGroups", "logs:PutRetentionPolicy", "ec2:DescribeRegions"],
  ...["iam:GetRole", "iam:SimulatePrincipalPolicy", "cloudformation:DescribeStacks"],
];

/** All that the template of a connector leaves in an account: two identity providers, and the roles that trust them. */
export function* awsAccess(access: Access): Iterable<NewResource> {
  const { portal } = access;
  yield provider(access, DEFENDER_ISSUER, DEFENDER_AUDIENCE);
  yield provider(access, portal.issuer, portal.audience);
  for (const role of rolesOf(access)) yield roleRow(access, role);
}

function rolesOf(access: Access): Role[] {
  const { account, externalId, portal } = access;
  const defender = byToken(access, DEFENDER_ISSUER, { aud: DEFENDER_AUDIENCE });
  const service = (name: string) => ({
    Effect: "Allow",
    Principal: { Service: `${name}.amazonaws.com` },
    Action: "sts:AssumeRole",
  });
  const arn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
  const { audience: aud, subject: sub } = portal;
  return [
    {
      name: "BreakwaterAccessRole",
      trust: byToken(access, portal.issuer, { aud, sub }),
      actions: ["sts:AssumeRole"],
      resource: arn("BreakwaterContainersRole"),
    },
    {
      name: "BreakwaterContainersRole",
      trust: {
        Effect: "Allow",
        Principal: { AWS: arn("BreakwaterAccessRole") },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": externalId } },
      },
      actions: PORTAL,
    },
    { name: "CspmMonitorAws", trust: defender, managed: ["SecurityAudit"] },
    { name: "MDCContainersK8sRole", trust: defender, actions: KUBERNETES },
    { name: "MDCContainersK8sDataCollectionRole", trust: defender, actions: QUEUE },
    {
      name: "MDCContainersK8sCloudWatchToKinesisRole",
      trust: service("logs"),
      actions: ["sts:AssumeRole", "firehose:*"],
    },
    { name: "MDCContainersK8sKinesisToS3Role", trust: service("firehose"), actions: BUCKET },
    { name: "MDCContainersAgentlessDiscoveryK8sRole", trust: defender, actions: CLUSTER_ACCESS },
    {
      name: "MDCContainersImageAssessmentRole",
      trust: defender,
      managed: [
        "AmazonEC2ContainerRegistryPowerUser",
        "AmazonElasticContainerRegistryPublicPowerUser",
      ],
    },
  ];
}

/** Trust in who brings a token of the issuer with these claims. */
function byToken(
  { account }: Access,
  issuer: string,
  claims: Readonly<Record<string, string>>,
): object {
  const host = issuer.replace("https://", "");
  return {
    Effect: "Allow",
    Principal: { Federated: providerArn(account, host) },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: Object.fromEntries(
        Object.entries(claims).map(([claim, value]) => [`${host}:${claim}`, value]),
      ),
    },
  };
}

function provider({ account, now }: Access, issuer: string, audience: string): NewResource {
  const host = issuer.replace("https://", "");
  return {
    id: providerArn(account, host),
    type: OIDC_PROVIDER,
    name: host,
    subscriptionId: account,
    body: {
      Url: host,
      ClientIDList: [audience],
      ThumbprintList: [],
      CreateDate: new Date(now).toISOString(),
      Tags: [],
    },
  };
}

function roleRow({ account, now }: Access, role: Role): NewResource {
  const { name, trust, actions = [], resource = "*", managed = [] } = role;
  const statement = { Effect: "Allow", Action: actions, Resource: resource };
  const body: RoleBody = {
    RoleId: `AROA${uniqueId()}`,
    Path: "/",
    CreateDate: new Date(now).toISOString(),
    Tags: [],
    inline:
      actions.length > 0 ? { breakwater: { Version: "2012-10-17", Statement: [statement] } } : {},
    attached: managed.map((policy) => `arn:aws:iam::aws:policy/${policy}`),
    AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] },
    MaxSessionDuration: 3600,
  };
  return {
    id: `arn:aws:iam::${account}:role/${name}`,
    type: ROLE,
    name,
    subscriptionId: account,
    body,
  };
}

function providerArn(account: string, host: string): string {
  return `arn:aws:iam::${account}:oidc-provider/${host}`;
}
