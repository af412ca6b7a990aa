import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { awsCli, clientOptions, findAwsCli, keysOf } from "./testing/aws.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 90_000 });

const installed = findAwsCli() !== undefined;
if (!installed) process.stderr.write("The AWS CLI is not installed: its tests are skipped.\n");
const testCli = test.skipIf(!installed);

const ACCOUNT = "412233445566";

let sandbox: Sandbox;
let iam: IAMClient;
beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
  iam = new IAMClient(clientOptions(sandbox, keysOf(sandbox)));
});
afterAll(() => sandbox.stop());

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely and fail where one is not as expected
const aws = (...args: string[]): Promise<any> => awsCli(sandbox, keysOf(sandbox), "iam", ...args);

const trust = (account = ACCOUNT) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "sts:AssumeRole",
      },
    ],
  });

const policy = (...statements: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

async function decisions(role: string, actions: string[], more: object = {}) {
  const { EvaluationResults = [] } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      ActionNames: actions,
      ...more,
    }),
  );
  return Object.fromEntries(
    EvaluationResults.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision]),
  );
}

testCli("the real AWS CLI makes a role and an identity provider, and reads them back", async () => {
  const named = ["--role-name", "ByCli"];
  const tags = ["--tags", "Key=team,Value=R&D <x>"];
  await aws("create-role", ...named, "--assume-role-policy-document", trust(), ...tags);
  expect((await aws("get-role", ...named)).Role).toMatchObject({
    Arn: `arn:aws:iam::${ACCOUNT}:role/ByCli`,
    AssumeRolePolicyDocument: JSON.parse(trust()),
    Tags: [{ Key: "team", Value: "R&D <x>" }],
  });
  const issuer = "login.example/tenant/v2.0";
  const audience = ["--client-id-list", "api://x", "--thumbprint-list", "a".repeat(40)];
  await aws("create-open-id-connect-provider", "--url", `https://${issuer}`, ...audience);
  const arn = `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`;
  expect(
    await aws("get-open-id-connect-provider", "--open-id-connect-provider-arn", arn),
  ).toMatchObject({ Url: issuer, ClientIDList: ["api://x"] });
});

test("a role is given policies, keeps its place while it has any, and goes when they are gone", async () => {
  const named = { RoleName: "Held" };
  const audit = { ...named, PolicyArn: "arn:aws:iam::aws:policy/SecurityAudit" };
  const inline = policy({ Effect: "Allow", Action: "eks:*", Resource: "*" });
  await iam.send(new CreateRoleCommand({ ...named, AssumeRolePolicyDocument: trust() }));
  await iam.send(new AttachRolePolicyCommand(audit));
  const own = { ...named, PolicyName: "own" };
  await iam.send(new PutRolePolicyCommand({ ...own, PolicyDocument: inline }));
  const attached = await iam.send(new ListAttachedRolePoliciesCommand(named));
  expect(attached.AttachedPolicies).toEqual([
    { PolicyName: "SecurityAudit", PolicyArn: audit.PolicyArn },
  ]);
  const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(own));
  expect(decodeURIComponent(PolicyDocument)).toBe(inline);
  const remove = () => iam.send(new DeleteRoleCommand(named));
  await expect(remove()).rejects.toMatchObject({ name: "DeleteConflictException" });
  await iam.send(new DetachRolePolicyCommand(audit));
  await iam.send(new DeleteRolePolicyCommand(own));
  await remove();
  await expect(iam.send(new GetRoleCommand(named))).rejects.toThrow(
    "The role with name Held cannot be found.",
  );
});

test("a managed policy has versions, and can't be deleted while it is attached", async () => {
  const text = (action: string) => policy({ Effect: "Allow", Action: action, Resource: "*" });
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: "logs", PolicyDocument: text("logs:*") }),
  );
  const of = { PolicyArn: Policy?.Arn ?? "" };
  await iam.send(
    new CreatePolicyVersionCommand({ ...of, PolicyDocument: text("eks:*"), SetAsDefault: true }),
  );
  const named = { RoleName: "Versioned" };
  await iam.send(new CreateRoleCommand({ ...named, AssumeRolePolicyDocument: trust() }));
  await iam.send(new AttachRolePolicyCommand({ ...named, ...of }));
  expect(await decisions("Versioned", ["logs:DescribeLogGroups", "eks:ListClusters"])).toEqual({
    "logs:DescribeLogGroups": "implicitDeny",
    "eks:ListClusters": "allowed",
  });
  await expect(iam.send(new DeletePolicyCommand(of))).rejects.toThrow(/attached to entities/);
});

test("what a role may do is worked out from its policies: a deny wins, names and conditions count", async () => {
  const RoleName = "Simulated";
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust() }));
  const PolicyDocument = policy(
    { Effect: "Allow", Action: ["eks:List*", "eks:DescribeCluster"], Resource: "*" },
    { Effect: "Deny", Action: "eks:ListUpdates", Resource: "*" },
    {
      Effect: "Allow",
      Action: "logs:PutRetentionPolicy",
      Resource: "arn:aws:logs:*:*:log-group:/aws/eks/*",
    },
    {
      Effect: "Allow",
      Action: "eks:TagResource",
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] } },
    },
  );
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
  const asked = ["eks:ListClusters", "eks:listupdates", "eks:DescribeCluster", "eks:DeleteCluster"];
  expect(await decisions(RoleName, asked)).toEqual({
    "eks:ListClusters": "allowed",
    "eks:listupdates": "explicitDeny",
    "eks:DescribeCluster": "allowed",
    "eks:DeleteCluster": "implicitDeny",
  });
  const group = (name: string) => ({
    ResourceArns: [`arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:${name}`],
  });
  const retention = ["logs:PutRetentionPolicy"];
  expect(await decisions(RoleName, retention, group("/aws/eks/a/cluster:*"))).toEqual({
    "logs:PutRetentionPolicy": "allowed",
  });
  expect(await decisions(RoleName, retention, group("/aws/lambda/a"))).toEqual({
    "logs:PutRetentionPolicy": "implicitDeny",
  });
  const region = (name: string) =>
    ({
      ContextEntries: [
        {
          ContextKeyName: "aws:RequestedRegion",
          ContextKeyType: "string",
          ContextKeyValues: [name],
        },
      ],
    }) as const;
  expect(await decisions(RoleName, ["eks:TagResource"], region("eu-central-1"))).toEqual({
    "eks:TagResource": "allowed",
  });
  expect(await decisions(RoleName, ["eks:TagResource"], region("us-east-1"))).toEqual({
    "eks:TagResource": "implicitDeny",
  });
});

test.each([
  ["is no JSON", "{", /contains invalid Json/],
  [
    "has a field too many",
    policy({ Effect: "Allow", Action: "*", Resources: "*" }),
    /Syntax errors/,
  ],
  ["names nothing", policy({ Effect: "Allow", Action: "eks:*" }), /must contain resources/],
  [
    "names a service without a verb",
    policy({ Effect: "Allow", Action: "eks", Resource: "*" }),
    /vendor/,
  ],
  [
    "has a condition that isn't one",
    policy({ Effect: "Allow", Action: "*", Resource: "*", Condition: { Equals: { a: "b" } } }),
    /Condition.Equals/,
  ],
])("a policy that %s is refused", async (_why, PolicyDocument, words) => {
  const RoleName = "Refusing";
  await iam
    .send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust() }))
    .catch((error: Error) => expect(error.name).toBe("EntityAlreadyExistsException"));
  const put = iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
  await expect(put).rejects.toMatchObject({ name: "MalformedPolicyDocumentException" });
  await expect(put).rejects.toThrow(words);
});

test("a role can't trust a role that isn't there, and a policy of another account is not touched", async () => {
  const RoleName = "Trusting";
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust() }));
  const missing = `arn:aws:iam::${ACCOUNT}:role/Missing`;
  await expect(
    iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName,
        PolicyDocument: trust().replace(`arn:aws:iam::${ACCOUNT}:root`, missing),
      }),
    ),
  ).rejects.toThrow(`Invalid principal in policy: "AWS":"${missing}"`);

  const dev = new IAMClient(clientOptions(sandbox, keysOf(sandbox, "northwind-dev")));
  await expect(dev.send(new GetRoleCommand({ RoleName }))).rejects.toThrow(/cannot be found/);
  await expect(
    dev.send(new DeletePolicyCommand({ PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/none` })),
  ).rejects.toMatchObject({ name: "NoSuchEntityException" });
  await iam.send(new DeleteRoleCommand({ RoleName }));
});

test("every accepted change of a role is counted once, a refused one is not", async () => {
  await sandbox.control("effects", undefined, "DELETE");
  const RoleName = "Counted";
  const create = () =>
    iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust() }));
  await create();
  await expect(create()).rejects.toMatchObject({ name: "EntityAlreadyExistsException" });
  expect(await sandbox.control("effects", undefined, "GET")).toMatchObject({
    total: 1,
    byResource: { [`arn:aws:iam::${ACCOUNT}:role/counted`]: { CreateRole: 1 } },
  });
});
