import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { anyFreePort } from "../bin/ports.ts";
import { postgresAccount } from "../bin/postgres-account.ts";
import { SupervisedProcess } from "../bin/supervised-process.ts";
import { migrate } from "./migrate.ts";

/** Where Debian installs each major version (postgresql-common, "File system layout"). */
const DEBIAN = "/usr/lib/postgresql";
const OLDEST = 14;

const versions = existsSync(DEBIAN)
  ? readdirSync(DEBIAN).filter((name) => Number(name) >= OLDEST)
  : [];
const found = versions.filter((name) => existsSync(join(DEBIAN, name, "bin/postgres")));

if (found.length === 0)
  test.skip("Debian's PostgreSQL is not installed: apt-get install postgresql");

test.each(found)("the migrations apply to Debian's PostgreSQL %s", async (version) => {
  const bin = join(DEBIAN, version, "bin");
  const folder = mkdtempSync(join(tmpdir(), "breakwater-debian-"));
  const account = postgresAccount();
  if (account) chownSync(folder, account.uid, account.gid);
  const init = ["--pgdata", folder, "--auth=trust", "--username=postgres", "--encoding=UTF8"];
  const made = spawnSync(join(bin, "initdb"), [...init, "--locale=C", "--no-sync"], {
    ...account,
    cwd: "/",
    encoding: "utf8",
  });
  expect(made.stderr).toBe("");
  const port = await anyFreePort();
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const nothing = () => undefined;
  const server = new SupervisedProcess(
    {
      name: "database",
      command: join(bin, "postgres"),
      args: ["-D", folder, "-p", String(port), "-c", "unix_socket_directories=", "-c", "fsync=off"],
      env: { LC_ALL: "C" },
      cwd: "/",
      ...(account && { account }),
      stopSignal: "SIGINT",
      alarming: /PANIC/,
      ready: () => answers(url),
    },
    { line: nothing, crashed: nothing, spawned: nothing },
  );
  try {
    await server.start();
    expect((await migrate(url)).length).toBeGreaterThan(0);
    expect(await migrate(url)).toEqual([]);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
});

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}
