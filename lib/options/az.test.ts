import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { az, findProgram } from "../../sandbox/az-command.ts";
import { pointAzureCliAt } from "../../sandbox/azure-cli.ts";
import { type Sandbox, startSandbox } from "../../sandbox/testing.ts";
import { SUBSCRIPTION } from "../testing.ts";
import type { Installable, Task } from "./catalog.ts";
import { generate } from "./generate.ts";
import type { Target } from "./model.ts";

const run = promisify(execFile);
const MINUTES = 60_000;
vi.setConfig({ testTimeout: 3 * MINUTES });

const installed = findProgram("az") !== undefined;
if (!installed) process.stderr.write("The Azure CLI is not installed: its tests are skipped.\n");
const testAz = test.skipIf(!installed);

let sandbox: Sandbox;
let folder: string;
let variables: Record<string, string>;
let workspaceId: string;

beforeAll(async () => {
  if (!installed) return;
  sandbox = await startSandbox();
  await sandbox.control("settings", { operationSeconds: { min: 0, max: 0.2 } });
  folder = mkdtempSync(join(tmpdir(), "az-options-"));
  variables = pointAzureCliAt(sandbox, folder);
  const { cliClientId, cliClientSecret, tenantId } = sandbox;
  const who = ["-u", cliClientId, "-p", cliClientSecret, "--tenant", tenantId];
  await az(variables, "login", "--service-principal", ...who);
  const listed = await sandbox.arm(
    "GET",
    `/subscriptions/${SUBSCRIPTION.shipping}/providers/Microsoft.OperationalInsights/workspaces?api-version=2022-10-01`,
  );
  workspaceId = listed.body.value[0].id;
}, 2 * MINUTES);

afterAll(async () => {
  await sandbox?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** New clusters for a test, as what an output is written for. */
async function added(kind: "aks" | "arc", count: number, traits: string[] = []): Promise<Target[]> {
  const more = { kind, subscriptionId: SUBSCRIPTION.shipping, count, traits };
  const { ids } = (await sandbox.control("clusters", more)) as { ids: string[] };
  return ids.map((armId) => {
    const [, , subscriptionId = "", , resourceGroup = "", , , , name = ""] = armId.split("/");
    const workspace = { id: workspaceId, isDefault: false };
    return { armId, subscriptionId, resourceGroup, name, region: "", workspace };
  });
}

/** Runs the first file of an output with the real Azure CLI, and gives its end and what it said. */
async function carriedOut(
  installable: Installable,
  task: Task,
  language: "bash" | "rest",
  targets: Target[],
): Promise<{ code: number; said: string; printed: string }> {
  const resourceManager = sandbox.url;
  const ask = { installable, task, language, targets, resourceManager, auditLogPath: null };
  const output = generate(ask);
  if ("cannot" in output) throw new Error(output.cannot);
  const file = join(folder, `${task}-${installable}-${language}.sh`);
  writeFileSync(file, output.files[0]?.text ?? "");
  const env = { ...process.env, ...variables, PAUSE_SECONDS: "0.3", TMPDIR: folder, HOME: folder };
  return run("bash", [file], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stderr, printed: stdout }),
    ({ code, stdout, stderr }) => ({ code, said: stderr, printed: stdout }),
  );
}

async function done(...what: Parameters<typeof carriedOut>): Promise<string> {
  const { code, said } = await carriedOut(...what);
  expect(said).toContain("Done: ");
  expect(code).toBe(0);
  return said;
}

interface Cluster {
  tags: Record<string, string>;
  properties: Record<string, unknown> & {
    securityProfile?: {
      defender?: {
        logAnalyticsWorkspaceResourceId?: string;
        securityMonitoring?: { enabled: boolean };
      };
    };
    addonProfiles?: Record<string, { enabled: boolean }>;
  };
}

async function clusterOf({ armId }: Target): Promise<Cluster> {
  return (await sandbox.arm("GET", `${armId}?api-version=2024-09-01`)).body;
}

/** What is on a cluster besides the part that is changed. */
function besides({ tags, properties }: Cluster, part: "securityProfile" | "addonProfiles") {
  const { [part]: _changed, ...others } = properties;
  return { tags, others };
}

testAz(
  "A15, A20: the Bash script deploys the sensor, passes over what is done, and removes it",
  async () => {
    const targets = await added("aks", 2);
    const [first, second] = targets as [Target, Target];
    second.workspace = { id: workspaceId, isDefault: true };
    const before = await Promise.all(targets.map(clusterOf));
    await done("aksSensor", "deploy", "bash", targets);
    const after = await Promise.all(targets.map(clusterOf));
    const defenders = after.map(({ properties }) => properties.securityProfile?.defender);
    expect(defenders.map((defender) => defender?.securityMonitoring?.enabled)).toEqual([
      true,
      true,
    ]);
    expect(defenders[0]?.logAnalyticsWorkspaceResourceId).toBe(workspaceId);
    expect(defenders[1]?.logAnalyticsWorkspaceResourceId).toMatch(/defaultworkspace-/i);
    for (const at of [0, 1]) {
      expect(besides(after[at] as Cluster, "securityProfile")).toEqual(
        besides(before[at] as Cluster, "securityProfile"),
      );
    }
    const again = await done("aksSensor", "deploy", "bash", [first]);
    expect(again).toContain("is as wanted already.");
    await done("aksSensor", "remove", "bash", [first]);
    const removed = (await clusterOf(first)).properties.securityProfile?.defender;
    expect(removed?.securityMonitoring?.enabled).toBe(false);
  },
);

const kubectl = findProgram("kubectl") !== undefined;
if (!kubectl) process.stderr.write("kubectl is not installed: its tests are skipped.\n");

test.skipIf(!installed || !kubectl)(
  "A18: the verifying script shows the sensor's pods as the cluster's own API lists them",
  async () => {
    const [on] = await added("aks", 1, ["sensor"]);
    const [off] = await added("aks", 1);
    const answer = await carriedOut("aksSensor", "verify", "bash", [on, off] as Target[]);
    expect(answer.code).toBe(1);
    expect(answer.said).toContain(`1  ${on?.name}  has it, as Azure reports.`);
    expect(answer.said).toContain(`2  ${off?.name}  does not have it`);
    expect(answer.said).toContain("1 of 2 clusters do not have it.");
    expect(answer.printed).toMatch(/microsoft-defender-\S+ .*Running/);
    expect(answer.said).toContain(`2  ${off?.name}  has no such pod in the namespace kube-system.`);
  },
);

testAz("the Bash scripts turn the Azure Policy add-on on and off", async () => {
  const targets = await added("aks", 1);
  const [target] = targets as [Target];
  const addon = async () =>
    (await clusterOf(target)).properties.addonProfiles?.azurepolicy?.enabled;
  await done("aksPolicyAddon", "deploy", "bash", targets);
  expect(await addon()).toBe(true);
  await done("aksPolicyAddon", "remove", "bash", targets);
  expect(await addon()).toBe(false);
});

testAz(
  "A14, A19: az rest deploys and removes the sensor, and everything else stays as it was",
  async () => {
    const targets = await added("aks", 1);
    const [target] = targets as [Target];
    const before = await clusterOf(target);
    await done("aksSensor", "deploy", "rest", targets);
    const after = await clusterOf(target);
    expect(after.properties.securityProfile?.defender).toEqual({
      logAnalyticsWorkspaceResourceId: workspaceId,
      securityMonitoring: { enabled: true },
    });
    expect(besides(after, "securityProfile")).toEqual(besides(before, "securityProfile"));
    expect((await carriedOut("aksSensor", "verify", "rest", targets)).code).toBe(0);
    expect(await done("aksSensor", "deploy", "rest", targets)).toContain("is as wanted already.");
    await done("aksSensor", "remove", "rest", targets);
    const removed = await clusterOf(target);
    expect(removed.properties.securityProfile?.defender?.securityMonitoring?.enabled).toBe(false);
    expect(besides(removed, "securityProfile")).toEqual(besides(before, "securityProfile"));
  },
);

testAz(
  "A14: the bare PUT of the article deploys the sensor and loses the tags, as the page warns",
  async () => {
    const [target] = (await added("aks", 1)) as [Target];
    const before = await clusterOf(target);
    expect(Object.keys(before.tags)).not.toEqual([]);
    const { location } = before as unknown as { location: string };
    const ask = { installable: "aksSensor", task: "deploy", language: "rest" } as const;
    const output = generate({
      ...ask,
      targets: [{ ...target, region: location }],
      resourceManager: sandbox.url,
      auditLogPath: null,
    });
    const calls = "cannot" in output ? "" : (output.files[1]?.text ?? "");
    const [, url = "", body = ""] =
      /^PUT (\S+) HTTP\/1\.1\n[\s\S]*?\n(\{[\s\S]*\})\s*$/m.exec(calls) ?? [];
    await az(variables, "rest", "--method=put", `--url=${url}`, `--body=${body}`);
    const after = await clusterOf(target);
    expect(after.properties.securityProfile?.defender?.securityMonitoring?.enabled).toBe(true);
    expect(after.tags).toEqual({});
  },
);

testAz(
  "az rest turns the Azure Policy add-on on and off, and keeps the other add-ons",
  async () => {
    const targets = await added("aks", 1, ["omsAgent"]);
    const [target] = targets as [Target];
    const before = await clusterOf(target);
    await done("aksPolicyAddon", "deploy", "rest", targets);
    const on = await clusterOf(target);
    expect(on.properties.addonProfiles).toMatchObject({
      ...before.properties.addonProfiles,
      azurepolicy: { enabled: true },
    });
    expect(besides(on, "addonProfiles")).toEqual(besides(before, "addonProfiles"));
    await done("aksPolicyAddon", "remove", "rest", targets);
    expect((await clusterOf(target)).properties.addonProfiles?.azurepolicy?.enabled).toBe(false);
  },
);

async function extensionsOf({ armId }: Target) {
  const path = `${armId}/providers/Microsoft.KubernetesConfiguration/extensions`;
  const { body } = await sandbox.arm("GET", `${path}?api-version=2023-05-01`);
  const listed = body.value as { name: string; properties: Record<string, unknown> }[];
  return listed.map(({ name, properties }) => ({ name, ...properties }));
}

testAz(
  "R6, R10, R12: az rest installs the Defender extension, verifies it and removes it",
  async () => {
    const targets = await added("arc", 1);
    const [target] = targets as [Target];
    const missing = await carriedOut("arcDefenderExtension", "verify", "rest", targets);
    expect([missing.code, missing.said]).toEqual([1, expect.stringContaining("1 of 1 clusters")]);
    await done("arcDefenderExtension", "deploy", "rest", targets);
    expect(await extensionsOf(target)).toEqual([
      expect.objectContaining({
        name: "microsoft.azuredefender.kubernetes",
        provisioningState: "Succeeded",
        configurationSettings: { logAnalyticsWorkspaceResourceID: workspaceId },
      }),
    ]);
    expect((await carriedOut("arcDefenderExtension", "verify", "rest", targets)).code).toBe(0);
    await done("arcDefenderExtension", "remove", "rest", targets);
    expect(await extensionsOf(target)).toEqual([]);
  },
);

testAz("R11: az rest installs the Azure Policy extension and removes it", async () => {
  const targets = await added("arc", 1);
  const [target] = targets as [Target];
  await done("arcPolicyExtension", "deploy", "rest", targets);
  expect(await extensionsOf(target)).toEqual([
    expect.objectContaining({ name: "azurepolicy", extensionType: "microsoft.policyinsights" }),
  ]);
  await done("arcPolicyExtension", "remove", "rest", targets);
  expect(await extensionsOf(target)).toEqual([]);
});

testAz("a cluster that Arc does not reach stops the script, which names it", async () => {
  const targets = await added("arc", 1, ["offline"]);
  const { code, said } = await carriedOut("arcPolicyExtension", "deploy", "rest", targets);
  expect(code).toBe(1);
  expect(said).toContain(`${targets[0]?.name}  Azure reports the change as Failed.`);
});
