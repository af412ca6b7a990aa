import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** How many rows the article has: shared, AKS, Arc, the custom workspace, EKS and GKE. */
const ROWS = { S: 15, A: 22, R: 12, W: 5, E: 15, G: 14 };

const TABLE = "docs/coverage.md";
const rows = readFileSync(TABLE, "utf8")
  .split("\n")
  .map((line) => /^\| ([A-Z]\d+) \|(.*)\|$/.exec(line))
  .filter((found) => found !== null)
  .map(([, id = "", cells = ""]) => {
    const [says = "", page = "", tests = "", reason = ""] = cells.split(" | ").map((c) => c.trim());
    return { id, says, page, reason, tests: testsOf(tests) };
  });

/** The tests of a cell: each a title in backticks and its file. */
function testsOf(cell: string): { title: string; file: string }[] {
  return cell
    .split("<br>")
    .filter(Boolean)
    .map((one) => {
      const [, title, file] = /^`(.*)` in (\S+)$/.exec(one) ?? [];
      if (!title || !file) throw new Error(`${TABLE}: not a test: ${one}`);
      return { title, file };
    });
}

test("every row of the article stands in docs/coverage.md once, in words", () => {
  const expected = Object.entries(ROWS).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, at) => `${letter}${at + 1}`),
  );
  expect(rows.map(({ id }) => id)).toEqual(expected);
  expect(rows.filter(({ says }) => says === "").map(({ id }) => id)).toEqual([]);
});

test("every row has a test, or a reason why it has none", () => {
  const bare = rows.filter(({ tests, reason }) => tests.length === 0 && reason === "");
  expect(bare.map(({ id }) => id)).toEqual([]);
});

test("the tests that docs/coverage.md names exist, and begin with their rows", () => {
  const wrong = rows.flatMap(({ id, tests }) =>
    tests
      .filter(({ title, file }) => !namesRow(title, id) || !holds(file, title))
      .map(({ title, file }) => `${id}: ${title} in ${file}`),
  );
  expect(wrong).toEqual([]);
});

/** Whether the title begins with the row, alone or among others: "S7, A22: …" or "S3 S4: …". */
function namesRow(title: string, id: string): boolean {
  const [prefix = ""] = title.split(":");
  return prefix.split(/[, ]+/).includes(id);
}

/** Whether a test file of Vitest or Playwright has a test of exactly this title. */
function holds(file: string, title: string): boolean {
  if (!/\.(test|spec)\.ts$/.test(file) || !existsSync(file)) return false;
  return readFileSync(file, "utf8").includes(`"${title}"`);
}
