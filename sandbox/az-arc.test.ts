import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CreateAccessEntryCommand, DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { AwsKeys } from "./aws-cli.ts";
import { findProgram } from "./az-command.ts";
import { pointAzureCliAt } from "./azure-cli.ts";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { clientOptions, keysOf } from "./testing/aws.ts";
import { eksToken } from "./testing/eks-token.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const MINUTES = 60_000;
vi.setConfig({ testTimeout: 2 * MINUTES });
const run = promisify(execFile);

const installed = ["az", "kubectl"].every((program) => findProgram(program) !== undefined);
if (!installed) process.stderr.write("az or kubectl is not installed: their tests are skipped.\n");
const testAz = test.skipIf(!installed);

const GROUP = ["-g", "rg-ship-edge", "--subscription", SUBSCRIPTIONS.shipping.id];
const CLUSTER = ["-c", "arc-ship-crane-rotterdam-02", "-t", "connectedClusters", ...GROUP];
const STAND_INS = join(import.meta.dirname, "testing", "az-extensions");

let sandbox: Sandbox;
let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  if (!installed) return;
  sandbox = await startSandbox();
  await sandbox.control("settings", { operationSeconds: { min: 0.2, max: 0.5 } });
  folder = mkdtempSync(join(tmpdir(), "az-arc-"));
  environment = {
    ...process.env,
    ...pointAzureCliAt(sandbox, folder),
    PATH: `${STAND_INS}:${process.env.PATH}`,
    HOME: folder,
    KUBECONFIG: join(folder, "kubeconfig"),
  };
  const { cliClientId, cliClientSecret, tenantId } = sandbox;
  const who = ["-u", cliClientId, "-p", cliClientSecret, "--tenant", tenantId];
  await az("login", "--service-principal", ...who);
}, 2 * MINUTES);

afterAll(async () => {
  await sandbox?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

async function az(...args: string[]): Promise<Ended> {
  return run("az", args, { env: environment, timeout: 2 * MINUTES }).then(
    (printed) => ({ code: 0, ...printed }),
    ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
  );
}

testAz("the extensions are there as the Azure CLI's own, without the Internet", async () => {
  const added = await az("extension", "add", "--name", "connectedk8s", "--yes");
  expect([added.code, added.stderr]).toEqual([0, expect.stringContaining("already installed")]);
  const { stdout } = await az("extension", "list", "--query", "[].name", "-o", "tsv");
  expect(stdout.split("\n").filter(Boolean).sort()).toEqual(["connectedk8s", "k8s-extension"]);
});

testAz(
  "az k8s-extension installs the sensor with the key of the workspace, and says what became of it",
  async () => {
    const name = ["--name", "microsoft.azuredefender.kubernetes"];
    const created = await az(
      ...["k8s-extension", "create", ...name, ...CLUSTER],
      ...["--extension-type", "Microsoft.AzureDefender.Kubernetes"],
      ...["--query", "provisioningState", "-o", "tsv"],
    );
    expect([created.code, created.stdout.trim()]).toEqual([0, "Succeeded"]);
    const shown = await az("k8s-extension", "show", ...name, ...CLUSTER);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      extensionType: "microsoft.azuredefender.kubernetes",
      releaseTrain: "Stable",
      resourceGroup: "rg-ship-edge",
      scope: { cluster: { releaseNamespace: "mdc" } },
      configurationSettings: {
        logAnalyticsWorkspaceResourceID: expect.stringContaining("DefaultWorkspace-"),
      },
    });
    const listed = await az("k8s-extension", "list", ...CLUSTER, "--query", "[].name", "-o", "tsv");
    expect(listed.stdout).toContain("microsoft.azuredefender.kubernetes");
    expect((await az("k8s-extension", "delete", ...name, ...CLUSTER, "--yes")).code).toBe(0);
    const gone = await az("k8s-extension", "show", ...name, ...CLUSTER);
    expect([gone.code, gone.stderr]).toEqual([3, expect.stringContaining("(ResourceNotFound)")]);
  },
);

testAz("an extension that fails ends the command with the reason", async () => {
  const silent = [
    "-c",
    "arc-ship-vessel-aurora",
    "-t",
    "connectedClusters",
    "-g",
    "rg-ship-vessels",
  ];
  const { code, stderr } = await az(
    ...["k8s-extension", "create", "--name", "azurepolicy", ...silent, ...GROUP.slice(2)],
    ...["--extension-type", "microsoft.policyinsights"],
  );
  expect([code, stderr]).toEqual([1, expect.stringContaining("(ExtensionOperationFailed)")]);
});

testAz("without a cluster that kubectl reaches nothing is connected", async () => {
  const { code, stderr } = await az("connectedk8s", "connect", "-n", "arc-nowhere", ...GROUP);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining("Unable to verify connectivity to the Kubernetes cluster."),
  ]);
  expect((await az("connectedk8s", "show", "-n", "arc-nowhere", ...GROUP)).code).toBe(3);
});

testAz("az rest writes a connector, reads it and takes it away", async () => {
  const url = `/subscriptions/${SUBSCRIPTIONS.shipping.id}/resourceGroups/rg-ship-edge/providers/Microsoft.Security/securityConnectors/aws-lab?api-version=2024-08-01-preview`;
  const body = JSON.stringify({
    location: "westeurope",
    properties: {
      hierarchyIdentifier: "634455667788",
      environmentName: "AWS",
      environmentData: { environmentType: "AwsAccount", scanInterval: 12 },
      offerings: [{ offeringType: "CspmMonitorAws" }],
    },
  });
  const rest = (method: string, ...more: string[]) =>
    az("rest", "--method", method, "--url", url, ...more);
  const put = await rest("put", "--body", body, "--query", "properties.environmentName");
  expect([put.code, put.stdout.trim()]).toEqual([0, '"AWS"']);
  const got = await rest("get", "--query", "systemData.createdByType", "-o", "tsv");
  expect(got.stdout.trim()).toBe("Application");
  expect((await rest("delete")).code).toBe(0);
  const gone = await rest("get");
  expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining("ResourceNotFound")]);
});

const BOOKING = "eks-booking-dev-euw1";
const EVERYBODY = "northwind-dev";
const eks = () => new EKSClient(clientOptions(sandbox, keysOf(sandbox, EVERYBODY)));

/** Writes a kubeconfig for an EKS cluster with somebody's token; returns the ARN of the cluster. */
async function pointKubectlAt(name: string, keys: AwsKeys): Promise<string> {
  const { cluster } = await eks().send(new DescribeClusterCommand({ name }));
  const server = {
    server: cluster?.endpoint,
    "certificate-authority-data": cluster?.certificateAuthority?.data,
  };
  // JSON is YAML, as kubectl reads it.
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: server }],
    contexts: [{ name, context: { cluster: name, user: "somebody" } }],
    "current-context": name,
    users: [{ name: "somebody", user: { token: eksToken(keys, { cluster: name }) } }],
  };
  writeFileSync(join(folder, "kubeconfig"), JSON.stringify(kubeconfig), { mode: 0o600 });
  return cluster?.arn ?? "";
}

testAz(
  "az connectedk8s connects an EKS cluster: agents in the cluster, a resource in Azure",
  async () => {
    const arn = await pointKubectlAt(BOOKING, keysOf(sandbox, EVERYBODY));
    const connect = (name: string, ...more: string[]) =>
      az("connectedk8s", "connect", "-n", name, ...GROUP, "--location", "westeurope", ...more);
    const tags = ["--tags", `ms_defender_cluster_id=${arn}`, "env=dev"];
    const connected = await connect("arc-booking", ...tags);
    expect([connected.code, connected.stderr]).toEqual([0, ""]);
    expect(JSON.parse(connected.stdout)).toMatchObject({
      name: "arc-booking",
      connectivityStatus: "Connected",
      provisioningState: "Succeeded",
      distribution: "eks",
      infrastructure: "aws",
      tags: { ms_defender_cluster_id: arn, env: "dev" },
      totalNodeCount: 2,
    });
    const again = await connect("arc-booking");
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout).tags).toMatchObject({ env: "dev" });
    const other = await connect("arc-other");
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringContaining(
        "already onboarded to the resource group 'rg-ship-edge' with resource name 'arc-booking'",
      ),
    ]);
  },
);

testAz("a resource belongs to one cluster, and takes no other", async () => {
  await pointKubectlAt("eks-tracking-dev-euw1", keysOf(sandbox, EVERYBODY));
  const { code, stderr } = await az("connectedk8s", "connect", "-n", "arc-booking", ...GROUP);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining("corresponds to a different Kubernetes cluster"),
  ]);
});

testAz("who has no rights in a cluster can't connect it", async () => {
  const iam = new IAMClient(clientOptions(sandbox, keysOf(sandbox, EVERYBODY)));
  const { User } = await iam.send(new CreateUserCommand({ UserName: "visitor" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "visitor" }));
  await eks().send(
    new CreateAccessEntryCommand({
      clusterName: BOOKING,
      principalArn: User?.Arn,
      kubernetesGroups: ["viewers"],
    }),
  );
  const keys = {
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  };
  await pointKubectlAt(BOOKING, keys);
  const { code, stderr } = await az("connectedk8s", "connect", "-n", "arc-visitor", ...GROUP);
  expect([code, stderr]).toEqual([1, expect.stringContaining("Unable to verify connectivity")]);
});

testAz("az connectedk8s delete takes the agents out and the resource away", async () => {
  await pointKubectlAt(BOOKING, keysOf(sandbox, EVERYBODY));
  const deleted = await az("connectedk8s", "delete", "-n", "arc-booking", ...GROUP, "--yes");
  expect([deleted.code, deleted.stderr]).toEqual([0, ""]);
  expect((await az("connectedk8s", "show", "-n", "arc-booking", ...GROUP)).code).toBe(3);
  const agents = await run("kubectl", ["get", "configmaps", "-A", "-o", "name"], {
    env: environment,
  });
  expect(agents.stdout).not.toContain("azure-clusterconfig");
});
