import { createHash } from "node:crypto";
import type { FederatedIdentity } from "../cloud/cloud.ts";
import { AWS_ROLE_IDS, AWS_ROLES, type AwsRole, PORTAL_ROLES } from "../connectors/catalog.ts";
import { type AwsChoice, componentsOn } from "../connectors/choice.ts";
import { STACK_SET } from "../connectors/document.ts";
import { arnOf, byToken, type Json, role } from "./aws-role.ts";
import {
  DEFENDER_AUDIENCE,
  DEFENDER_ISSUER,
  DEFENDER_ROLES,
  PORTAL_ACTIONS,
  ROLE_NAME_PATTERN,
  type RoleSpec,
  TEMPLATE_TAG,
} from "./catalog-aws.ts";

/** What a template is written for. */
export interface AwsAccess {
  choice: AwsChoice;
  externalId: string;
  identity: FederatedIdentity;
}

const DEFENDER_PROVIDER = "ASCDefendersOIDCIdentityProvider";
const PORTAL_PROVIDER = "BreakwaterOIDCIdentityProvider";
const SERVICE = { logs: "logs.amazonaws.com", firehose: "firehose.amazonaws.com" } as const;

/** Defender's roles that a choice makes: all of the plan, or those of what is on. */
export function rolesOf(choice: AwsChoice): AwsRole[] {
  const on = componentsOn(choice);
  const all = choice.access === "default" && choice.containers;
  return AWS_ROLE_IDS.filter((id) => {
    const { for: serves } = DEFENDER_ROLES[id];
    return all || serves.length === 0 || serves.some((component) => on.includes(component));
  });
}

/** The CloudFormation template that lets Defender and the portal into an account, and its version. */
export function awsTemplate(access: AwsAccess): { text: string; version: string } {
  const version = createHash("sha256")
    .update(JSON.stringify(templateOf(access, "")))
    .digest("hex")
    .slice(0, 12);
  return { text: `${JSON.stringify(templateOf(access, version), null, 2)}\n`, version };
}

function templateOf(access: AwsAccess, version: string): Json {
  const account = accountTemplate(access, version);
  return access.choice.organization ? withMembers(account, access.choice) : account;
}

function accountTemplate({ choice, externalId, identity }: AwsAccess, version: string): Json {
  const roles = rolesOf(choice);
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Lets Microsoft Defender for Containers and Breakwater into this AWS account.",
    Parameters: {
      ...Object.fromEntries(roles.map((id) => nameParameter(choice, id))),
      ...providerParameter(DEFENDER_PROVIDER, "Microsoft Defender's"),
      ...providerParameter(PORTAL_PROVIDER, "the portal's"),
    },
    Conditions: {
      [`Make${DEFENDER_PROVIDER}`]: isYes(DEFENDER_PROVIDER),
      [`Make${PORTAL_PROVIDER}`]: isYes(PORTAL_PROVIDER),
    },
    Resources: {
      [DEFENDER_PROVIDER]: provider(DEFENDER_PROVIDER, DEFENDER_ISSUER, DEFENDER_AUDIENCE),
      [PORTAL_PROVIDER]: provider(PORTAL_PROVIDER, identity.issuer, identity.audience),
      ...portalRoles(identity, externalId, version),
      ...Object.fromEntries(
        roles.map((id) => [DEFENDER_ROLES[id].logicalId, defenderRole(DEFENDER_ROLES[id], choice)]),
      ),
    },
    Outputs: { BreakwaterTemplateVersion: { Value: version || "none" } },
  };
}

/** A stack set of the organisation makes the same in every member account, also in those that join later. */
function withMembers(account: Json, { excludedAccounts }: AwsChoice): Json {
  const parameters = Object.keys(account.Parameters as Json);
  return {
    ...account,
    Parameters: {
      ...(account.Parameters as Json),
      OrganizationalUnitIds: {
        Type: "CommaDelimitedList",
        Description:
          "The root of your organisation (r-…), or the organisational units (ou-…) whose accounts are connected.",
      },
    },
    Resources: {
      ...(account.Resources as Json),
      MemberAccounts: {
        Type: "AWS::CloudFormation::StackSet",
        Properties: {
          StackSetName: STACK_SET,
          PermissionModel: "SERVICE_MANAGED",
          AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
          Capabilities: ["CAPABILITY_NAMED_IAM"],
          Parameters: parameters.map((name) => ({
            ParameterKey: name,
            ParameterValue: { Ref: name },
          })),
          StackInstancesGroup: [
            {
              DeploymentTargets: {
                OrganizationalUnitIds: { Ref: "OrganizationalUnitIds" },
                ...(excludedAccounts.length > 0
                  ? { AccountFilterType: "DIFFERENCE", Accounts: excludedAccounts }
                  : {}),
              },
              // Roles are the same in all regions: one stack in one region makes them.
              Regions: [{ Ref: "AWS::Region" }],
            },
          ],
          TemplateBody: JSON.stringify(account),
        },
      },
    },
  };
}

function nameParameter(choice: AwsChoice, id: AwsRole): [string, Json] {
  const { logicalId, why } = DEFENDER_ROLES[id];
  return [
    `${logicalId}Name`,
    {
      Type: "String",
      Description: why,
      AllowedPattern: ROLE_NAME_PATTERN,
      Default: choice.roleNames[id] ?? AWS_ROLES[id],
    },
  ];
}

/** An account has one provider for each issuer: where another template has made it, this one must not. */
function providerParameter(logicalId: string, whose: string): Json {
  return {
    [`Create${logicalId}`]: {
      Type: "String",
      Description: `Whether ${whose} identity provider is made. Choose no where the account has it already.`,
      AllowedValues: ["yes", "no"],
      Default: "yes",
    },
  };
}

function isYes(logicalId: string): Json {
  return { "Fn::Equals": [{ Ref: `Create${logicalId}` }, "yes"] };
}

function provider(logicalId: string, issuer: string, audience: string): Json {
  return {
    Type: "AWS::IAM::OIDCProvider",
    Condition: `Make${logicalId}`,
    Properties: { Url: issuer, ClientIdList: [audience] },
  };
}

/** The portal comes in by its token as the first role, and with the ExternalId as the second. */
function portalRoles(identity: FederatedIdentity, externalId: string, version: string): Json {
  return {
    BreakwaterAccessRole: role(PORTAL_ROLES.access, {
      DependsOn: PORTAL_PROVIDER,
      trust: byToken(identity.issuer, { aud: identity.audience, sub: identity.subject }),
      actions: ["sts:AssumeRole"],
      resource: { "Fn::Sub": arnOf(`role/${PORTAL_ROLES.containers}`) },
    }),
    BreakwaterContainersRole: role(PORTAL_ROLES.containers, {
      trust: {
        Effect: "Allow",
        Principal: { AWS: { "Fn::GetAtt": ["BreakwaterAccessRole", "Arn"] } },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": externalId } },
      },
      actions: PORTAL_ACTIONS,
      tags: [{ Key: TEMPLATE_TAG, Value: version }],
    }),
  };
}

function defenderRole({ logicalId, trusts, ...spec }: RoleSpec, { access }: AwsChoice): Json {
  const grant = (access === "least" && spec.least) || spec.default;
  const defender = trusts === "defender";
  return role(
    { Ref: `${logicalId}Name` },
    {
      ...(defender ? { DependsOn: DEFENDER_PROVIDER } : {}),
      trust: defender
        ? byToken(DEFENDER_ISSUER, { aud: DEFENDER_AUDIENCE })
        : { Effect: "Allow", Principal: { Service: SERVICE[trusts] }, Action: "sts:AssumeRole" },
      ...grant,
    },
  );
}
