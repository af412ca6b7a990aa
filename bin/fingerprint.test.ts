import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint, unlessDone } from "./fingerprint.ts";

let folder: string;
const print = () => fingerprint([join(folder, "app"), join(folder, "missing")], /\.test\.ts$/);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-print-"));
  mkdirSync(join(folder, "app/api"), { recursive: true });
  writeFileSync(join(folder, "app/api/route.ts"), "one");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a changed, a new and a renamed source each change the fingerprint", () => {
  const prints = [print()];
  writeFileSync(join(folder, "app/api/route.ts"), "two");
  prints.push(print());
  writeFileSync(join(folder, "app/page.ts"), "");
  prints.push(print());
  rmSync(join(folder, "app/page.ts"));
  writeFileSync(join(folder, "app/pages.ts"), "");
  prints.push(print());
  expect(new Set(prints).size).toBe(prints.length);
});

test("a changed test leaves the fingerprint as it is", () => {
  const before = print();
  writeFileSync(join(folder, "app/page.test.ts"), "test");
  expect(print()).toBe(before);
});

test("work is done once for the same sources, again for others, and again after it failed", async () => {
  const stamp = join(folder, "made-from");
  const done: string[] = [];
  const work = (sources: string) => unlessDone(stamp, sources, async () => void done.push(sources));
  await work("a");
  await work("a");
  await expect(
    unlessDone(stamp, "b", () => Promise.reject(new Error("did not build"))),
  ).rejects.toThrow("did not build");
  await work("b");
  expect(done).toEqual(["a", "b"]);
});
