import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test("what a spreadsheet would run as a formula stays text", () => {
  for (const attack of ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", "\r=1"]) {
    expect(csvLine([attack]).replaceAll('"', "").startsWith(`'`)).toBe(true);
  }
});

test("numbers below zero stay numbers", () => {
  expect(csvLine([-5])).toBe("-5\r\n");
});

test("quotes, commas and line ends stay within their cell", () => {
  expect(csvLine(['a"b', "c,d", "e\nf", null])).toBe('"a""b","c,d","e\nf",\r\n');
});
