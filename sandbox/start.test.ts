import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./testing/ask.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), "sandbox-start-"));
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the program with arguments that it can't start with. */
function failingStart(...options: string[]): Promise<{ code: unknown; words: string }> {
  const start = join(import.meta.dirname, "start.ts");
  return new Promise((done) => {
    execFile(process.execPath, [start, ...options], { timeout: 30_000 }, (error, _output, words) =>
      done({ code: error?.code, words }),
    );
  });
}

test("a port in use, an option that makes no sense and broken state end with one plain sentence", async () => {
  const port = new URL(sandbox.url).port;
  const inUse = await failingStart(`--port=${port}`, `--data=${folder}`);
  expect(inUse.code).toBe(1);
  expect(inUse.words).toContain(`Port ${port} is in use.`);
  const nonsense = await failingStart("--clusters=many", `--data=${folder}`);
  expect([nonsense.code, nonsense.words]).toEqual([1, expect.stringContaining("--clusters")]);
  const other = join(folder, "broken");
  mkdirSync(other);
  writeFileSync(join(other, "sandbox.sqlite"), "x".repeat(5000));
  const broken = await failingStart("--port=0", `--data=${other}`);
  expect([broken.code, broken.words]).toEqual([
    1,
    expect.stringContaining("Delete the data folder"),
  ]);
});

test("only the owner of the data folder can read its keys and secrets", () => {
  for (const name of ["ca.key", "server.key", "sandbox.json"]) {
    expect(statSync(join(sandbox.dataFolder, name)).mode & 0o077, name).toBe(0);
  }
});

test("the certificate authority and the secrets are the same after a restart", async () => {
  const read = () =>
    ["ca.crt", "sandbox.json"].map((name) => readFileSync(join(sandbox.dataFolder, name), "utf8"));
  const before = read();
  await sandbox.restart();
  expect(read()).toEqual(before);
});

test("nobody is served who does not trust the sandbox's own authority", async () => {
  await expect(ask(`${sandbox.url}/sandbox/health`)).rejects.toThrow(/certificate/);
  expect((await ask(`${sandbox.url}/sandbox/health`, { ca: sandbox.ca })).status).toBe(200);
});
