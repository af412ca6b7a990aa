import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
  ListStackInstancesCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListRolesCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type AwsKeys, pointAwsCliAt } from "./aws-cli.ts";
import { awsCli, clientOptions, findAwsCli, keysOf } from "./testing/aws.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 90_000 });

const installed = findAwsCli() !== undefined;
if (!installed) process.stderr.write("The AWS CLI is not installed: its tests are skipped.\n");
const testCli = test.skipIf(!installed);

const ACCOUNT = "412233445566";
const CAPABILITIES = { Capabilities: ["CAPABILITY_NAMED_IAM" as const] };

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
  folder = mkdtempSync(join(tmpdir(), "aws-stack-"));
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => sandbox.control("settings", { stackResourceSeconds: 0 }));

const cloud = (keys: AwsKeys = keysOf(sandbox)) =>
  new CloudFormationClient(clientOptions(sandbox, keys));
const iam = (account?: string) => new IAMClient(clientOptions(sandbox, keysOf(sandbox, account)));

/** Two roles, one behind the other, and the provider of the portal's tenant, as a connector wants them. */
function template(changes: { Resources?: object; Tag?: string } = {}) {
  const issuer = `${sandbox.url}/${sandbox.tenantId}/v2.0`;
  const host = issuer.replace("https://", "");
  const allow = (Action: string, Resource: unknown = "*") => ({
    PolicyName: "own",
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action, Resource }],
    },
  });
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Lets the portal in.",
    Parameters: {
      Prefix: { Type: "String", AllowedPattern: "[A-Za-z]+", Default: "Stack" },
      MakeProvider: { Type: "String", AllowedValues: ["yes", "no"], Default: "yes" },
      ExternalId: { Type: "String", NoEcho: true },
    },
    Conditions: { Makes: { "Fn::Equals": [{ Ref: "MakeProvider" }, "yes"] } },
    Resources: {
      Work: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: { "Fn::Join": ["", [{ Ref: "Prefix" }, "WorkRole"]] },
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { AWS: { "Fn::GetAtt": ["Access", "Arn"] } },
                Action: "sts:AssumeRole",
                Condition: { StringEquals: { "sts:ExternalId": { Ref: "ExternalId" } } },
              },
            ],
          },
          Policies: [allow("eks:List*")],
          Tags: [{ Key: "breakwater-template", Value: changes.Tag ?? "one" }],
        },
      },
      Access: {
        Type: "AWS::IAM::Role",
        DependsOn: "Provider",
        Properties: {
          RoleName: { "Fn::Sub": `\${Prefix}AccessRole` },
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: {
                  Federated: {
                    "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/${host}`,
                  },
                },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: { StringEquals: { [`${host}:aud`]: `api://${sandbox.clientId}` } },
              },
            ],
          },
          ManagedPolicyArns: [
            { "Fn::Sub": `arn:\${AWS::Partition}:iam::aws:policy/SecurityAudit` },
          ],
          Policies: [
            allow("sts:AssumeRole", {
              "Fn::Sub": `arn:aws:iam::\${AWS::AccountId}:role/\${Prefix}WorkRole`,
            }),
          ],
        },
      },
      Provider: {
        Type: "AWS::IAM::OIDCProvider",
        Condition: "Makes",
        Properties: { Url: issuer, ClientIdList: [`api://${sandbox.clientId}`] },
      },
      ...changes.Resources,
    },
    Outputs: { WorkRole: { Value: { "Fn::GetAtt": ["Work", "Arn"] } } },
  };
}

const parameters = (values: Record<string, string>) => ({
  Parameters: Object.entries({ ExternalId: "id-of-the-connector", ...values }).map(
    ([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }),
  ),
});

async function create(
  StackName: string,
  values: Record<string, string>,
  body: object = template(),
) {
  await cloud().send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(body),
      ...CAPABILITIES,
      ...parameters(values),
    }),
  );
  return stackNamed(StackName);
}

async function stackNamed(StackName: string) {
  const { Stacks = [] } = await cloud().send(new DescribeStacksCommand({ StackName }));
  return Stacks[0];
}

async function reasons(StackName: string): Promise<string[]> {
  const { StackEvents = [] } = await cloud().send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.flatMap(({ ResourceStatus, ResourceStatusReason, LogicalResourceId }) =>
    ResourceStatus?.endsWith("_FAILED") ? [`${LogicalResourceId}: ${ResourceStatusReason}`] : [],
  );
}

/** Roles that stacks or the tests have made; those of the account's clusters have other names. */
async function roleNames(account?: string): Promise<string[]> {
  const { Roles = [] } = await iam(account).send(new ListRolesCommand({}));
  const names = Roles.map(({ RoleName = "" }) => RoleName);
  return names.filter((name) => !name.startsWith("eks-")).sort();
}

async function hasProvider(): Promise<boolean> {
  const { OpenIDConnectProviderList = [] } = await iam().send(
    new ListOpenIDConnectProvidersCommand({}),
  );
  return OpenIDConnectProviderList.some(({ Arn }) => Arn?.includes(sandbox.tenantId));
}

testCli(
  "a template applied by the real AWS CLI lets the portal in, and is taken away again",
  async () => {
    const file = join(folder, "template.json");
    writeFileSync(file, JSON.stringify(template()));
    const named = ["--stack-name", "connector"];
    const of = (...args: string[]) => awsCli(sandbox, keysOf(sandbox), "cloudformation", ...args);
    const values = [
      "ParameterKey=Prefix,ParameterValue=Cli",
      "ParameterKey=ExternalId,ParameterValue=id-1",
    ];
    const body = ["--template-body", `file://${file}`, "--parameters", ...values];
    await expect(of("create-stack", ...named, ...body)).rejects.toThrow(
      /\(InsufficientCapabilitiesException\).*Requires capabilities : \[CAPABILITY_NAMED_IAM\]/,
    );
    await of("create-stack", ...named, ...body, "--capabilities", "CAPABILITY_NAMED_IAM");
    await of("wait", "stack-create-complete", ...named);
    expect(await stackNamed("connector")).toMatchObject({
      StackStatus: "CREATE_COMPLETE",
      Outputs: [{ OutputKey: "WorkRole", OutputValue: `arn:aws:iam::${ACCOUNT}:role/CliWorkRole` }],
    });

    const sts = new STSClient({ endpoint: sandbox.awsUrl, region: "eu-west-1" });
    const first = await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/CliAccessRole`,
        RoleSessionName: "breakwater",
        WebIdentityToken: await sandbox.federationToken(),
      }),
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = first.Credentials ?? {};
    const keys = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    const assume = (ExternalId: string) =>
      new STSClient(clientOptions(sandbox, keys)).send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::${ACCOUNT}:role/CliWorkRole`,
          RoleSessionName: "olivia.owner",
          ExternalId,
        }),
      );
    expect((await assume("id-1")).Credentials).toBeDefined();
    await expect(assume("id-2")).rejects.toMatchObject({ name: "AccessDenied" });

    await cloud().send(new DeleteStackCommand({ StackName: "connector" }));
    await expect(stackNamed("connector")).rejects.toThrow("Stack with id connector does not exist");
    expect(await roleNames()).toEqual([]);
    const providers = await iam().send(new ListOpenIDConnectProvidersCommand({}));
    expect(providers.OpenIDConnectProviderList).toEqual([]);
  },
);

testCli(
  "the real AWS CLI deploys a template by a change set, and finds that a second time changes nothing",
  async () => {
    const file = join(folder, "deployed.json");
    writeFileSync(file, JSON.stringify(template()));
    const values = ["--parameter-overrides", "Prefix=Deployed", "ExternalId=id-1"];
    const deploy = (...more: string[]) =>
      execFileSync(
        findAwsCli() ?? "aws",
        [
          ...["cloudformation", "deploy", "--stack-name", "deployed", "--template-file", file],
          ...["--capabilities", "CAPABILITY_NAMED_IAM", "--endpoint-url", sandbox.awsUrl],
          ...values,
          ...more,
        ],
        { env: { ...process.env, ...pointAwsCliAt(sandbox, keysOf(sandbox)) }, encoding: "utf8" },
      );
    expect(deploy()).toContain("Successfully created/updated stack - deployed");
    expect(await roleNames()).toEqual(["DeployedAccessRole", "DeployedWorkRole"]);
    expect(deploy()).toContain("No changes to deploy. Stack deployed is up to date");
    await cloud().send(new DeleteStackCommand({ StackName: "deployed" }));
    expect(await roleNames()).toEqual([]);
  },
);

test("a stack goes on by the sandbox's clock, and after the sandbox was killed", async () => {
  await sandbox.control("settings", { stackResourceSeconds: 60 });
  expect(await create("slow", { Prefix: "Slow" })).toMatchObject({
    StackStatus: "CREATE_IN_PROGRESS",
  });
  await sandbox.control("clock", { advanceSeconds: 61 });
  const made = await cloud().send(new DescribeStackResourcesCommand({ StackName: "slow" }));
  expect(
    made.StackResources?.map(({ LogicalResourceId, ResourceStatus }) => [
      LogicalResourceId,
      ResourceStatus,
    ]),
  ).toEqual([
    ["Provider", "CREATE_COMPLETE"],
    ["Access", "CREATE_IN_PROGRESS"],
  ]);
  await sandbox.restart("SIGKILL");
  await sandbox.control("clock", { advanceSeconds: 120 });
  expect(await stackNamed("slow")).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  await sandbox.control("settings", { stackResourceSeconds: 0 });
  await cloud().send(new DeleteStackCommand({ StackName: "slow" }));
  expect(await roleNames()).toEqual([]);
});

test("what fails takes back what was made, and says why", async () => {
  await iam().send(
    new CreateRoleCommand({
      RoleName: "TakenWorkRole",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
  expect(await create("taken", { Prefix: "Taken" })).toMatchObject({
    StackStatus: "ROLLBACK_COMPLETE",
  });
  expect(await reasons("taken")).toEqual([
    expect.stringMatching(
      /^Work: Resource handler returned message: "Role with name TakenWorkRole already exists\..*HandlerErrorCode: AlreadyExists\)$/,
    ),
  ]);
  expect(await roleNames()).toEqual(["TakenWorkRole"]);
  await expect(create("taken", {})).rejects.toMatchObject({ name: "AlreadyExistsException" });
  await cloud().send(new DeleteStackCommand({ StackName: "taken" }));
});

test("who may not make roles makes none by a stack either", async () => {
  const UserName = "deployer";
  await iam().send(new CreateUserCommand({ UserName }));
  await iam().send(
    new PutUserPolicyCommand({
      UserName,
      PolicyName: "own",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "cloudformation:*", Resource: "*" }],
      }),
    }),
  );
  const { AccessKey } = await iam().send(new CreateAccessKeyCommand({ UserName }));
  const keys = {
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  };
  await cloud(keys).send(
    new CreateStackCommand({
      StackName: "denied",
      TemplateBody: JSON.stringify(template()),
      ...CAPABILITIES,
      ...parameters({ Prefix: "Denied" }),
    }),
  );
  expect(await stackNamed("denied")).toMatchObject({ StackStatus: "ROLLBACK_COMPLETE" });
  expect((await reasons("denied"))[0]).toMatch(
    /^Provider: .*User: arn:aws:iam::412233445566:user\/deployer is not authorized to perform: iam:CreateOpenIDConnectProvider/,
  );
});

test("an update changes what is different, makes and removes, and a failed one leaves all as it was", async () => {
  await create("changing", { Prefix: "Changing" });
  const update = (body: object, values: Record<string, string> = {}) =>
    cloud().send(
      new UpdateStackCommand({
        StackName: "changing",
        TemplateBody: JSON.stringify(body),
        ...CAPABILITIES,
        ...parameters({ Prefix: "Changing", ...values }),
      }),
    );
  const tagOf = async (RoleName: string) =>
    (await iam().send(new GetRoleCommand({ RoleName }))).Role?.Tags?.[0]?.Value;
  await expect(update(template())).rejects.toThrow("No updates are to be performed.");

  await update(template({ Tag: "two" }), { MakeProvider: "no" });
  expect(await stackNamed("changing")).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
  expect(await tagOf("ChangingWorkRole")).toBe("two");
  expect(await hasProvider()).toBe(false);

  const nonsense = {
    Type: "AWS::IAM::Role",
    DependsOn: "Work",
    Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow" }] } },
  };
  const failing = template({ Tag: "three", Resources: { Nonsense: nonsense } });
  await update(failing, { MakeProvider: "no" });
  expect(await stackNamed("changing")).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
  expect(await tagOf("ChangingWorkRole")).toBe("two");

  await update(template({ Tag: "two" }), { Prefix: "Renamed", MakeProvider: "no" });
  expect(await roleNames()).toEqual(["RenamedAccessRole", "RenamedWorkRole", "TakenWorkRole"]);
  await cloud().send(new DeleteStackCommand({ StackName: "changing" }));
  expect(await roleNames()).toEqual(["TakenWorkRole"]);
});

test.each([
  ["is no JSON", "{", /JSON not well-formed/],
  ["is no YAML", "a: [", /YAML not well-formed/],
  ["has no resources", "{}", /Resources/],
  [
    "refers to what isn't there",
    JSON.stringify({
      Resources: { A: { Type: "AWS::IAM::Role", Properties: { RoleName: { Ref: "B" } } } },
    }),
    /Unresolved resource dependencies \[B\]/,
  ],
  [
    "goes in a circle",
    JSON.stringify({
      Resources: {
        A: { Type: "AWS::IAM::Role", DependsOn: "B" },
        B: { Type: "AWS::IAM::Role", DependsOn: "A" },
      },
    }),
    /Circular dependency between resources: \[A, B\]/,
  ],
])("a template that %s is refused", async (_why, TemplateBody, words) => {
  await expect(cloud().send(new ValidateTemplateCommand({ TemplateBody }))).rejects.toThrow(words);
});

test.each([
  [
    "leaves a parameter out",
    { ExternalId: undefined },
    /Parameters: \[ExternalId\] must have values/,
  ],
  [
    "breaks a pattern",
    { Prefix: "a b" },
    /'Prefix' failed to satisfy constraint: must match pattern/,
  ],
  ["takes a value that isn't offered", { MakeProvider: "maybe" }, /must be one of AllowedValues/],
  ["names an unknown parameter", { Other: "x" }, /Parameters: \[Other\] do not exist/],
])("a stack that %s is refused", async (_why, values, words) => {
  const given = Object.entries({ ExternalId: "id", ...values }).flatMap(([key, value]) =>
    value === undefined ? [] : [{ ParameterKey: key, ParameterValue: value }],
  );
  const body = JSON.stringify(template());
  const command = { StackName: "refused", TemplateBody: body, ...CAPABILITIES, Parameters: given };
  await expect(cloud().send(new CreateStackCommand(command))).rejects.toThrow(words);
});

test("a template in YAML with short forms is read too", async () => {
  const TemplateBody = `
Parameters:
  Name: { Type: String, Default: yaml }
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub "\${Name}-reader"
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Principal: { AWS: !Ref "AWS::AccountId" }, Action: sts:AssumeRole }
  Rights:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: !Join ["-", [!Ref Name, rights]]
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "eks:*", Resource: "*" }] }
      Roles: [!Ref Reader]
Outputs:
  Arn: { Value: !GetAtt Reader.Arn }
`;
  const summary = await cloud().send(new GetTemplateSummaryCommand({ TemplateBody }));
  expect(summary.Capabilities).toEqual(["CAPABILITY_NAMED_IAM"]);
  await cloud().send(
    new CreateStackCommand({ StackName: "in-yaml", TemplateBody, ...CAPABILITIES }),
  );
  expect(await stackNamed("in-yaml")).toMatchObject({
    StackStatus: "CREATE_COMPLETE",
    Outputs: [{ OutputKey: "Arn", OutputValue: `arn:aws:iam::${ACCOUNT}:role/yaml-reader` }],
  });
});

test("a stack set of the organisation makes its stack in every member account but those left out", async () => {
  const inner = template();
  const members = (Accounts: string[]) => ({
    AWSTemplateFormatVersion: "2010-09-09",
    Parameters: { ExternalId: { Type: "String" } },
    Resources: {
      Members: {
        Type: "AWS::CloudFormation::StackSet",
        Properties: {
          StackSetName: "breakwater",
          PermissionModel: "SERVICE_MANAGED",
          AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
          Capabilities: ["CAPABILITY_NAMED_IAM"],
          Parameters: [{ ParameterKey: "ExternalId", ParameterValue: { Ref: "ExternalId" } }],
          StackInstancesGroup: [
            {
              DeploymentTargets: {
                OrganizationalUnitIds: ["r-nwhb"],
                AccountFilterType: "DIFFERENCE",
                Accounts,
              },
              Regions: [{ Ref: "AWS::Region" }],
            },
          ],
          TemplateBody: JSON.stringify(inner),
        },
      },
    },
  });
  await create("members", {}, members(["634455667788"]));
  expect(await stackNamed("members")).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  expect(await roleNames("northwind-dev")).toEqual(["StackAccessRole", "StackWorkRole"]);
  expect(await roleNames("northwind-lab")).toEqual([]);
  await cloud().send(
    new UpdateStackCommand({
      StackName: "members",
      TemplateBody: JSON.stringify(members([])),
      ...CAPABILITIES,
      ...parameters({}),
    }),
  );
  expect(await roleNames("northwind-lab")).toEqual(["StackAccessRole", "StackWorkRole"]);
  const instances = await cloud().send(
    new ListStackInstancesCommand({ StackSetName: "breakwater" }),
  );
  expect(instances.Summaries?.map(({ Account }) => Account).sort()).toEqual([
    "523344556677",
    "634455667788",
  ]);
  await cloud().send(new DeleteStackCommand({ StackName: "members" }));
  expect(await roleNames("northwind-dev")).toEqual([]);
});
