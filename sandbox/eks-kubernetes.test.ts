import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  DescribeClusterCommand,
  EKSClient,
  UpdateClusterConfigCommand,
} from "@aws-sdk/client-eks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { type AwsKeys, pointAwsCliAt } from "./aws-cli.ts";
import { findProgram } from "./az-command.ts";
import { kubectlWith } from "./kubectl-command.ts";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { ask } from "./testing/ask.ts";
import { clientOptions, findAwsCli, keysOf } from "./testing/aws.ts";
import { eksToken, type TokenParts } from "./testing/eks-token.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 120_000 });
const run = promisify(execFile);

const aws = findAwsCli();
const installed = aws !== undefined && findProgram("kubectl") !== undefined;
if (!installed) {
  process.stderr.write(
    "The AWS CLI or kubectl is not installed: tests of EKS with both are skipped.\n",
  );
}
const testTools = test.skipIf(!installed);

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
  folder = mkdtempSync(join(tmpdir(), "eks-"));
});
afterAll(async () => {
  await sandbox?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const TRACKING = "eks-tracking-prod-euw1";

const DEV = "northwind-dev";
const dev = () => keysOf(sandbox, DEV);

async function clusterOf(name: string, keys = keysOf(sandbox), region = "eu-west-1") {
  const client = new EKSClient(clientOptions(sandbox, keys, region));
  const { cluster } = await client.send(new DescribeClusterCommand({ name }));
  return { client, cluster };
}

/** A cluster's API as a token opens it. */
async function apiOf(name: string, keys = keysOf(sandbox), region = "eu-west-1") {
  const { cluster } = await clusterOf(name, keys, region);
  return (path: string, token: string, more: { method?: string; body?: unknown } = {}) =>
    ask(`${cluster?.endpoint}${path}`, {
      ca: Buffer.from(cluster?.certificateAuthority?.data ?? "", "base64").toString(),
      headers: { authorization: `Bearer ${token}` },
      ...more,
    });
}

/** The real kubectl as somebody whose token was made beforehand. */
async function kubectlAs(who: AwsKeys, name: string, keys = keysOf(sandbox), region = "eu-west-1") {
  const { cluster } = await clusterOf(name, keys, region);
  const kubeconfig = stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name,
        cluster: {
          server: cluster?.endpoint,
          "certificate-authority-data": cluster?.certificateAuthority?.data,
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: "somebody" } }],
    "current-context": name,
    users: [{ name: "somebody", user: { token: eksToken(who, { cluster: name, region }) } }],
  });
  return kubectlWith(kubeconfig, mkdtempSync(join(folder, "home-")));
}

/** A shell of somebody with these keys, in which the AWS CLI wrote a kubeconfig for a cluster. */
async function shellFor(cluster: string, keys = keysOf(sandbox), region = "eu-west-1") {
  const home = mkdtempSync(join(folder, "home-"));
  const kubeconfig = join(home, "kubeconfig");
  const env = {
    ...process.env,
    ...pointAwsCliAt(sandbox, keys),
    PATH: [dirname(aws ?? ""), process.env.PATH].join(delimiter),
    HOME: home,
    KUBECONFIG: kubeconfig,
  };
  const options = { env, timeout: 60_000 };
  const where = ["--region", region, "--endpoint-url", sandbox.awsUrl];
  await run(aws ?? "aws", ["eks", "update-kubeconfig", "--name", cluster, ...where], options);
  return (...args: string[]) => run("kubectl", args, options);
}

testTools(
  "kubectl enters by aws eks update-kubeconfig and its token, and sees what a cluster has",
  async () => {
    const kubectl = await shellFor(TRACKING);
    const { stdout } = await kubectl("get", "pods", "-A");
    expect(stdout).toMatch(/^kube-system +aws-node-\w{5} +1\/1 +Running/m);
    expect(stdout).not.toMatch(/mdc|azure-arc/);
    const nodes = await kubectl("get", "nodes");
    expect(nodes.stdout).toMatch(
      /^ip-10-[\d-]+\.eu-west-1\.compute\.internal +Ready .* v1\.29\.\d+$/m,
    );
    expect(nodes.stdout.trim().split("\n")).toHaveLength(5);
    const asked = await kubectlAs(keysOf(sandbox), TRACKING);
    expect((await asked("version", "-o", "json")).stdout).toContain('"gitVersion": "v1.29.');
    expect((await asked("auth", "can-i", "*", "*")).stdout).toBe("yes\n");
    expect((await asked("auth", "whoami", "-o", "json")).stdout).toContain("system:masters");
  },
);

test("a token with a wrong signature, of another cluster, too old or for something else opens nothing", async () => {
  const keys = keysOf(sandbox);
  const api = await apiOf(TRACKING);
  const status = async (parts: Partial<TokenParts>, who: AwsKeys = keys) =>
    (await api("/api/v1/pods", eksToken(who, { cluster: TRACKING, ...parts }))).status;
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  expect(await status({})).toBe(200);
  expect(await status({ at: ago(14) })).toBe(200);
  expect(await status({ url: "https://sts.amazonaws.com/", region: "us-east-1" })).toBe(200);
  expect(await status({ url: `${sandbox.awsUrl}/` })).toBe(200);
  expect(await status({ url: "http://127.0.0.1:1/" })).toBe(401);
  expect(await status({}, { ...keys, secretAccessKey: "not-the-secret" })).toBe(401);
  expect(await status({ cluster: "eks-booking-prod-euw1" })).toBe(401);
  expect(await status({ at: ago(16) })).toBe(401);
  expect(await status({ action: "AssumeRole" })).toBe(401);
  expect(await status({ url: "https://sts.eu-west-2.amazonaws.com/" })).toBe(401);
  expect(await status({ url: "https://sts.example.com/" })).toBe(401);
  const refused = await api("/api/v1/pods", "k8s-aws-v1.bm90aGluZw");
  expect(refused.body).toMatchObject({ kind: "Status", reason: "Unauthorized", code: 401 });
});

testTools(
  "whoever aws-auth names may enter as soon as kubectl has patched it, and no longer once it is taken out",
  async () => {
    const name = "eks-cranes-prod-use1";
    const kubectl = await kubectlAs(keysOf(sandbox), name, keysOf(sandbox), "us-east-1");
    const guest = await kubectlAs(dev(), name, keysOf(sandbox), "us-east-1");
    const see = () => guest("get", "nodes", "-o", "name");
    await expect(see()).rejects.toThrow(/You must be logged in to the server/);
    const userarn = `arn:aws:iam::${dev().id}:user/administrator`;
    const mapUsers = stringify([{ userarn, username: "dev", groups: ["system:masters"] }]);
    const patch = (data: object, ...args: string[]) =>
      kubectl(
        "patch",
        "cm",
        "aws-auth",
        "-n",
        "kube-system",
        "-p",
        JSON.stringify({ data }),
        ...args,
      );
    await patch({ mapUsers });
    expect((await see()).stdout).toMatch(/^node\/ip-10-/);
    expect((await guest("auth", "whoami", "-o", "json")).stdout).toContain('"username": "dev"');
    await patch({ mapUsers: stringify([{ userarn, username: "dev" }]) });
    await expect(see()).rejects.toThrow(
      /nodes is forbidden: User "dev" cannot list resource "nodes" in API group "" at the cluster scope/,
    );
    await patch({ mapUsers: "- userarn: [" });
    await expect(see()).rejects.toThrow(/You must be logged in to the server/);
    await patch({ mapAccounts: stringify([dev().id]) }, "--type=merge");
    expect((await guest("auth", "whoami", "-o", "json")).stdout).toContain(
      `"username": "${userarn}"`,
    );
    const mine = await kubectl(
      "get",
      "cm",
      "aws-auth",
      "-n",
      "kube-system",
      "-o",
      "jsonpath={.data.mapRoles}",
    );
    expect(mine.stdout).toContain("system:bootstrappers");
  },
);

testTools(
  "ConfigMaps are created, applied, replaced and deleted with the real kubectl; two writers can't overwrite each other",
  async () => {
    const kubectl = await kubectlAs(keysOf(sandbox), TRACKING);
    await kubectl("create", "namespace", "harbour");
    await expect(kubectl("create", "cm", "a", "-n", "none", "--from-literal=x=1")).rejects.toThrow(
      /namespaces "none" not found/,
    );
    await kubectl("create", "cm", "a", "-n", "harbour", "--from-literal=x=1", "--dry-run=server");
    expect((await kubectl("get", "cm", "-n", "harbour")).stdout).toBe("");
    await kubectl("create", "cm", "a", "-n", "harbour", "--from-literal=x=1");
    await expect(kubectl("create", "cm", "a", "-n", "harbour")).rejects.toThrow(/already exists/);
    const read = async () =>
      JSON.parse((await kubectl("get", "cm", "a", "-n", "harbour", "-o", "json")).stdout);
    const first = await read();
    const add = JSON.stringify([{ op: "add", path: "/data/y", value: "2" }]);
    await kubectl("patch", "cm", "a", "-n", "harbour", "--type=json", "-p", add);
    const second = await read();
    expect(second.data).toEqual({ x: "1", y: "2" });
    const api = await apiOf(TRACKING);
    const token = eksToken(keysOf(sandbox), { cluster: TRACKING });
    const path = "/api/v1/namespaces/harbour/configmaps/a";
    const put = (body: object) => api(path, token, { method: "PUT", body });
    expect((await put({ ...first, data: { x: "9" } })).body).toMatchObject({
      reason: "Conflict",
      message: expect.stringContaining("the object has been modified"),
    });
    expect((await put({ ...second, data: { x: "9" } })).status).toBe(200);
    expect((await put({ data: { x: 9 }, metadata: { name: "a" } })).status).toBe(400);
    expect((await read()).data).toEqual({ x: "9" });
    const file = join(folder, "applied.yaml");
    const apply = async (data: object) => {
      const metadata = { name: "applied", namespace: "harbour" };
      writeFileSync(file, stringify({ apiVersion: "v1", kind: "ConfigMap", metadata, data }));
      return (await kubectl("apply", "-f", file)).stdout;
    };
    expect(await apply({ k: "v", l: "w" })).toBe("configmap/applied created\n");
    expect(await apply({ k: "v" })).toBe("configmap/applied configured\n");
    expect(await apply({ k: "v" })).toBe("configmap/applied unchanged\n");
    await kubectl("delete", "namespace", "harbour");
    expect((await kubectl("get", "cm", "-A")).stdout).not.toMatch(/harbour/);
  },
);

test("what a cluster keeps by itself can't be changed, and pods can't be made", async () => {
  const api = await apiOf(TRACKING);
  const token = eksToken(keysOf(sandbox), { cluster: TRACKING });
  const root = "/api/v1/namespaces/kube-system";
  const gone = await api(`${root}/configmaps/kube-root-ca.crt`, token, { method: "DELETE" });
  expect([gone.status, gone.body.reason]).toEqual([403, "Forbidden"]);
  expect((await api(root, token, { method: "DELETE" })).status).toBe(403);
  const body = { metadata: { name: "mine" } };
  expect((await api(`${root}/pods`, token, { method: "POST", body })).status).toBe(405);
  const badly = { metadata: { name: "Not_A_Name" } };
  const named = await api(`${root}/configmaps`, token, { method: "POST", body: badly });
  expect([named.status, named.body.reason]).toEqual([422, "Invalid"]);
});

test("a cluster whose maker is gone opens through an access entry, as far as its policies reach", async () => {
  const name = "eks-forgotten-usw2";
  const keys = dev();
  const region = "us-west-2";
  const { client } = await clusterOf(name, keys, region);
  const api = await apiOf(name, keys, region);
  const get = async (path: string) => api(path, eksToken(keys, { cluster: name, region }));
  const pods = "/api/v1/namespaces/kube-system/pods";
  expect((await get(pods)).status).toBe(401);
  const principalArn = `arn:aws:iam::${keys.id}:user/administrator`;
  const accessConfig = { authenticationMode: "API_AND_CONFIG_MAP" as const };
  await client.send(new UpdateClusterConfigCommand({ name, accessConfig }));
  await sandbox.control("clock", { advanceSeconds: 60 });
  const entry = { clusterName: name, principalArn };
  await client.send(new CreateAccessEntryCommand(entry));
  expect((await get(pods)).body).toMatchObject({ reason: "Forbidden", code: 403 });
  const policy = (of: string, namespaces: string[] = []) =>
    client.send(
      new AssociateAccessPolicyCommand({
        ...entry,
        policyArn: `arn:aws:eks::aws:cluster-access-policy/${of}`,
        accessScope: { type: namespaces.length > 0 ? "namespace" : "cluster", namespaces },
      }),
    );
  await policy("AmazonEKSViewPolicy", ["kube-*"]);
  expect((await get(pods)).status).toBe(200);
  expect((await get("/api/v1/namespaces/default/pods")).status).toBe(403);
  expect((await get("/api/v1/pods")).status).toBe(403);
  await policy("AmazonEKSViewPolicy");
  expect((await get("/api/v1/pods")).status).toBe(200);
  expect((await get("/api/v1/nodes")).status).toBe(403);
  await policy("AmazonEKSAdminViewPolicy");
  expect((await get("/api/v1/nodes")).status).toBe(200);
  const map = { metadata: { name: "mine" } };
  const write = async () =>
    api("/api/v1/namespaces/default/configmaps", eksToken(keys, { cluster: name, region }), {
      method: "POST",
      body: map,
    });
  expect((await write()).status).toBe(403);
  await policy("AmazonEKSClusterAdminPolicy");
  expect((await write()).status).toBe(201);
});

test("a cluster that only knows access entries does not look into aws-auth", async () => {
  const name = "eks-ledger-prod-euc1";
  const region = "eu-central-1";
  const api = await apiOf(name, keysOf(sandbox), region);
  const own = eksToken(keysOf(sandbox), { cluster: name, region });
  const userarn = `arn:aws:iam::${dev().id}:user/administrator`;
  const data = { mapUsers: stringify([{ userarn, username: "dev", groups: ["system:masters"] }]) };
  const body = { metadata: { name: "aws-auth" }, data };
  const made = await api("/api/v1/namespaces/kube-system/configmaps", own, {
    method: "POST",
    body,
  });
  expect(made.status).toBe(201);
  const foreign = eksToken(dev(), { cluster: name, region });
  expect((await api("/api/v1/pods", foreign)).status).toBe(401);
});

test("nobody answers at the endpoint of a private cluster", async () => {
  const api = await apiOf("eks-customs-prod-euc1", keysOf(sandbox), "eu-central-1");
  await expect(api("/version", "any")).rejects.toThrow();
});

test("an EKS cluster shows Arc's agents and an extension's pods once an Arc resource connects it and has the extension", async () => {
  const { cluster } = await clusterOf(TRACKING);
  const api = await apiOf(TRACKING);
  const namespaces = async () => {
    const answer = await api("/api/v1/pods", eksToken(keysOf(sandbox), { cluster: TRACKING }));
    const pods = answer.body.items as { metadata: { namespace: string } }[];
    return new Set(pods.map(({ metadata }) => metadata.namespace));
  };
  expect(await namespaces()).toEqual(new Set(["kube-system"]));
  const group = `/subscriptions/${SUBSCRIPTIONS.shipping.id}/resourceGroups/rg-multicloud`;
  const westeurope = { location: "westeurope" };
  await sandbox.arm("PUT", `${group}?api-version=2021-04-01`, { body: westeurope });
  const arc = `${group}/providers/Microsoft.Kubernetes/connectedClusters/tracking`;
  const version = "api-version=2024-01-01";
  const connected = await sandbox.arm("PUT", `${arc}?${version}`, {
    body: {
      ...westeurope,
      identity: { type: "SystemAssigned" },
      tags: { ms_defender_cluster_id: cluster?.arn },
      properties: {
        agentPublicKeyCertificate: "",
        distribution: "eks",
        infrastructure: "aws",
      },
    },
  });
  expect(connected.status).toBeLessThan(300);
  await sandbox.control("clock", { advanceSeconds: 3600 });
  expect(await namespaces()).toEqual(new Set(["kube-system", "azure-arc"]));
  const extension = `${arc}/providers/Microsoft.KubernetesConfiguration/extensions/azurepolicy`;
  const installed = await sandbox.arm("PUT", `${extension}?api-version=2023-05-01`, {
    body: {
      identity: { type: "SystemAssigned" },
      properties: {
        extensionType: "microsoft.policyinsights",
        autoUpgradeMinorVersion: true,
        releaseTrain: "Stable",
      },
    },
  });
  expect(installed.status).toBeLessThan(300);
  await sandbox.control("clock", { advanceSeconds: 3600 });
  expect(await namespaces()).toContain("gatekeeper-system");
  const credential = await sandbox.arm("POST", `${arc}/listClusterUserCredential?${version}`, {
    body: { authenticationMethod: "Token", clientProxy: false },
  });
  const text = Buffer.from(credential.body.kubeconfigs[0].value, "base64").toString();
  const { clusters, users } = parse(text);
  const nodes = await ask(`${clusters[0].cluster.server}/api/v1/nodes`, {
    ca: sandbox.ca,
    headers: { authorization: `Bearer ${users[0].user.token}` },
  });
  expect(nodes.body.items[0].metadata.name).toMatch(/\.eu-west-1\.compute\.internal$/);
});
