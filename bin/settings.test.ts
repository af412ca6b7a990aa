import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { portOf, readEnvironment } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "breakwater-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the process's own variables win over those of .env", () => {
  writeFileSync(
    join(folder, ".env"),
    '# a tenant\nAZURE_TENANT_ID=written\nAZURE_CLIENT_SECRET="a # b=c"\n',
  );
  expect(readEnvironment(folder, { NODE_ENV: "test", AZURE_TENANT_ID: "own" })).toMatchObject({
    AZURE_TENANT_ID: "own",
    AZURE_CLIENT_SECRET: "a # b=c",
  });
});

test("an empty variable hides what .env says, so that a start can be kept away from a real tenant", () => {
  writeFileSync(join(folder, ".env"), "AZURE_TENANT_ID=written\n");
  const env = readEnvironment(folder, { NODE_ENV: "test", AZURE_TENANT_ID: "" });
  expect(env.AZURE_TENANT_ID).toBeUndefined();
});

test("without PORT the portal is on 3000", () => {
  expect(portOf({})).toBe(3000);
});

test.each(["0", "-1", "65536", "80.5", "http"])("PORT=%s is refused in words", (PORT) => {
  expect(() => portOf({ PORT })).toThrow(`PORT is “${PORT}”`);
});
