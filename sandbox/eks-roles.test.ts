import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  DescribeClusterCommand,
  EKSClient,
  ListClustersCommand,
  TagResourceCommand,
} from "@aws-sdk/client-eks";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import type { AwsKeys } from "./aws-cli.ts";
import { ask } from "./testing/ask.ts";
import { clientOptions, keysOf } from "./testing/aws.ts";
import { eksToken } from "./testing/eks-token.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000 });

let sandbox: Sandbox;
let account: string;
beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
  account = keysOf(sandbox).id;
});
afterAll(() => sandbox?.stop());

const own = () => clientOptions(sandbox, keysOf(sandbox));

/** Makes a role that the administrator may assume, and gives the keys of a session of it. */
async function sessionOf(name: string, actions: string[], path = "/"): Promise<AwsKeys> {
  const iam = new IAMClient(own());
  const administrator = `arn:aws:iam::${account}:user/administrator`;
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: administrator }, Action: "sts:AssumeRole" }],
  };
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  await iam.send(new CreateRoleCommand({ RoleName: name, Path: path, AssumeRolePolicyDocument }));
  if (actions.length > 0) {
    const Statement = [{ Effect: "Allow", Action: actions, Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    const policy = { RoleName: name, PolicyName: "own", PolicyDocument };
    await iam.send(new PutRolePolicyCommand(policy));
  }
  const RoleArn = `arn:aws:iam::${account}:role${path}${name}`;
  const { Credentials } = await new STSClient(own()).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: "olga@harbour" }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}

async function apiOf(name: string) {
  const { cluster } = await new EKSClient(own()).send(new DescribeClusterCommand({ name }));
  const ca = Buffer.from(cluster?.certificateAuthority?.data ?? "", "base64").toString();
  return (who: AwsKeys, path: string, more: object = {}) =>
    ask(`${cluster?.endpoint}${path}`, {
      ca,
      ...more,
      headers: { authorization: `Bearer ${eksToken(who, { cluster: name })}` },
    });
}

const WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

test("a role enters by aws-auth under its ARN without its path, and by no other", async () => {
  const name = "eks-tracking-prod-euw1";
  const session = await sessionOf("Watcher", [], "/teams/harbour/");
  const api = await apiOf(name);
  const map = async (rolearn: string) => {
    const mapping = { rolearn, username: "watch:{{SessionName}}", groups: ["system:masters"] };
    const data = { mapRoles: stringify([mapping]) };
    const path = "/api/v1/namespaces/kube-system/configmaps/aws-auth";
    const { body } = await api(keysOf(sandbox), path);
    const put = { method: "PUT", body: { ...body, data } };
    expect((await api(keysOf(sandbox), path, put)).status).toBe(200);
  };
  expect((await api(session, "/api/v1/nodes")).status).toBe(401);
  await map(`arn:aws:iam::${account}:role/teams/harbour/Watcher`);
  expect((await api(session, "/api/v1/nodes")).status).toBe(401);
  await map(`arn:aws:iam::${account}:role/Watcher`);
  expect((await api(session, "/api/v1/nodes")).status).toBe(200);
  const who = await api(session, WHO, { method: "POST", body: {} });
  expect(who.body.status.userInfo).toMatchObject({ username: "watch:olga-harbour" });
});

test("a role enters by its access entry, path and all, under the name of its session", async () => {
  const clusterName = "eks-booking-prod-euw1";
  const session = await sessionOf("Auditor", [], "/teams/");
  const api = await apiOf(clusterName);
  const client = new EKSClient(own());
  const entry = (path: string) => ({
    clusterName,
    principalArn: `arn:aws:iam::${account}:role${path}Auditor`,
  });
  await expect(client.send(new CreateAccessEntryCommand(entry("/")))).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
  await client.send(new CreateAccessEntryCommand(entry("/teams/")));
  await client.send(
    new AssociateAccessPolicyCommand({
      ...entry("/teams/"),
      policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
      accessScope: { type: "cluster" },
    }),
  );
  expect((await api(session, "/api/v1/pods")).status).toBe(200);
  const refused = await api(session, "/api/v1/nodes");
  expect(refused.body.message).toBe(
    `nodes is forbidden: User "arn:aws:sts::${account}:assumed-role/Auditor/olga-harbour" cannot list resource "nodes" in API group "" at the cluster scope`,
  );
});

test("a role may do of EKS what its policy says, and is told which action it lacks", async () => {
  const session = await sessionOf("Lister", ["eks:List*", "eks:DescribeCluster"]);
  const client = new EKSClient(clientOptions(sandbox, session));
  const { clusters = [] } = await client.send(new ListClustersCommand({}));
  expect(clusters).toContain("eks-booking-prod-euw1");
  await client.send(new DescribeClusterCommand({ name: "eks-booking-prod-euw1" }));
  const resourceArn = `arn:aws:eks:eu-west-1:${account}:cluster/eks-booking-prod-euw1`;
  const tag = client.send(new TagResourceCommand({ resourceArn, tags: { a: "b" } }));
  await expect(tag).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringMatching(/assumed-role\/Lister\/.* eks:TagResource .*cluster\//),
  });
});
