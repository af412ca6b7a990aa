import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Sandbox, startSandbox } from "../testing.ts";
import { CLUSTER_CHANGES, STEPS, type Step } from "./walk.ts";

const FOLDER = ".data/wire";
/** What `npm test` leaves when it runs with SANDBOX_RECORD set to this file. */
const TESTS_RECORDING = join(FOLDER, "tests.jsonl");

/** An operation of the walk takes a fraction of a second; a limit so that a lost one ends the walk. */
const MOST_LOOKS = 100;

/**
 * Records a walk over every route that has a specification. What the tests recorded is judged with it;
 * where they recorded nothing, those with the real Azure CLI run first.
 * @returns the files with the recordings
 */
export async function recordTraffic(): Promise<string[]> {
  mkdirSync(FOLDER, { recursive: true });
  const walk = resolve(FOLDER, "walk.jsonl");
  rmSync(walk, { force: true });
  const recorded = existsSync(TESTS_RECORDING);
  if (!recorded) recordAzureCli(walk);
  await recordWalk(walk);
  return recorded ? [TESTS_RECORDING, walk] : [walk];
}

/** Takes every step of the walk against a sandbox that records into the file. */
async function recordWalk(file: string): Promise<void> {
  const sandbox = await startSandbox({ record: file });
  try {
    await sandbox.control("settings", {
      operationSeconds: { min: 0.1, max: 0.2 },
      registrationSeconds: { min: 0.1, max: 0.2 },
      pricingWriteMs: 0,
    });
    for (const step of STEPS) await take(sandbox, step);
    for (const change of CLUSTER_CHANGES) await changeCluster(sandbox, change);
  } finally {
    await sandbox.stop();
  }
}

/** The tests start their own sandbox, which records into the file that the environment names. */
function recordAzureCli(file: string): void {
  const vitest = resolve("node_modules/vitest/vitest.mjs");
  execFileSync(process.execPath, [vitest, "run", "sandbox/az.test.ts"], {
    env: { ...process.env, SANDBOX_RECORD: file },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

async function take(sandbox: Sandbox, { method, path, versions, body, as }: Step): Promise<void> {
  const token = as === undefined ? {} : { token: await sandbox.tokenFor(as) };
  for (const version of versions) {
    const answer = await sandbox.arm(method, withVersion(path, version), { body, ...token });
    await finish(sandbox, answer.headers, { path, version, state: stateOf(answer.body) });
  }
}

function withVersion(path: string, version: string): string {
  const encoded = path.split("?").map(encodeURI).join("?");
  return `${encoded}${path.includes("?") ? "&" : "?"}api-version=${version}`;
}

interface Begun {
  path: string;
  version: string;
  state: string | undefined;
}

/** Follows a long-running operation, by its own address or by the resource that it changes. */
async function finish(
  sandbox: Sandbox,
  headers: Readonly<Record<string, string | undefined>>,
  { path, version, state }: Begun,
): Promise<void> {
  const operation = headers["azure-asyncoperation"];
  if (!operation && (state === undefined || state === "Succeeded")) return;
  const next = operation ? operation.slice(sandbox.url.length) : withVersion(path, version);
  for (let look = 0; look < MOST_LOOKS; look++) {
    const { body } = await sandbox.arm("GET", next);
    if (["Succeeded", "Failed"].includes(body.status ?? stateOf(body) ?? "Succeeded")) return;
    await sleep(100);
  }
  throw new Error(`${path} did not come to an end.`);
}

function stateOf(body: { properties?: { provisioningState?: string } } | string | undefined) {
  return typeof body === "object" ? body.properties?.provisioningState : undefined;
}

/** Reads a cluster, turns its sensor on, and off again, and writes all of it back each time. */
async function changeCluster(
  sandbox: Sandbox,
  { path, version, workspace }: (typeof CLUSTER_CHANGES)[number],
): Promise<void> {
  for (const enabled of [true, false]) {
    const { body } = await sandbox.arm("GET", withVersion(path, version));
    const cluster = writablePart(body);
    cluster.properties.securityProfile.defender = {
      ...(enabled && { logAnalyticsWorkspaceResourceId: workspace }),
      securityMonitoring: { enabled },
    };
    await take(sandbox, { method: "PUT", path, versions: [version], body: cluster });
  }
}

/** Members that Azure's OpenAPI files call readOnly, at whatever depth; a client leaves them out. */
const READ_ONLY: ReadonlySet<string> = new Set([
  ...["eTag", "provisioningState", "maxAgentPools", "currentKubernetesVersion", "resourceUID"],
  ...["fqdn", "privateFQDN", "azurePortalFQDN", "currentOrchestratorVersion", "nodeImageVersion"],
  ...["principalId", "tenantId", "issuerURL"],
]);
const ONLY_AT_THE_TOP = ["id", "name", "type"];

// biome-ignore lint/suspicious/noExplicitAny: a cluster is read and written back here whatever it holds
function writablePart(cluster: Record<string, unknown>): any {
  const kept = Object.entries(cluster).filter(([name]) => !ONLY_AT_THE_TOP.includes(name));
  return JSON.parse(JSON.stringify(Object.fromEntries(kept)), (name, value) =>
    READ_ONLY.has(name) ? undefined : value,
  );
}
