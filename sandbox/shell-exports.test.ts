import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shellExports } from "./shell-exports.ts";

test("a shell that evaluates the exports sees every value as it was written", () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes("\0")),
      (text) => {
        const script = `${shellExports({ VALUE: text })}\nprintf %s "$VALUE"`;
        expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(text);
      },
    ),
    { numRuns: 30, examples: [["$(reboot)"], ["it's `here`"], ["two\nlines\\"]] },
  );
});
