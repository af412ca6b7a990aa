import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { createDatabase, embeddedPostgres } from "../bin/embedded-postgres.ts";
import { Portal } from "../bin/portal.ts";
import { PortalLog } from "../bin/portal-log.ts";
import { anyFreePort } from "../bin/ports.ts";
import { sandboxEnvironment } from "../bin/sandbox-facts.ts";
import { type Environment, readEnvironment } from "../bin/settings.ts";
import { SupervisedProcess } from "../bin/supervised-process.ts";
import { ask } from "../sandbox/testing/ask.ts";

const SandboxControl = z.object({ url: z.url(), caFile: z.string(), controlKey: z.string() });
const ROOT = resolve(import.meta.dirname, "..");

export interface Estate {
  portalUrl: string;
  databaseUrl: string;
  /** From the start of the sandbox with an empty folder until the portal answers, in seconds. */
  startSeconds: number;
  /** Changes how the sandbox cloud behaves. */
  settings: (changed: object) => Promise<void>;
  stop: () => Promise<void>;
}

/**
 * A portal of its own, as `npm start` runs it: PostgreSQL, the sandbox cloud with so many clusters, a worker and
 * the web server, in a folder that is thrown away. Afterwards this process has the portal's own settings, so that
 * it may ask the database as the web server does; hence one estate a process.
 */
export async function startEstate(clusters: number): Promise<Estate> {
  const data = mkdtempSync(join(tmpdir(), "breakwater-bench-"));
  const log = new PortalLog(data, false);
  const { url, spec } = await embeddedPostgres(data, await anyFreePort());
  log.follow(spec);
  const database = new SupervisedProcess(spec, log);
  await database.start();
  await createDatabase(url);
  const port = await anyFreePort();
  const env: Environment = {
    ...withoutCloud(readEnvironment(data, process.env)),
    DATABASE_URL: url,
    LOG_LEVEL: "info",
    BREAKWATER_KEY: randomBytes(32).toString("base64"),
    BREAKWATER_URL: `http://localhost:${port}`,
    PORT: String(port),
  };
  const size = { clusters: String(clusters), connectors: "off" };
  const portal = new Portal({ root: ROOT, data, env, estate: size, log });
  const stop = async () => {
    await portal.stop();
    await database.stop();
    rmSync(data, { recursive: true, force: true });
  };
  const leave = () => void stop().finally(() => process.exit(1));
  // Ctrl-C, or the program that started us is gone: a database of its own would outlive us.
  for (const end of ["SIGINT", "SIGTERM", "disconnect"]) process.once(end, leave);
  // Listening must not keep this process when its work is done.
  process.channel?.unref();
  try {
    const started = performance.now();
    const missing = await portal.start();
    if (missing) throw new Error(`The portal did not become ready: ${JSON.stringify(missing)}`);
    Object.assign(process.env, env, portal.sandbox && sandboxEnvironment(portal.sandbox));
    const startSeconds = (performance.now() - started) / 1000;
    const settings = (changed: object) => changeSettings(join(data, "sandbox"), changed);
    return { portalUrl: portal.url, databaseUrl: url, startSeconds, settings, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Benchmarks never touch a real cloud, whatever the operator has set. */
function withoutCloud(env: Environment): Environment {
  const ours = Object.entries(env).filter(([name]) => !/^(AZURE_|DATABASE_URL$)/.test(name));
  return Object.fromEntries(ours);
}

async function changeSettings(sandboxFolder: string, changed: object): Promise<void> {
  const facts = JSON.parse(readFileSync(join(sandboxFolder, "sandbox.json"), "utf8"));
  const { url, caFile, controlKey } = SandboxControl.parse(facts);
  const answer = await ask(`${url}/sandbox/settings`, {
    ca: readFileSync(caFile, "utf8"),
    method: "POST",
    body: changed,
    headers: { "x-sandbox-key": controlKey },
  });
  if (answer.status !== 200) throw new Error(`The sandbox refused: ${JSON.stringify(answer.body)}`);
}
