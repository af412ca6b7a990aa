import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdFolder } from "./folder-hold.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-hold-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a folder that is held is refused to the second who wants it, and free when it is given back", async () => {
  const release = await holdFolder(folder);
  await expect(holdFolder(folder)).rejects.toThrow("already running");
  await release();
  await (await holdFolder(folder))();
});

test("the folder of a process that was killed is free", async () => {
  const program = `await (await import("./bin/folder-hold.mjs")).holdFolder(process.argv[1]);
    process.stdout.write("held"); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", program, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  await expect(holdFolder(folder)).rejects.toThrow("already running");
  const gone = new Promise((resolve) => holder.once("exit", resolve));
  holder.kill("SIGKILL");
  await gone;
  await (await holdFolder(folder))();
});
