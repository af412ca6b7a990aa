import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Sandbox, startSandbox } from "../../../sandbox/testing.ts";
import { storedAccess } from "../../connectors/access.ts";
import { type ConnectedAccount, connectAccount } from "../../connectors/testing.ts";
import { discoverEstate } from "../../recommendations/discover.ts";
import { openPortal, type Portal } from "../../testing.ts";
import type { ConnectorAccess, NeededRights } from "../cloud.ts";
import { connectorCloudFor, federatedIdentity } from "../index.ts";

vi.setConfig({ testTimeout: 60_000 });

const CONTAINERS = "BreakwaterContainersRole";
const ACCESS = "BreakwaterAccessRole";

let portal: Portal;
let account: ConnectedAccount;
let access: ConnectorAccess;
let elsewhere: Sandbox;
beforeAll(async () => {
  [portal, elsewhere] = await Promise.all([openPortal(), startSandbox({ clusters: 0 })]);
  account = await connectAccount(portal);
  await discoverEstate();
  access = (await storedAccess(account.connectorId)) as ConnectorAccess;
}, 120_000);
afterAll(async () => {
  await Promise.all([portal?.close(), elsewhere?.stop()]);
});

const arnOf = (role: string) => `arn:aws:iam::${account.accountId}:role/${role}`;
const needed = (holder: string, ...actions: string[]): NeededRights[] => [
  { holder, id: arnOf(holder), actions },
];
/** Comes in anew, by the connector as it is but for what is said. */
const reading = (more: Partial<ConnectorAccess> = {}, rights = needed(CONTAINERS)) =>
  connectorCloudFor({ ...access, ...more }, { sessionName: "a test" }).readAccess(rights);

test("E13: the portal comes into the account by its own token and the connector's ExternalId", async () => {
  const rights = needed(CONTAINERS, "eks:DescribeCluster", "eks:DeleteCluster");
  expect(await reading({}, rights)).toEqual({
    identity: `arn:aws:sts::${account.accountId}:assumed-role/${CONTAINERS}/a-test`,
    template: "0123456789ab",
    rights: [
      { holder: CONTAINERS, action: "", found: true },
      { holder: CONTAINERS, action: "eks:DescribeCluster", found: true },
      { holder: CONTAINERS, action: "eks:DeleteCluster", found: false },
    ],
    fault: null,
  });
});

test("E13: a role of Defender's that the template has not made is named as missing", async () => {
  const rights = needed("MDCContainersK8sRole", "eks:UpdateClusterConfig");
  expect(await reading({}, rights)).toMatchObject({
    rights: [{ holder: "MDCContainersK8sRole", action: "", found: false }],
    fault: null,
  });
});

test("E13: a second tenant's connector for the same account can't take the first one's role", async () => {
  const { rights, fault } = await reading({ externalId: randomUUID(), connectorId: "/theirs" });
  expect(rights).toEqual([{ holder: ACCESS, action: "sts:AssumeRole", found: false }]);
  expect(fault).toMatchObject({
    kind: "forbidden",
    code: "AccessDenied",
    status: 403,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(fault?.message).toContain(`could not take the role ${arnOf(CONTAINERS)}`);
  expect(fault?.message).toContain("with the ExternalId of this very connector");
  expect(fault?.message).toMatch(/AWS says: .*is not authorized to perform: sts:AssumeRole/);
});

test("E13: another tenant's portal is refused at the first door, whatever it knows", async () => {
  const { STS } = await import("@aws-sdk/client-sts");
  const sts = new STS({ endpoint: portal.sandbox.awsUrl, region: "us-east-1" });
  const WebIdentityToken = await elsewhere.federationToken();
  const asked = { RoleArn: arnOf(ACCESS), RoleSessionName: "theirs", WebIdentityToken };
  // Another Entra ID signs with other keys, under another issuer.
  await expect(sts.assumeRoleWithWebIdentity(asked)).rejects.toMatchObject({
    name: expect.stringMatching(/^InvalidIdentityToken/),
    message: expect.stringContaining("No OpenIDConnect provider found in your account"),
  });
});

test("E13: a provider with another audience, and none at all, are told apart from a wrong trust policy", async () => {
  const { issuer, audience } = await federatedIdentity();
  const OpenIDConnectProviderArn = `arn:aws:iam::${account.accountId}:oidc-provider/${issuer.replace("https://", "")}`;
  await account.iam.removeClientIDFromOpenIDConnectProvider({
    OpenIDConnectProviderArn,
    ClientID: audience,
  });
  const wrongAudience = (await reading()).fault;
  expect(wrongAudience).toMatchObject({ kind: "forbidden", code: "InvalidIdentityToken" });
  expect(wrongAudience?.message).toContain(`audience ${audience}`);
  expect(wrongAudience?.message).toContain(`could not take the role ${arnOf(ACCESS)}`);

  await account.iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn });
  const noProvider = (await reading()).fault;
  expect(noProvider).toMatchObject({ kind: "forbidden", code: "InvalidIdentityToken" });
  expect(noProvider?.message).toContain(`issuer ${issuer}`);
  expect(noProvider?.message).not.toBe(wrongAudience?.message);

  await account.iam.createOpenIDConnectProvider({ Url: issuer, ClientIDList: [audience] });
  expect((await reading()).fault).toBeNull();
  const { Role } = await account.iam.getRole({ RoleName: ACCESS });
  const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
  await account.iam.updateAssumeRolePolicy({
    RoleName: ACCESS,
    PolicyDocument: trust.replace(audience, "api://another"),
  });
  expect((await reading()).fault).toMatchObject({ kind: "forbidden", code: "AccessDenied" });
  await account.iam.updateAssumeRolePolicy({ RoleName: ACCESS, PolicyDocument: trust });
});

test("E13: a right that the portal itself lacks is named by AWS's own word", async () => {
  const { PolicyDocument = "" } = await account.iam.getRolePolicy({
    RoleName: CONTAINERS,
    PolicyName: "may",
  });
  const policy = decodeURIComponent(PolicyDocument);
  const put = (text: string) =>
    account.iam.putRolePolicy({ RoleName: CONTAINERS, PolicyName: "may", PolicyDocument: text });
  await put(policy.replace('"iam:GetRole",', ""));
  expect(await reading()).toMatchObject({
    rights: [{ holder: CONTAINERS, action: "iam:GetRole", found: false }],
    fault: { kind: "forbidden", message: expect.stringContaining("iam:GetRole") },
  });
  await put(policy);
});

test("E13: a template that is applied anew makes a new role; the session of the old one is given up, and the next try comes in", async () => {
  const arn = `arn:aws:eks:eu-west-1:${account.accountId}:cluster/eks-booking-dev-euw1`;
  const read = () => connectorCloudFor(access, { sessionName: "a job" }).cluster(arn);
  expect((await read()).name).toBe("eks-booking-dev-euw1");
  const { Role } = await account.iam.getRole({ RoleName: CONTAINERS });
  const may = { RoleName: CONTAINERS, PolicyName: "may" };
  const { PolicyDocument = "" } = await account.iam.getRolePolicy(may);
  await account.iam.deleteRolePolicy(may);
  await account.iam.deleteRole({ RoleName: CONTAINERS });
  await account.iam.createRole({
    RoleName: CONTAINERS,
    AssumeRolePolicyDocument: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""),
  });
  await account.iam.putRolePolicy({ ...may, PolicyDocument: decodeURIComponent(PolicyDocument) });

  await expect(read()).rejects.toMatchObject({
    kind: "unreachable",
    message: "The security token included in the request is invalid.",
  });
  expect((await read()).name).toBe("eks-booking-dev-euw1");
});
