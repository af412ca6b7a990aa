import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDatabase, embeddedPostgres } from "./embedded-postgres.ts";
import { anyFreePort } from "./ports.ts";
import { SupervisedProcess } from "./supervised-process.ts";

let folder: string;
let pid: number;
let servers: SupervisedProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-postgres-"));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(port: number): Promise<string> {
  const { url, spec } = await embeddedPostgres(folder, port, { fsync: "off" });
  const nothing = () => undefined;
  const spawned = (_name: string, id: number) => {
    pid = id;
  };
  const server = new SupervisedProcess(spec, { line: nothing, crashed: nothing, spawned });
  servers.push(server);
  await server.start();
  await createDatabase(url);
  return url;
}

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}

test("what was written before the server was killed is there after the next start", async () => {
  const url = await start(await anyFreePort());
  await ask(url, "CREATE TABLE kept AS SELECT 1 AS one");
  const first = servers[0];
  const killed = pid;
  // Not `stop`: neither the server nor its supervisor get to clean up.
  process.kill(killed, "SIGKILL");
  await first?.stop();
  expect(await ask(await start(await anyFreePort()), "TABLE kept")).toEqual([{ one: 1 }]);
});

test("a server that an earlier start left running is ended, and its data taken over", async () => {
  const url = await start(await anyFreePort());
  await ask(url, "CREATE TABLE kept AS SELECT 1 AS one");
  const leftOver = pid;
  const next = await embeddedPostgres(folder, await anyFreePort());
  expect(() => process.kill(leftOver, 0)).toThrow("ESRCH");
  expect(next.url).not.toBe(url);
});

test("only who knows the password may connect, and it is for the owner's eyes only", async () => {
  const url = await start(await anyFreePort());
  expect(statSync(join(folder, "postgres-password")).mode & 0o777).toBe(0o600);
  const wrong = Object.assign(new URL(url), { password: "guess" }).href;
  await expect(ask(wrong, "SELECT 1")).rejects.toThrow("password authentication failed");
});

test("a folder that is no database is refused in words, and left as it is", async () => {
  mkdirSync(join(folder, "postgres"));
  writeFileSync(join(folder, "postgres", "thesis.txt"), "mine");
  await expect(embeddedPostgres(folder, 5)).rejects.toThrow("is not a PostgreSQL data folder");
  expect(statSync(join(folder, "postgres", "thesis.txt")).size).toBe(4);
});
