import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AWS_ROLES, PORTAL_ROLES } from "../connectors/catalog.ts";
import { type AwsChoice, RoleName, USUAL_CHOICE } from "../connectors/choice.ts";
import { awsCreates, awsNeeds } from "./aws-access.ts";
import { awsTemplate } from "./aws-template.ts";
import { DEFENDER_ROLES, PORTAL_ACTIONS, ROLE_NAME_PATTERN } from "./catalog-aws.ts";

/** CloudFormation takes no longer template from a file. */
const TEMPLATE_MAX = 51_200;

const identity = {
  issuer: "https://login.microsoftonline.com/3f2b6c3e-7f1a-4d5e-9b35-0a8f0c9d1e11/v2.0",
  audience: "api://0d8ee6cd-7b6b-4f44-8d3f-2c58e2a7a2b1",
  subject: "6a0a2e2a-9f16-4bd9-9d27-2c3a0f0e7b55",
  tenantId: "3f2b6c3e-7f1a-4d5e-9b35-0a8f0c9d1e11",
};
const externalId = "5f0c9b3e-8d5d-4f0d-b0f0-6a2d4a5e9a10";

const choice: AwsChoice = {
  ...USUAL_CHOICE,
  cloud: "aws",
  name: "northwind",
  subscriptionId: "b7d2e4a9-1c38-4e6b-8a02-91d5c3f60b02",
  resourceGroup: "rg-multicloud",
  region: "westeurope",
  accountId: "523344556677",
  regions: [],
  organization: false,
  excludedAccounts: [],
  retentionDays: 30,
  roleNames: {},
};

const written = (changes: Partial<AwsChoice> = {}) =>
  awsTemplate({ choice: { ...choice, ...changes }, externalId, identity });

const resourcesOf = (changes: Partial<AwsChoice> = {}) =>
  JSON.parse(written(changes).text).Resources as Record<string, { Properties: never }>;

test("E13: the template of every choice is JSON, fits CloudFormation, and carries its version", () => {
  for (const organization of [false, true]) {
    for (const access of ["default", "least"] as const) {
      for (const containers of [false, true]) {
        const { text, version } = written({ organization, access, containers });
        expect(version).toMatch(/^[0-9a-f]{12}$/);
        expect(JSON.parse(text).Outputs.BreakwaterTemplateVersion.Value).toBe(version);
        expect(text.length).toBeLessThan(TEMPLATE_MAX);
      }
    }
  }
});

test("E13: the portal's second role asks for the connector's external ID, and the first for the portal's own token", () => {
  const resources = resourcesOf() as Record<string, unknown>;
  expect(resources.BreakwaterContainersRole).toMatchObject({
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Condition: { StringEquals: { "sts:ExternalId": externalId } } }],
      },
    },
  });
  const host = identity.issuer.replace("https://", "");
  expect(resources.BreakwaterAccessRole).toMatchObject({
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Condition: {
              StringEquals: {
                [`${host}:aud`]: identity.audience,
                [`${host}:sub`]: identity.subject,
              },
            },
          },
        ],
      },
    },
  });
});

test("E13: the portal asks for no right in AWS that none of its calls needs", () => {
  const folder = new URL("../cloud/aws/", import.meta.url);
  const source = readdirSync(folder)
    .filter((name) => !name.endsWith(".test.ts"))
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .join("\n");
  const called = (action: string) => {
    const [, name = ""] = action.split(":");
    return source.includes(`.${name.charAt(0).toLowerCase()}${name.slice(1)}(`);
  };
  expect(PORTAL_ACTIONS.filter((action) => !called(action))).toEqual([]);
});

test("E4, E5, E6: under least privilege the template makes only the roles of what is on", () => {
  const off = { auditLogs: false, sensor: false, policy: false };
  const onlyImages = { ...choice.components, ...off, agentlessDiscovery: false };
  const made = Object.keys(resourcesOf({ access: "least", components: onlyImages }));
  expect(made).toContain(DEFENDER_ROLES.imageAssessment.logicalId);
  expect(made).toContain(DEFENDER_ROLES.cspm.logicalId);
  expect(made).not.toContain(DEFENDER_ROLES.kubernetes.logicalId);
  expect(made).not.toContain(DEFENDER_ROLES.agentlessDiscovery.logicalId);
  const all = Object.keys(resourcesOf({ components: onlyImages }));
  for (const { logicalId } of Object.values(DEFENDER_ROLES)) expect(all).toContain(logicalId);
});

test("what the page says is created is what the template makes, and the rights that are looked for belong to it", () => {
  const names = awsCreates(choice, identity.issuer).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([...Object.values(AWS_ROLES), ...Object.values(PORTAL_ROLES)]),
  );
  expect(names).toHaveLength(Object.keys(resourcesOf()).length);
  const holders = awsNeeds(choice).map(({ holder }) => holder);
  expect(holders.filter((holder) => !names.includes(holder))).toEqual([]);
});

test("another choice that changes what is created has another version, and the same choice has the same", () => {
  expect(written().version).toBe(written({ name: "another", scanHours: 4 }).version);
  expect(
    written({ access: "least", components: { ...choice.components, imageAssessment: false } })
      .version,
  ).not.toBe(written().version);
  const other = awsTemplate({ choice, externalId: "another", identity });
  expect(other.version).not.toBe(written().version);
});

test("a template of an organisation makes the same in its member accounts, but in those left out", () => {
  const { MemberAccounts } = resourcesOf({
    organization: true,
    excludedAccounts: ["634455667788"],
  }) as Record<string, { Properties: Record<string, unknown> }>;
  const { TemplateBody, StackInstancesGroup } = MemberAccounts?.Properties ?? {};
  const single = Object.keys(resourcesOf());
  expect(Object.keys(JSON.parse(String(TemplateBody)).Resources)).toEqual(single);
  expect(StackInstancesGroup).toMatchObject([
    { DeploymentTargets: { AccountFilterType: "DIFFERENCE", Accounts: ["634455667788"] } },
  ]);
});

test("hostile names of roles are refused before they reach a template, and by the template itself", () => {
  const hostile = [
    "a b",
    "a/b",
    '"',
    `\${AWS::AccountId}`,
    "a\nb",
    "*",
    "",
    "x".repeat(65),
    "é",
    "{{",
  ];
  for (const name of hostile) {
    expect(RoleName.safeParse(name).success).toBe(false);
    expect(new RegExp(`^${ROLE_NAME_PATTERN}$`).test(name)).toBe(false);
  }
  const named = written({ roleNames: { kubernetes: "Team+K8s=a,b.c@d-e" } });
  const { Parameters } = JSON.parse(named.text);
  expect(Parameters.AzureDefenderKubernetesRoleName.Default).toBe("Team+K8s=a,b.c@d-e");
});
