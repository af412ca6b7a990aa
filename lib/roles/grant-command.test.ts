import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { grantCommand } from "./grant-command.ts";

/** Stands in for az: writes each argument that it gets, ended by a byte that no argument can hold. */
const STUB = `az() { printf '%s\\0' "$@"; }`;

test("S6: Bash reads the command back as it was meant, whatever a role or a resource group is called", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\0"));
  const rows = fc.sample(fc.tuple(name, name), 500).concat([
    ["Contributor' ; touch hacked #", "$(touch hacked)"],
    ["`touch hacked`\n&& touch hacked", '"; touch hacked; "'],
  ]);
  const commands = rows.map(([role, scope]) =>
    grantCommand({ principalId: "p", principalType: "User", role, scope }),
  );
  const out = execFileSync("bash", ["-c", [STUB, ...commands].join("\n")], { encoding: "utf8" });
  const expected = rows.flatMap(([role, scope]) => [
    ...["role", "assignment", "create", "--assignee-object-id", "p"],
    ...["--assignee-principal-type", "User", "--role", role, "--scope", scope],
  ]);
  expect(out.split("\0").slice(0, -1)).toEqual(expected);
});
