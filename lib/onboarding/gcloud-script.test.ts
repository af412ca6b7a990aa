import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findGcloud, gcloudVariables, google } from "../../sandbox/testing/gcp.ts";
import { type Sandbox, startSandbox } from "../../sandbox/testing.ts";
import type { ConnectorCloud, FederatedIdentity, RightFound } from "../cloud/cloud.ts";
import { connectorCloudFor, federatedIdentity } from "../cloud/index.ts";
import type { GcpChoice } from "../connectors/choice.ts";
import { gcloudScript } from "./gcloud-script.ts";
import { gcpCreates, gcpNeeds } from "./gcp-access.ts";
import { accessToProject, becomePortalOf, components, gcpChoice, LAB } from "./testing.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const run = promisify(execFile);
const PORTAL = `serviceAccount:breakwater-portal@${LAB.projectId}.iam.gserviceaccount.com`;
const PROJECT = `/v1/projects/${LAB.projectId}`;

let sandbox: Sandbox;
let folder: string;
let identity: FederatedIdentity;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gcloud-script-"));
  sandbox = await startSandbox({ clusters: 0 });
  becomePortalOf(sandbox);
  identity = await federatedIdentity();
});

afterAll(async () => {
  await sandbox?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  code: number;
  stderr: string;
}

/** Runs a choice's script as a person would in a shell in which gcloud is signed in as the project's owner. */
async function applied(choice: GcpChoice, variables: Record<string, string> = {}): Promise<Ended> {
  const file = join(folder, "breakwater.sh");
  writeFileSync(file, gcloudScript({ choice, identity }).text);
  const env = {
    ...process.env,
    ...gcloudVariables(sandbox, LAB.projectId),
    PAUSE_SECONDS: "0",
    ...variables,
  };
  return run("bash", [file], { env }).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }) => ({ code, stderr }),
  );
}

const effects = () => sandbox.control("effects", undefined, "GET");

function cloudOf(choice: GcpChoice): ConnectorCloud {
  return connectorCloudFor(accessToProject(choice), { sessionName: "mira@northwind.example" });
}

const reading = (choice: GcpChoice) => cloudOf(choice).readAccess(gcpNeeds(choice, identity));

const missing = (rights: readonly RightFound[]) =>
  rights.filter(({ found }) => !found).map(({ holder, action }) => `${holder} ${action}`.trim());

interface Binding {
  role: string;
  members: string[];
}

/** Takes a role away from a member, as somebody may do on Google's own pages. */
async function withdraw(
  resource: string,
  role: string,
  member?: string,
): Promise<() => Promise<void>> {
  const { body: before } = await google(sandbox, "POST", `${resource}:getIamPolicy`, { body: {} });
  const bindings = (before.bindings as Binding[]).map((one) =>
    one.role === role
      ? { role, members: one.members.filter((other) => member !== undefined && other !== member) }
      : one,
  );
  await setPolicy({ ...before, bindings });
  return () => setPolicy({ bindings: before.bindings });

  async function setPolicy(policy: object): Promise<void> {
    const { status } = await google(sandbox, "POST", `${resource}:setIamPolicy`, {
      body: { policy },
    });
    expect(status).toBe(200);
  }
}

const installed = findGcloud() !== undefined;
if (!installed) process.stderr.write("gcloud is not installed: its tests are skipped.\n");

test.skipIf(!installed)(
  "G9: in the wrong project the script changes nothing, and says so",
  async () => {
    const before = await effects();
    const { code, stderr } = await applied(gcpChoice(), {
      CLOUDSDK_CORE_PROJECT: "nwh-shipping-prod",
    });
    expect(code).toBe(1);
    expect(stderr).toContain(
      `nwh-shipping-prod: is the active one, but the connector is for ${LAB.projectId}. Run gcloud config set project`,
    );
    const number = await applied(gcpChoice({ projectNumber: "104857600001" }));
    expect(number.code).toBe(1);
    expect(number.stderr).toContain(
      "has the number 104857600002, but the connector is for 104857600001.",
    );
    expect(await effects()).toEqual(before);
  },
);

test.skipIf(!installed)(
  "the script stops at the first error with a sentence, and goes on when run again",
  async () => {
    await sandbox.control("faults", {
      match: { cloud: "gcp", operation: "workloadIdentityPools.create" },
      fault: { kind: "status", status: 403, message: "Not today." },
      times: 1,
    });
    const { code, stderr } = await applied(gcpChoice({ access: "least", containers: false }));
    expect(code).toBe(1);
    expect(stderr).toContain("Not today.");
    expect(stderr).toMatch(
      /Pool breakwater: can't be made; gcloud's words are above\. The script stops here; run it again to go on\.\n$/,
    );
  },
);

test.skipIf(!installed)(
  "G7, G12: what the script makes lets the portal in, and a second run changes nothing",
  async () => {
    const choice = gcpChoice();
    const first = await applied(choice);
    expect(first.stderr).toMatch(
      /Done: \d+ changes\. Go back to the portal and verify access\.\n$/,
    );
    expect(first.code).toBe(0);

    const { version } = gcloudScript({ choice, identity });
    const found = await reading(choice);
    expect(found.fault).toBeNull();
    expect(missing(found.rights)).toEqual([]);
    expect(found).toMatchObject({
      identity: `breakwater-portal@${LAB.projectId}.iam.gserviceaccount.com`,
      template: version,
    });

    const before = await effects();
    const second = await applied(choice);
    expect(second.stderr).toMatch(/Everything was there already: nothing was changed\.\n$/);
    expect(second.code).toBe(0);
    expect(await effects()).toEqual(before);
  },
);

test.skipIf(!installed)("a right that was taken away is named, whoever holds it", async () => {
  const choice = gcpChoice();
  const giveBack = await withdraw(PROJECT, "roles/container.viewer", PORTAL);
  const { rights, fault } = await reading(choice);
  await giveBack();
  expect(fault).toBeNull();
  expect(missing(rights)).toEqual([
    "breakwater-portal container.clusters.get",
    "breakwater-portal container.clusters.list",
    "breakwater-portal container.operations.list",
  ]);

  const defender = `serviceAccount:microsoft-defender-containers@${LAB.projectId}.iam.gserviceaccount.com`;
  const giveBackToo = await withdraw(PROJECT, "roles/container.admin", defender);
  expect(missing((await reading(choice)).rights)).toEqual([
    "microsoft-defender-containers roles/container.admin",
  ]);
  await giveBackToo();
  expect(missing((await reading(choice)).rights)).toEqual([]);
});

test.skipIf(!installed)(
  "what stands in the way at the door is said in words, with Google's own",
  async () => {
    const choice = gcpChoice();
    const account = `${PROJECT}/serviceAccounts/${PORTAL.slice("serviceAccount:".length)}`;
    const open = await withdraw(account, "roles/iam.workloadIdentityUser");
    const shut = await reading(choice);
    await open();
    expect(shut.fault).toMatchObject({ kind: "forbidden", status: 403 });
    expect(shut.fault?.message).toMatch(
      /does not grant roles\/iam\.workloadIdentityUser to this portal: .+ Google says: Permission 'iam\.serviceAccounts\.getAccessToken' denied/,
    );

    const pool = `${PROJECT}/locations/global/workloadIdentityPools/breakwater`;
    const provider = (oidc: object) =>
      google(sandbox, "PATCH", `${pool}/providers/breakwater?updateMask=oidc`, { body: { oidc } });
    const audience = { issuerUri: identity.issuer, allowedAudiences: ["api://another"] };
    await provider(audience);
    const other = await reading(choice);
    expect(other.fault?.message).toMatch(
      /allows another audience than this portal's.+ Google says: The audience in ID Token/,
    );
    await provider({
      issuerUri: "https://login.example/other",
      allowedAudiences: [identity.audience],
    });
    const foreign = await reading(choice);
    expect(foreign.fault?.message).toMatch(
      /trusts another issuer.+ Google says: The issuer in ID Token/,
    );

    const refused = await applied(choice);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      "Provider breakwater: trusts somebody else: it may serve another portal.",
    );
    await provider({ issuerUri: identity.issuer, allowedAudiences: [identity.audience] });

    await google(sandbox, "PATCH", `${pool}?updateMask=disabled`, { body: { disabled: true } });
    const off = await reading(choice);
    await google(sandbox, "PATCH", `${pool}?updateMask=disabled`, { body: { disabled: false } });
    expect(off.fault?.message).toMatch(
      /has no workload identity pool breakwater .+ Google says: The target service/,
    );
    expect((await reading(choice)).fault).toBeNull();
  },
);

test("G4, G5, G6, G12: least privilege makes what is on, default access everything of the plan", () => {
  const named = (choice: GcpChoice) => gcpCreates(choice, identity).map(({ name }) => name);
  const everything = named(gcpChoice());
  expect(everything).toEqual(
    expect.arrayContaining([
      "breakwater-portal",
      "microsoft-defender-containers",
      "ms-defender-containers-stream",
      "mdc-containers-k8s-operator",
      "mdc-containers-artifact-assess",
      "MicrosoftDefender-audit-logs",
      "roles/artifactregistry.writer to mdc-containers-artifact-assess",
    ]),
  );
  const only = (on: Partial<GcpChoice["components"]>) =>
    named(gcpChoice({ access: "least", components: { ...components(false), ...on } }));
  expect(only({ imageAssessment: true })).toContain(
    "roles/artifactregistry.reader to mdc-containers-artifact-assess",
  );
  expect(only({ imageAssessment: true })).not.toContain("mdc-containers-k8s-operator");
  expect(only({ agentlessDiscovery: true })).not.toContain("MicrosoftDefender-audit-logs");
  expect(only({ auditLogs: true })).toContain("MicrosoftDefender-audit-logs");
  const off = named(gcpChoice({ containers: false }));
  expect(off).toContain("microsoft-defender-cspm");
  expect(off).not.toContain("microsoft-defender-containers");
});
