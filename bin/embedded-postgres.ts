import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { keptSecret } from "./kept-secret.ts";
import { type Account, postgresAccount } from "./postgres-account.ts";
import { endLeftOver } from "./postgres-left-over.ts";
import { placePostgres } from "./postgres-place.ts";
import type { ProcessSpec } from "./process-spec.ts";
import { Refusal } from "./refusal.mjs";

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // Web server, workers and queue each keep a pool; the default of 100 is too few for three workers.
  max_connections: "200",
  shared_buffers: "256MB",
  max_wal_size: "2GB",
};

export interface EmbeddedPostgres {
  /** Where to connect; the database exists after `createDatabase`. */
  url: string;
  spec: ProcessSpec;
}

/**
 * Makes the embedded PostgreSQL in `folder` ready to be started: its data, its password, and nothing left
 * over from a supervisor that was killed.
 * @param settings server settings on top of ours, such as `fsync: "off"` for a database that tests throw away
 */
export async function embeddedPostgres(
  folder: string,
  port: number,
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  const account = postgresAccount();
  const { binaries, data } = placePostgres(folder, account);
  const password = keptSecret(join(folder, "postgres-password"), () =>
    randomBytes(24).toString("base64url"),
  );
  if (!existsSync(join(data, "PG_VERSION"))) initialise(binaries, data, password, account);
  await endLeftOver(data);
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/breakwater`;
  const flags = Object.entries({ ...SETTINGS, ...settings, port: String(port) });
  const spec: ProcessSpec = {
    name: "database",
    command: join(binaries, "postgres"),
    args: ["-D", data, ...flags.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" },
    cwd: "/",
    ...(account && { account }),
    // "Fast shutdown": ends sessions, writes everything down (PostgreSQL manual, "Shutting Down the Server").
    stopSignal: "SIGINT",
    // Refused statements are the callers' business; what stops the server is everybody's.
    alarming: /PANIC:|No space left/,
    ready: () => answers(serverUrl(url)),
  };
  return { url, spec };
}

/** Creates the database that a URL names, if it is not there. */
export async function createDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const client = new pg.Client({ connectionString: serverUrl(url) });
  await client.connect();
  try {
    const found = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
    if (!found.rowCount) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** The same server, at the database that every server has. */
export function serverUrl(url: string): string {
  return Object.assign(new URL(url), { pathname: "/postgres" }).href;
}

/**
 * Runs `initdb` beside the final place and moves the result there, so that an interrupted first start
 * leaves nothing that looks like a database.
 */
function initialise(
  binaries: string,
  data: string,
  password: string,
  account: Account | undefined,
): void {
  if (existsSync(data) && readdirSync(data).length > 0) {
    throw new Refusal(`${data} is not a PostgreSQL data folder: move it away and start again.`);
  }
  const made = `${data}.new`;
  const passwordFile = `${data}.pw`;
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  chmodSync(passwordFile, 0o600);
  if (account) for (const path of [made, passwordFile]) chownSync(path, account.uid, account.gid);
  runInitdb(binaries, made, passwordFile, account);
  rmSync(passwordFile, { force: true });
  rmSync(data, { recursive: true, force: true });
  renameSync(made, data);
}

function runInitdb(
  binaries: string,
  made: string,
  passwordFile: string,
  account: Account | undefined,
): void {
  const options = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"];
  const login = ["--auth=scram-sha-256", "--username=postgres", `--pwfile=${passwordFile}`];
  const result = spawnSync(
    join(binaries, "initdb"),
    ["--pgdata", made, "--no-instructions", ...options, ...login],
    { ...account, cwd: "/", encoding: "utf8", env: { ...process.env, LC_ALL: "C" } },
  );
  if (result.status === 0) return;
  const why = (result.stderr || String(result.error)).trim().split("\n").at(-1);
  throw new Refusal(`The database could not be made in ${made}: ${why}.`);
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
