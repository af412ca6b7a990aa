import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { Refusal } from "./refusal.mjs";

const DEFAULT_PORT = 3000;

export type Environment = Record<string, string>;

/**
 * The variables that the portal is started with: those of the process and, where it has none of that name,
 * those of `.env`. An empty value counts as not set.
 */
export function readEnvironment(folder: string, own: NodeJS.ProcessEnv): Environment {
  const file = join(folder, ".env");
  const written = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  const all = Object.entries({ ...written, ...own });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** The port of the web server. Throws a Refusal when PORT is not one. */
export function portOf(env: Environment): number {
  const port = Number(env.PORT ?? DEFAULT_PORT);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Refusal(`PORT is “${env.PORT}”, which is not a port: use a number from 1 to 65535.`);
}
