import { Agent, get } from "node:https";
import { join } from "node:path";
import type { ProcessSpec } from "./process-spec.ts";
import type { Environment } from "./settings.ts";

/** Where the portal stands: its code, its data, its ports, the variables of its processes. */
export interface Place {
  root: string;
  data: string;
  env: Environment;
}

/** Lines of pino's JSON at level 40 (warn) and above (https://getpino.io, "Log level numbers"), and bare errors. */
const WARNINGS = /"level":(40|50|60)\b|\b(Error|error|Warning)\b/;

/** What the sandbox's estate is like when it is made, as its own options say it. */
export interface Estate {
  /** How many clusters. */
  clusters?: string | undefined;
  /** Whether an AWS account and a GCP project are connected: on or off. */
  connectors?: string | undefined;
}

/** The sandbox cloud, on its own port and with its own state. */
export function sandboxProcess(place: Place, port: number, estate: Estate): ProcessSpec {
  const folder = join(place.data, "sandbox");
  return {
    ...nodeProcess(place, "sandbox", "sandbox/start.ts", [
      ...["--port", String(port), "--data", folder],
      ...Object.entries(estate).flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
    ]),
    ready: () => isHealthySandbox(port),
  };
}

/** The worker: it beats in the database when it works, which the portal's health tells. */
export function workerProcess(place: Place): ProcessSpec {
  return { ...nodeProcess(place, "worker", "lib/worker.ts", []), ready: async () => true };
}

/** The web server, from the production build. */
export function webProcess(place: Place, port: number): ProcessSpec {
  const next = "node_modules/next/dist/bin/next";
  const host = place.env.HOST ?? "127.0.0.1";
  return {
    ...nodeProcess(place, "web", next, ["start", "--port", String(port), "--hostname", host]),
    ready: async () => (await healthOf(port)) !== undefined,
  };
}

/** What the portal says of its parts; undefined while it does not answer. */
export async function healthOf(
  port: number,
): Promise<{ ready: boolean; parts: unknown } | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/health`);
    return { ready: response.ok, parts: await response.json() };
  } catch {
    return undefined;
  }
}

function nodeProcess(place: Place, name: string, program: string, args: string[]) {
  const flags = ["--disable-warning=ExperimentalWarning", "--import"];
  const preload = new URL("./leave-with-parent.mjs", import.meta.url).href;
  return {
    name,
    command: process.execPath,
    args: [...flags, preload, program, ...args],
    env: {
      ...place.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      BREAKWATER_PROCESS: name,
    },
    cwd: place.root,
    stopSignal: "SIGTERM" as const,
    alarming: WARNINGS,
  };
}

/** Only asks whether it is there; who it is does not matter yet, so its certificate is not looked at. */
function isHealthySandbox(port: number): Promise<boolean> {
  const agent = new Agent({ rejectUnauthorized: false });
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path: "/sandbox/health", agent }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.setTimeout(2_000, () => request.destroy());
    request.once("error", () => resolve(false));
  });
}
