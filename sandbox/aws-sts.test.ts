import { generateKeyPairSync } from "node:crypto";
import {
  AddClientIDToOpenIDConnectProviderCommand,
  AttachRolePolicyCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteRoleCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { SignJWT } from "jose";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { AwsKeys } from "./aws-cli.ts";
import { awsCli, clientOptions, findAwsCli, keysOf, thumbprintOf } from "./testing/aws.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const installed = findAwsCli() !== undefined;
if (!installed) process.stderr.write("The AWS CLI is not installed: its tests are skipped.\n");
const testCli = test.skipIf(!installed);

const ACCOUNT = "412233445566";
const PORTAL = "bbbbbbbb-0000-4000-8000-000000000001";
const ACCESS_ROLE = `arn:aws:iam::${ACCOUNT}:role/AccessRole`;
const WORK_ROLE = `arn:aws:iam::${ACCOUNT}:role/WorkRole`;
const EXTERNAL_ID = "1f0c7a6e-5d0e-4a39-9f53-90a3c7b6d201";

let sandbox: Sandbox;
let other: Sandbox;
let iam: IAMClient;
let providerArn: string;
let audience: string;

beforeAll(async () => {
  [sandbox, other] = await Promise.all([
    startSandbox({ clusters: 0 }),
    startSandbox({ clusters: 0 }),
  ]);
  iam = new IAMClient(clientOptions(sandbox, keysOf(sandbox)));
  audience = `api://${sandbox.clientId}`;
  const created = await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: issuerOf(sandbox),
      ClientIDList: [audience],
    }),
  );
  providerArn = created.OpenIDConnectProviderArn ?? "";
  await iam.send(
    new CreateRoleCommand({
      RoleName: "AccessRole",
      AssumeRolePolicyDocument: JSON.stringify(trustInPortal(sandbox, providerArn)),
    }),
  );
  await iam.send(
    new CreateRoleCommand({
      RoleName: "WorkRole",
      AssumeRolePolicyDocument: JSON.stringify(trustInAccessRole()),
      Tags: [{ Key: "breakwater-template", Value: "0123456789ab" }],
    }),
  );
  await allow("AccessRole", "sts:AssumeRole", WORK_ROLE);
  await allow("WorkRole", "iam:GetRole", "*");
});
afterAll(() => Promise.all([sandbox.stop(), other.stop()]));

function issuerOf({ url, tenantId }: Sandbox): string {
  return `${url}/${tenantId}/v2.0`;
}

function trustInPortal(of: Sandbox, provider: string, sub = PORTAL) {
  const name = issuerOf(of).replace("https://", "");
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: provider },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [`${name}:aud`]: audience, [`${name}:sub`]: sub } },
      },
    ],
  };
}

function trustInAccessRole() {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: ACCESS_ROLE },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": EXTERNAL_ID } },
      },
    ],
  };
}

async function allow(role: string, action: string, resource: string): Promise<void> {
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
  });
  await iam.send(
    new PutRolePolicyCommand({ RoleName: role, PolicyName: "allowed", PolicyDocument }),
  );
}

async function enter(token: string, RoleArn = ACCESS_ROLE): Promise<AwsKeys> {
  const client = new STSClient({ endpoint: sandbox.awsUrl, region: "us-east-1" });
  const { Credentials } = await client.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn,
      RoleSessionName: "breakwater",
      WebIdentityToken: token,
    }),
  );
  return keysIn(Credentials);
}

async function assume(keys: AwsKeys, input: { ExternalId?: string; RoleArn?: string }) {
  const client = new STSClient(clientOptions(sandbox, keys));
  const { Credentials } = await client.send(
    new AssumeRoleCommand({ RoleArn: WORK_ROLE, RoleSessionName: "olivia.owner", ...input }),
  );
  return keysIn(Credentials);
}

function keysIn(
  credentials: {
    AccessKeyId?: string | undefined;
    SecretAccessKey?: string | undefined;
    SessionToken?: string | undefined;
  } = {},
): AwsKeys {
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = credentials;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

const whoIs = (keys: AwsKeys) =>
  new STSClient(clientOptions(sandbox, keys)).send(new GetCallerIdentityCommand({}));

test("the portal's token opens the first role, and that one with the ExternalId the second", async () => {
  const first = await enter(await sandbox.federationToken());
  expect((await whoIs(first)).Arn).toBe(
    `arn:aws:sts::${ACCOUNT}:assumed-role/AccessRole/breakwater`,
  );
  const second = await assume(first, { ExternalId: EXTERNAL_ID });
  expect((await whoIs(second)).Arn).toBe(
    `arn:aws:sts::${ACCOUNT}:assumed-role/WorkRole/olivia.owner`,
  );
});

test("a wrong ExternalId, or none, is refused, also to who holds the first role", async () => {
  const first = await enter(await sandbox.federationToken());
  const refused = {
    name: "AccessDenied",
    message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/AccessRole/breakwater is not authorized to perform: sts:AssumeRole on resource: ${WORK_ROLE}`,
  };
  await expect(assume(first, { ExternalId: "somebody-elses" })).rejects.toMatchObject(refused);
  await expect(assume(first, {})).rejects.toMatchObject(refused);
});

test("an administrator whom the role doesn't trust can't become it", async () => {
  await expect(assume(keysOf(sandbox), { ExternalId: EXTERNAL_ID })).rejects.toMatchObject({
    name: "AccessDenied",
  });
});

test("a token of another tenant is refused, before and after the account knows that tenant", async () => {
  const token = await other.federationToken();
  await expect(enter(token)).rejects.toMatchObject({
    name: "InvalidIdentityTokenException",
    message: `No OpenIDConnect provider found in your account for ${issuerOf(other)}`,
  });
  const { OpenIDConnectProviderArn: second = "" } = await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: issuerOf(other),
      ClientIDList: [`api://${other.clientId}`],
      ThumbprintList: [await thumbprintOf(other.url)],
    }),
  );
  await iam.send(
    new CreateRoleCommand({
      RoleName: "OthersRole",
      AssumeRolePolicyDocument: JSON.stringify(trustInPortal(other, second)),
    }),
  );
  expect(await enter(token, `arn:aws:iam::${ACCOUNT}:role/OthersRole`)).toMatchObject({
    accessKeyId: expect.stringMatching(/^ASIA/),
  });
  await expect(enter(token)).rejects.toMatchObject({
    name: "AccessDenied",
    message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
  });
  await iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: second }));
  await expect(enter(token)).rejects.toMatchObject({ name: "InvalidIdentityTokenException" });
});

test("an identity provider whose certificate nobody vouches for is not believed", async () => {
  const { OpenIDConnectProviderArn: arn = "" } = await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: issuerOf(other),
      ClientIDList: [`api://${other.clientId}`],
      ThumbprintList: ["0".repeat(40)],
    }),
  );
  await expect(enter(await other.federationToken())).rejects.toThrow(
    /Couldn't retrieve verification key from your identity provider/,
  );
  await iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }));
});

test("an audience that the provider doesn't list is refused", async () => {
  const of = { OpenIDConnectProviderArn: providerArn, ClientID: audience };
  await iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand(of));
  await expect(enter(await sandbox.federationToken())).rejects.toMatchObject({
    name: "InvalidIdentityTokenException",
    message: "Incorrect token audience",
  });
  await iam.send(new AddClientIDToOpenIDConnectProviderCommand(of));
  expect(await enter(await sandbox.federationToken())).toBeDefined();
});

test("a token for ARM, one that nobody signed rightly and a text that is no token are refused", async () => {
  await expect(enter(await sandbox.tokenFor("portal"))).rejects.toThrow("Incorrect token audience");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const forged = await new SignJWT({ sub: PORTAL })
    .setProtectedHeader({ alg: "RS256", kid: "sandbox-1" })
    .setIssuer(issuerOf(sandbox))
    .setAudience(audience)
    .setExpirationTime("10m")
    .sign(privateKey);
  await expect(enter(forged)).rejects.toThrow("Token signature invalid");
  await expect(enter("no.token")).rejects.toThrow(/not a valid JWT/);
});

test("a role that trusts another subject of the same tenant is refused", async () => {
  const someone = "bbbbbbbb-0000-4000-8000-00000000ffff";
  const trust = (sub?: string) =>
    new UpdateAssumeRolePolicyCommand({
      RoleName: "AccessRole",
      PolicyDocument: JSON.stringify(trustInPortal(sandbox, providerArn, sub)),
    });
  await iam.send(trust(someone));
  await expect(enter(await sandbox.federationToken())).rejects.toMatchObject({
    name: "AccessDenied",
  });
  await iam.send(trust());
});

test("what a session's role does not allow is refused, and the action is named", async () => {
  const second = await assume(await enter(await sandbox.federationToken()), {
    ExternalId: EXTERNAL_ID,
  });
  const client = new IAMClient(clientOptions(sandbox, second));
  await expect(client.send(new ListRolesCommand({}))).rejects.toMatchObject({
    name: "AccessDenied",
    message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/WorkRole/olivia.owner is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::${ACCOUNT}:role/ because no identity-based policy allows the iam:ListRoles action`,
  });
});

testCli("the real AWS CLI becomes a role with a token, and uses it", async () => {
  const token = await sandbox.federationToken();
  const answer = (await awsCli(
    sandbox,
    keysOf(sandbox),
    ...["sts", "assume-role-with-web-identity", "--role-arn", ACCESS_ROLE],
    ...["--role-session-name", "by-cli", "--web-identity-token", token],
  )) as { Credentials: Parameters<typeof keysIn>[0]; SubjectFromWebIdentityToken: string };
  expect(answer.SubjectFromWebIdentityToken).toBe(PORTAL);
  const who = await awsCli(sandbox, keysIn(answer.Credentials), "sts", "get-caller-identity");
  expect(who).toMatchObject({ Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/AccessRole/by-cli` });
});

test("a session survives a restart, and ends when its time is over or its role is made anew", async () => {
  const first = await enter(await sandbox.federationToken());
  await sandbox.restart("SIGKILL");
  expect(await whoIs(first)).toMatchObject({ Account: ACCOUNT });

  const short = await iam.send(
    new CreateRoleCommand({
      RoleName: "ShortLived",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
  const RoleArn = short.Role?.Arn ?? "";
  const session = await assume(keysOf(sandbox), { RoleArn });
  await iam.send(
    new AttachRolePolicyCommand({
      RoleName: "AccessRole",
      PolicyArn: "arn:aws:iam::aws:policy/SecurityAudit",
    }),
  );
  await iam.send(new DeleteRoleCommand({ RoleName: "ShortLived" }));
  await expect(whoIs(session)).rejects.toMatchObject({ name: "InvalidClientTokenId" });

  await sandbox.control("clock", { advanceSeconds: 3601 });
  await expect(whoIs(first)).rejects.toMatchObject({ name: "ExpiredToken" });
  expect(await whoIs(await enter(await sandbox.federationToken()))).toBeDefined();
});
