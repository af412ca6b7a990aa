import { randomUUID } from "node:crypto";
import { IAM } from "@aws-sdk/client-iam";
import { clientOptions, keysOf } from "../../sandbox/testing/aws.ts";
import { federatedIdentity } from "../cloud/index.ts";
import type { Portal } from "../testing.ts";
import { SUBSCRIPTION } from "../testing.ts";
import { AWS_ROLES, PORTAL_ROLES } from "./catalog.ts";

/** What the connector's role may do, as design has it: each action that the provider calls. */
const ACTIONS = [
  "eks:List*",
  "eks:Describe*",
  "eks:UpdateClusterConfig",
  "eks:TagResource",
  "eks:UntagResource",
  "eks:CreateAccessEntry",
  "eks:DeleteAccessEntry",
  "eks:AssociateAccessPolicy",
  "eks:DisassociateAccessPolicy",
  "logs:DescribeLogGroups",
  "logs:PutRetentionPolicy",
  "ec2:DescribeRegions",
  "iam:GetRole",
  "iam:SimulatePrincipalPolicy",
];
const API = "2024-08-01-preview";

/** An account that a test has connected, and the hands of its administrator. */
export interface ConnectedAccount {
  /** Lower-cased id of the connector. */
  connectorId: string;
  externalId: string;
  accountId: string;
  iam: IAM;
}

/** Connects one of the sandbox's AWS accounts: its roles by IAM, its connector by ARM. */
export async function connectAccount(
  { sandbox }: Pick<Portal, "sandbox">,
  { account = "northwind-dev", name = "aws-dev", regions = [] as string[], scanHours = 24 } = {},
): Promise<ConnectedAccount> {
  const keys = keysOf(sandbox, account);
  const iam = new IAM(clientOptions(sandbox, keys));
  const externalId = randomUUID();
  await createRoles(iam, keys.id, externalId);
  const group = `/subscriptions/${SUBSCRIPTION.shipping}/resourceGroups/rg-clouds`;
  const id = `${group}/providers/Microsoft.Security/securityConnectors/${name}`;
  await sandbox.arm("PUT", `${group}?api-version=2021-04-01`, { body: { location: "westeurope" } });
  const made = await sandbox.arm("PUT", `${id}?api-version=${API}`, {
    body: {
      location: "westeurope",
      properties: {
        environmentName: "AWS",
        hierarchyIdentifier: keys.id,
        environmentData: {
          environmentType: "AwsAccount",
          scanInterval: scanHours,
          ...(regions.length > 0 ? { regions } : {}),
        },
        offerings: [
          {
            offeringType: "DefenderForContainersAws",
            kubernetesService: {
              cloudRoleArn: `arn:aws:iam::${keys.id}:role/MDCContainersK8sRole`,
            },
            dataCollectionExternalId: externalId,
          },
        ],
      },
    },
  });
  if (made.status >= 300) throw new Error(JSON.stringify(made.body));
  return { connectorId: id.toLowerCase(), externalId, accountId: keys.id, iam };
}

/** The provider of the portal's tokens, its two roles, and one of Defender's, as the template makes them. */
async function createRoles(iam: IAM, account: string, externalId: string): Promise<void> {
  const { issuer, audience, subject } = await federatedIdentity();
  const provider = issuer.replace(/^https:\/\//, "");
  await iam.createOpenIDConnectProvider({ Url: issuer, ClientIDList: [audience] });
  const arn = (role: string) => `arn:aws:iam::${account}:role/${role}`;
  await createRole(iam, PORTAL_ROLES.access, {
    trust: {
      Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${provider}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { [`${provider}:aud`]: audience, [`${provider}:sub`]: subject },
      },
    },
    may: { Action: "sts:AssumeRole", Resource: arn(PORTAL_ROLES.containers) },
  });
  await createRole(iam, PORTAL_ROLES.containers, {
    trust: {
      Principal: { AWS: arn(PORTAL_ROLES.access) },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": externalId } },
    },
    may: { Action: ACTIONS, Resource: "*" },
  });
  await createRole(iam, AWS_ROLES.agentlessDiscovery, {
    trust: { Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" },
    may: { Action: "eks:DescribeCluster", Resource: "*" },
  });
}

async function createRole(
  iam: IAM,
  RoleName: string,
  { trust, may }: { trust: object; may: object },
): Promise<void> {
  const document = (statement: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
  await iam.createRole({
    RoleName,
    AssumeRolePolicyDocument: document(trust),
    Tags: [{ Key: "breakwater-template", Value: "0123456789ab" }],
  });
  await iam.putRolePolicy({ RoleName, PolicyName: "may", PolicyDocument: document(may) });
}
