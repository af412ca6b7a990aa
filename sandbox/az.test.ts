import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { az, findProgram } from "./az-command.ts";
import { pointAzureCliAt } from "./azure-cli.ts";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const SUBSCRIPTION = SUBSCRIPTIONS.payments.id;
const MINUTES = 60_000;
vi.setConfig({ testTimeout: 2 * MINUTES });

interface Cluster {
  id: string;
  tags: Record<string, string>;
  properties: Record<string, unknown> & {
    securityProfile: {
      defender?: {
        logAnalyticsWorkspaceResourceId?: string;
        securityMonitoring: { enabled: boolean };
      };
    };
  };
}

const installed = findProgram("az") !== undefined;
// Debian's package azure-cli is what these commands were written for; elsewhere there is nothing to test.
if (!installed) process.stderr.write("The Azure CLI is not installed: its tests are skipped.\n");
const testAz = test.skipIf(!installed);

let sandbox: Sandbox;
let folder: string;
let variables: Record<string, string>;

beforeAll(async () => {
  if (!installed) return;
  sandbox = await startSandbox();
  await sandbox.control("settings", { operationSeconds: { min: 0.2, max: 0.5 } });
  folder = mkdtempSync(join(tmpdir(), "az-"));
  variables = pointAzureCliAt(sandbox, folder);
  await signIn(sandbox.cliClientSecret);
}, 2 * MINUTES);

afterAll(async () => {
  await sandbox?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function run(...args: string[]): Promise<unknown> {
  return az(variables, ...args);
}

function signIn(secret: string): Promise<unknown> {
  const { cliClientId, tenantId } = sandbox;
  const who = ["-u", cliClientId, "-p", secret, "--tenant", tenantId];
  return run("login", "--service-principal", ...who);
}

function aks(group: string, name: string, ...args: string[]): Promise<unknown> {
  return run("aks", ...args, "-g", group, "-n", name, "--subscription", SUBSCRIPTION);
}

async function clusterOf(group: string, name: string): Promise<Cluster> {
  const path = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  const answer = await sandbox.arm("GET", `${path}?api-version=2024-09-01`);
  expect(answer.status).toBe(200);
  return answer.body;
}

testAz("a wrong secret is refused in Entra's words", async () => {
  await expect(signIn("not-the-secret")).rejects.toThrow(/AADSTS7000215/);
});

testAz("az account list shows the six subscriptions by their names", async () => {
  const accounts = (await run("account", "list", "--all")) as { name: string; state: string }[];
  expect(accounts.map(({ name }) => name).sort()).toEqual(
    Object.values(SUBSCRIPTIONS)
      .map(({ displayName }) => displayName)
      .sort(),
  );
});

testAz("az aks list follows the pages to the last cluster", async () => {
  await sandbox.control("settings", { pageSize: 5 });
  const clusters = (await run("aks", "list", "--subscription", SUBSCRIPTION)) as unknown[];
  await sandbox.control("settings", { pageSize: 100 });
  expect(clusters).toHaveLength(18);
});

testAz("az aks show prints one cluster, and says which resource is missing", async () => {
  const shown = await aks("rg-pay-tokens-aue", "aks-pay-tokens-prod-aue", "show");
  expect(shown).toMatchObject({ location: "australiaeast", tags: { oncall: "$(reboot)" } });
  await expect(aks("rg-pay-tokens-aue", "nobody", "show")).rejects.toThrow(/ResourceNotFound/);
});

testAz(
  "enabling Defender makes the default workspace, turns the sensor on and keeps all the rest",
  async () => {
    const cluster = ["rg-pay-ledger-prod-neu", "aks-pay-ledger-prod-neu-01"] as const;
    const before = await clusterOf(...cluster);
    await aks(...cluster, "update", "--enable-defender");
    const after = await clusterOf(...cluster);
    const { defender, ...otherSecurity } = after.properties.securityProfile;
    expect(defender?.securityMonitoring.enabled).toBe(true);
    expect(defender?.logAnalyticsWorkspaceResourceId?.toLowerCase()).toBe(
      `/subscriptions/${SUBSCRIPTION}/resourcegroups/defaultresourcegroup-neu/providers/microsoft.operationalinsights/workspaces/defaultworkspace-${SUBSCRIPTION}-neu`,
    );
    expect(after.tags).toEqual(before.tags);
    expect({ ...after.properties, securityProfile: otherSecurity }).toEqual(before.properties);
  },
);

testAz("disabling Defender turns the sensor off and keeps all the rest", async () => {
  const cluster = ["rg-pay-api", "aks-pay-api-prod-weu"] as const;
  const before = await clusterOf(...cluster);
  expect(before.properties.securityProfile.defender?.securityMonitoring.enabled).toBe(true);
  await aks(...cluster, "update", "--disable-defender");
  const after = await clusterOf(...cluster);
  expect(after.properties.securityProfile.defender?.securityMonitoring.enabled).toBe(false);
  expect(after.tags).toEqual(before.tags);
  const { securityProfile: old, ...rest } = before.properties;
  expect(after.properties).toMatchObject(rest);
  const { defender, ...otherSecurity } = old;
  expect(after.properties.securityProfile).toMatchObject(otherSecurity);
});

testAz(
  "az security pricing lists, shows and changes a plan, and keeps its extensions",
  async () => {
    const pricing = (...args: string[]) =>
      run("security", "pricing", ...args, "--subscription", SUBSCRIPTION);
    const listed = (await pricing("list")) as { value: { name: string }[] } | { name: string }[];
    const plans = Array.isArray(listed) ? listed : listed.value;
    expect(plans.map(({ name }) => name)).toContain("Containers");
    expect(await pricing("show", "-n", "Containers")).toMatchObject({ pricingTier: "Free" });
    const on = await pricing("create", "-n", "Containers", "--tier", "Standard");
    expect(on).toMatchObject({ pricingTier: "Standard" });
    const { body } = await sandbox.arm(
      "GET",
      `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Security/pricings/Containers?api-version=2024-01-01`,
    );
    const { properties } = body as { properties: { pricingTier: string; extensions: unknown[] } };
    expect(properties.pricingTier).toBe("Standard");
    expect(properties.extensions).toHaveLength(4);
  },
);

testAz("R6, R10, R12: az rest installs, shows and removes an Arc extension", async () => {
  const cluster = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-pay-terminals/providers/Microsoft.Kubernetes/connectedClusters/arc-pay-terminals-rotterdam`;
  const extension = `${cluster}/providers/Microsoft.KubernetesConfiguration/extensions/microsoft.azuredefender.kubernetes?api-version=2020-07-01-preview`;
  const rest = (method: string, url: string, body?: object) =>
    run(
      "rest",
      "--method",
      method,
      "--url",
      url,
      ...(body ? ["--body", JSON.stringify(body)] : []),
    );
  const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-pay-terminals`;
  const workspace = `${group}/providers/Microsoft.OperationalInsights/workspaces/law-az-rest`;
  await rest("PUT", `${workspace}?api-version=2022-10-01`, { location: "westeurope" });
  const keys = await rest("POST", `${workspace}/sharedKeys?api-version=2020-08-01`);
  const { properties } = (await rest("GET", `${workspace}?api-version=2022-10-01`)) as {
    properties: { customerId: string };
  };
  await rest("PUT", extension, {
    properties: {
      extensionType: "microsoft.azuredefender.kubernetes",
      configurationSettings: {
        "logAnalytics.workspaceId": properties.customerId,
        auditLogPath: "/var/log/kube-apiserver/audit.log",
      },
      configurationProtectedSettings: {
        "logAnalytics.key": (keys as { primarySharedKey: string }).primarySharedKey,
      },
    },
  });
  await sandbox.control("clock", { advanceSeconds: 60 });
  expect(await rest("GET", extension)).toMatchObject({ properties: { installState: "Installed" } });
  await rest("DELETE", extension);
  await sandbox.control("clock", { advanceSeconds: 60 });
  await expect(rest("GET", extension)).rejects.toThrow(/ResourceNotFound/);
});
