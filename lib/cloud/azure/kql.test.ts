import fc from "fast-check";
import { expect, test } from "vitest";
import { kql } from "./kql.ts";

/** Reads a KQL string literal the way the language does; anything after its end is left over. */
function readLiteral(text: string): { value: string; rest: string } {
  const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", "\\": "\\", "'": "'" };
  let value = "";
  for (let at = 1; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === "'") return { value, rest: text.slice(at + 1) };
    if (char !== "\\") value += char;
    else {
      at += 1;
      value += escapes[text[at] ?? ""] ?? "";
    }
  }
  throw new Error("The literal does not end.");
}

test("whatever a value holds, it stays one literal and reads back as itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      expect(readLiteral(kql`${value}`)).toEqual({ value, rest: "" });
    }),
    { numRuns: 2_000 },
  );
});

test("an array becomes a list of literals", () => {
  expect(kql`where x in ${["a'b", "c"]}`).toBe("where x in ('a\\'b', 'c')");
});
