/**
 * Everything behind `npm start`: prepares what changed, starts the portal, says where it is, and stops it.
 *
 *   node bin/start.ts [--clusters <n>] [--connectors on|off] [--data <folder>] [--verbose]
 */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuild, ensureClient } from "./build.ts";
import { holdFolder } from "./folder-hold.mjs";
import { Portal } from "./portal.ts";
import { PortalLog } from "./portal-log.ts";
import { isFree } from "./ports.ts";
import { Refusal } from "./refusal.mjs";
import { portOf, readEnvironment } from "./settings.ts";
import { stopRequested } from "./stop-request.ts";
import { say, sentenceOf } from "./terminal.mjs";
import { welcome } from "./welcome.ts";

const root = resolve(import.meta.dirname, "..");
process.chdir(root);
try {
  process.exit(await run());
} catch (error) {
  say(sentenceOf(error));
  process.exit(1);
}

async function run(): Promise<number> {
  const options = readOptions();
  const data = resolve(options.data);
  const env = readEnvironment(root, process.env);
  const stop = stopRequested();
  mkdirSync(data, { recursive: true });
  const release = await holdFolder(data);
  await refuseUsedPort(portOf(env));
  await ensureClient(stop);
  await ensureBuild(stop);
  const log = new PortalLog(data, options.verbose);
  const { clusters, connectors } = options;
  const portal = new Portal({ root, data, env, estate: { clusters, connectors }, log });
  stop.addEventListener("abort", () => void portal.stop());
  try {
    const missing = await portal.start();
    const { url, sandbox } = portal;
    if (!stop.aborted) say(welcome({ url, sandbox, logs: log.folder, missing }));
    await aborted(stop);
    say("Stopping…");
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    await portal.stop();
    await release();
  }
  return 0;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        clusters: { type: "string" },
        connectors: { type: "string" },
        data: { type: "string", default: ".data" },
        verbose: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new Refusal(
      `${(error as Error).message} Known are --clusters, --connectors, --data and --verbose.`,
    );
  }
}

async function refuseUsedPort(port: number): Promise<void> {
  if (await isFree(port)) return;
  throw new Refusal(
    `Port ${port} is in use: stop what uses it, or choose another, as in: PORT=${port + 1} npm start`,
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
}
