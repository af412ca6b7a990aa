import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { az, findProgram } from "./az-command.ts";
import { pointAzureCliAt } from "./azure-cli.ts";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const MINUTES = 60_000;
vi.setConfig({ testTimeout: 2 * MINUTES });

const SUBSCRIPTION = ["--subscription", SUBSCRIPTIONS.payments.id];
const SENSOR = "64def556-fbad-4622-930e-72d1d5589bf5";

const installed = findProgram("az") !== undefined;
if (!installed) process.stderr.write("The Azure CLI is not installed: its tests are skipped.\n");
const testAz = test.skipIf(!installed);

let sandbox: Sandbox;
let folder: string;
let variables: Record<string, string>;

beforeAll(async () => {
  if (!installed) return;
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), "az-"));
  variables = pointAzureCliAt(sandbox, folder);
  const { cliClientId, cliClientSecret, tenantId } = sandbox;
  const who = ["-u", cliClientId, "-p", cliClientSecret, "--tenant", tenantId];
  await run("login", "--service-principal", ...who);
}, 2 * MINUTES);

afterAll(async () => {
  await sandbox?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function run(...args: string[]): Promise<unknown> {
  return az(variables, ...args);
}

const policy = (...args: string[]) => run("policy", ...args, ...SUBSCRIPTION);

testAz("W1: az policy definition finds the built-in policy by its id and in the list", async () => {
  const shown = await policy("definition", "show", "--name", SENSOR);
  expect(shown).toMatchObject({ policyType: "BuiltIn", mode: "Indexed" });
  const names = (await policy("definition", "list", "--query", "[].name")) as string[];
  expect(names).toContain(SENSOR);
});

testAz(
  "az policy assignment creates, lists and deletes an assignment with an identity",
  async () => {
    const parameters = JSON.stringify({ logAnalyticsWorkspaceResourceId: { value: "" } });
    const made = await policy(
      ...["assignment", "create", "--name", "sensor", "--policy", SENSOR, "--params", parameters],
      ...["--mi-system-assigned", "--location", "westeurope"],
    );
    expect(made).toMatchObject({ name: "sensor", identity: { type: "SystemAssigned" } });
    const listed = (await policy("assignment", "list", "--query", "[].name")) as string[];
    expect(listed).toContain("sensor");
    // `az policy state summarize` of Debian's 2.45 hands its arguments to the wrong parameters, so it is asked by REST.
    const { id } = made as { id: string };
    const url = `${id}/providers/Microsoft.PolicyInsights/policyStates/latest/summarize?api-version=2019-10-01`;
    const summary = await run("rest", "--method", "post", "--url", url);
    expect(summary).toMatchObject({ value: [{ results: { nonCompliantResources: 17 } }] });
    const states = (await policy(
      ...[
        "state",
        "list",
        "--policy-assignment",
        "sensor",
        "--filter",
        "complianceState eq 'Compliant'",
      ],
    )) as unknown[];
    expect(states).toHaveLength(1);
    await policy("assignment", "delete", "--name", "sensor");
    expect(await policy("assignment", "list", "--query", "[].name")).not.toContain("sensor");
  },
);

testAz("az policy remediation starts a task and tells how it stands", async () => {
  await policy(
    ...[
      "assignment",
      "create",
      "--name",
      "add-on",
      "--mi-system-assigned",
      "--location",
      "westeurope",
    ],
    ...["--policy", "a8eff44f-8c92-45c3-a3fb-9880802d67a7"],
  );
  const made = await policy(
    "remediation",
    "create",
    "--name",
    "now",
    "--policy-assignment",
    "add-on",
  );
  expect(made).toMatchObject({ name: "now", resourceDiscoveryMode: "ExistingNonCompliant" });
  const deployments = (await policy("remediation", "deployment", "list", "--name", "now")) as {
    error: { code: string };
  }[];
  expect(deployments.length).toBeGreaterThan(10);
  expect(deployments[0]?.error.code).toBe("AuthorizationFailed");
});
