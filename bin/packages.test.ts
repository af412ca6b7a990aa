import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { isInstalled } from "./packages.mjs";

const folder = mkdtempSync(join(tmpdir(), "breakwater-packages-"));
const lock = (packages: object) => JSON.stringify({ packages });
const install = (packages: object) =>
  writeFileSync(join(folder, "node_modules/.package-lock.json"), lock(packages));

beforeEach(() => {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  const wanted = {
    "": { name: "breakwater" },
    "node_modules/next": { version: "2.0.0" },
    "node_modules/swc-for-another-platform": { version: "2.0.0", optional: true },
  };
  writeFileSync(join(folder, "package-lock.json"), lock(wanted));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("packages of other platforms are not missed", () => {
  install({ "node_modules/next": { version: "2.0.0" } });
  expect(isInstalled(folder)).toBe(true);
});

test("an older version than the lock's is not what was asked for", () => {
  install({ "node_modules/next": { version: "1.0.0" } });
  expect(isInstalled(folder)).toBe(false);
});

test("a fresh clone has nothing installed", () => {
  rmSync(join(folder, "node_modules"), { recursive: true });
  expect(isInstalled(folder)).toBe(false);
});
