import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findProgram } from "./az-command.ts";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { ask } from "./testing/ask.ts";
import { findGcloud, gcloud, gcloudVariables, google, projectOf } from "./testing/gcp.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const run = promisify(execFile);
const LAB = "nwh-sandbox-lab";
const SCRATCH = `projects/${LAB}/locations/europe-west4-a/clusters/gke-lab-scratch`;
const ARC = `/subscriptions/${SUBSCRIPTIONS.shipping.id}/resourceGroups/rg-ship-edge/providers/Microsoft.Kubernetes/connectedClusters/gke-lab-scratch-arc`;
const POLICY = `${ARC}/providers/Microsoft.KubernetesConfiguration/extensions/azurepolicy`;

let sandbox: Sandbox;
let home: string;
beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
  home = mkdtempSync(join(tmpdir(), "gke-"));
  await sandbox.control("settings", { operationSeconds: { min: 1, max: 1 } });
});
afterAll(async () => {
  await sandbox?.stop();
  if (home) rmSync(home, { recursive: true, force: true });
});

/** Asks the API server of a cluster that the Kubernetes Engine API has told of. */
async function server(path: string, token: string, name = SCRATCH) {
  const { body: cluster } = await google(sandbox, "GET", `/v1/${name}`);
  const ca = Buffer.from(cluster.masterAuth.clusterCaCertificate, "base64").toString();
  const headers = { authorization: `Bearer ${token}` };
  return ask(`https://${cluster.endpoint}${path}`, { ca, headers });
}

async function accountWith(accountId: string, role: string): Promise<string> {
  const project = `/v1/projects/${LAB}`;
  const post = async (path: string, body: unknown) => {
    const answer = await google(sandbox, "POST", path, { body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  };
  await post(`${project}/services/iamcredentials.googleapis.com:enable`, {});
  const { email } = await post(`${project}/serviceAccounts`, { accountId });
  const policy = await post(`${project}:getIamPolicy`, {});
  const bindings = [...policy.bindings, { role, members: [`serviceAccount:${email}`] }];
  await post(`${project}:setIamPolicy`, { policy: { ...policy, bindings } });
  const path = `${project}/serviceAccounts/${email}:generateAccessToken`;
  return (await post(path, { scope: ["any"] })).accessToken;
}

test("IAM's roles say what somebody may do in a cluster: a viewer sees pods, a cluster viewer nothing", async () => {
  const viewer = await accountWith("pods-viewer", "roles/container.viewer");
  expect((await server("/api/v1/pods", viewer)).status).toBe(200);
  const blind = await accountWith("clusters-viewer", "roles/container.clusterViewer");
  expect(await server("/api/v1/pods", blind)).toMatchObject({
    status: 403,
    body: { kind: "Status", reason: "Forbidden", message: expect.stringContaining("cannot list") },
  });
  expect((await server("/api/v1/pods", "ya29.nothing.real")).status).toBe(401);
});

test("a cluster with a private endpoint can't be reached from here", async () => {
  const name = `projects/${LAB}/locations/europe-west1/clusters/gke-lab-closed`;
  const { accessToken } = projectOf(sandbox, LAB);
  await expect(server("/api/v1/pods", accessToken, name)).rejects.toThrow();
});

test("Azure Policy's pods are there once the cluster's Arc resource has the extension", async () => {
  const { accessToken } = projectOf(sandbox, LAB);
  const names = async () => {
    const { body } = await server("/api/v1/namespaces/gatekeeper-system/pods", accessToken);
    return (body.items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
  };
  expect(await names()).toEqual([]);
  const put = async (path: string, version: string, body: unknown) => {
    const answer = await sandbox.arm("PUT", `${path}?api-version=${version}`, { body });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    await sandbox.control("clock", { advanceSeconds: 30 });
  };
  await put(ARC, "2024-01-01", {
    location: "westeurope",
    identity: { type: "SystemAssigned" },
    tags: { ms_defender_cluster_id: `//container.googleapis.com/${SCRATCH}` },
    properties: { agentPublicKeyCertificate: "", distribution: "gke", infrastructure: "gcp" },
  });
  await put(POLICY, "2023-05-01", {
    identity: { type: "SystemAssigned" },
    properties: {
      extensionType: "microsoft.policyinsights",
      autoUpgradeMinorVersion: true,
    },
  });
  expect(await names()).toContainEqual(expect.stringMatching(/^gatekeeper-audit-/));
});

const installed = findGcloud() !== undefined && findProgram("kubectl") !== undefined;
if (!installed) process.stderr.write("gcloud or kubectl is missing: a test is skipped.\n");

test.skipIf(!installed)(
  "kubectl reaches a cluster by the credentials that the real gcloud gets",
  async () => {
    const env = {
      ...process.env,
      ...gcloudVariables(sandbox, LAB),
      HOME: home,
      KUBECONFIG: join(home, "kubeconfig"),
      PATH: [join(import.meta.dirname, "testing"), process.env.PATH].join(delimiter),
    };
    const place = ["gke-lab-scratch", "--location=europe-west4-a"];
    await run("gcloud", ["container", "clusters", "get-credentials", ...place], { env });
    const kubectl = async (...args: string[]) => (await run("kubectl", args, { env })).stdout;
    expect(await kubectl("get", "nodes")).toMatch(/^gke-gke-lab-scratch-default-pool-.+ Ready/m);
    expect(await kubectl("auth", "can-i", "create", "namespaces")).toBe("yes\n");
    await kubectl("create", "namespace", "harbour-tools");
    expect(await kubectl("get", "namespaces")).toContain("harbour-tools");
    expect(await gcloud(sandbox, LAB, "container", "clusters", "list")).toHaveLength(3);
  },
);
