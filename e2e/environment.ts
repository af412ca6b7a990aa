import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { control, SANDBOX_FILE } from "./portal.ts";

const READY_LIMIT_MS = 240_000;
const LOOK_MS = 250;

/** An operator's own settings must not lead the tests to a real cloud or a real database. */
const NOT_OURS = { AZURE_TENANT_ID: "", DATABASE_URL: "", BREAKWATER_URL: "", HOST: "" };

/**
 * Playwright's global set-up: a whole portal as `npm start` runs it, from the production build, on ports of
 * its own and with data that is thrown away. Returns how to end it.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const data = mkdtempSync(join(tmpdir(), "breakwater-e2e-"));
  const port = process.env.BREAKWATER_E2E_PORT ?? "";
  const portal = spawn(
    "node_modules/.bin/node",
    ["bin/start.ts", "--data", data, "--connectors", "off"],
    {
      env: { ...process.env, ...NOT_OURS, PORT: port },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  let output = "";
  for (const stream of [portal.stdout, portal.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  if (!(await isReady(portal, `http://localhost:${port}/api/health`))) {
    await ended(portal);
    throw new Error(`The portal for the tests did not start. Its data is in ${data}.\n${output}`);
  }
  process.env[SANDBOX_FILE] = join(data, "sandbox", "sandbox.json");
  // Clusters change only when a test changes them.
  await control("settings", { provisioning: "off" });
  return async () => {
    await ended(portal);
    rmSync(data, { recursive: true, force: true });
  };
}

async function isReady(portal: ChildProcess, health: string): Promise<boolean> {
  const deadline = Date.now() + READY_LIMIT_MS;
  while (portal.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(health).catch(() => undefined);
    if (answer?.ok) return true;
    await sleep(LOOK_MS);
  }
  return false;
}

async function ended(portal: ChildProcess): Promise<void> {
  if (portal.exitCode !== null || portal.signalCode !== null) return;
  const exit = new Promise((resolve) => portal.once("exit", resolve));
  portal.kill("SIGTERM");
  await exit;
}
