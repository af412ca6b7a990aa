import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { anyFreePort, isFree, keptPorts } from "./ports.ts";

let folder: string;
let servers: Server[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-ports-"));
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

/** Takes a port for the rest of the test, as a stranger's program would. */
async function take(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
}

test("a port that something listens on is not free", async () => {
  const port = await anyFreePort();
  expect(await isFree(port)).toBe(true);
  await take(port);
  expect(await isFree(port)).toBe(false);
});

test("a busy port gives way to another, which is then kept even when the first is free again", async () => {
  const file = join(folder, "ports.json");
  const preferred = await anyFreePort();
  await take(preferred);
  const first = await keptPorts(file, { sandbox: preferred });
  expect(first.sandbox).not.toBe(preferred);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  expect(await keptPorts(file, { sandbox: preferred })).toEqual(first);
});

test.each(["", "not json", "null", '{"sandbox":"5"}', '{"sandbox":99999999}'])(
  "a file of kept ports that reads %j is forgotten",
  async (content) => {
    const file = join(folder, "ports.json");
    writeFileSync(file, content);
    const preferred = await anyFreePort();
    expect(await keptPorts(file, { sandbox: preferred })).toEqual({ sandbox: preferred });
  },
);

test("a preferred port beyond the last one gives way to a real one", async () => {
  const { database } = await keptPorts(join(folder, "ports.json"), { database: 66_000 });
  expect(database).toBeLessThanOrEqual(65_535);
});
