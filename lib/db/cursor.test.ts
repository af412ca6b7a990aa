import fc from "fast-check";
import { expect, test } from "vitest";
import { cursorOf, readCursor } from "./cursor.ts";
import { likePattern } from "./like.ts";

test("a cursor reads back as the values that it was made of", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(readCursor(cursorOf(a, b), 2)).toEqual([a, b]);
    }),
  );
});

test("a cursor that someone made up begins the list at its start", () => {
  for (const text of ["", "x", "W10", cursorOf("one"), cursorOf("a", "b", "c"), null, undefined]) {
    expect(readCursor(text, 2)).toBeNull();
  }
});

test("what a person searches for is text, also where it holds wildcards", () => {
  expect(likePattern("50%_\\")).toBe("%50\\%\\_\\\\%");
});
