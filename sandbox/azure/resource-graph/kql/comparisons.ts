import { compare, equal, textOf } from "./values.ts";

type Comparison = (left: unknown, right: unknown) => boolean;

const isNothing = (value: unknown) => value === null || value === undefined;

/** A comparison by size is false as soon as one side is missing or the two sides can't be ordered. */
const bySize =
  (holds: (order: number) => boolean): Comparison =>
  (left, right) =>
    typeof left === typeof right && !isNothing(left) && !isNothing(right)
      ? holds(compare(left, right))
      : false;

const ofTexts =
  (holds: (left: string, right: string) => boolean): Comparison =>
  (left, right) =>
    holds(textOf(left), textOf(right));

const ignoringCase =
  (holds: (left: string, right: string) => boolean): Comparison =>
  (left, right) =>
    holds(textOf(left).toLowerCase(), textOf(right).toLowerCase());

// https://learn.microsoft.com/kusto/query/datatypes-string-operators: a term is a run of letters and digits.
const TERM_CHARACTER = /[\p{L}\p{N}]/u;

function hasTerm(text: string, term: string): boolean {
  for (let from = text.indexOf(term); from !== -1; from = text.indexOf(term, from + 1)) {
    const before = text.charAt(from - 1);
    const after = text.charAt(from + term.length);
    if (!TERM_CHARACTER.test(before) && !TERM_CHARACTER.test(after)) return true;
  }
  return false;
}

const WORDS: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  contains: (left, right) => left.includes(right),
  has: hasTerm,
  startswith: (left, right) => left.startsWith(right),
  endswith: (left, right) => left.endsWith(right),
};

const not =
  (comparison: Comparison): Comparison =>
  (left, right) =>
    !comparison(left, right);

const sameText = ignoringCase((left, right) => left === right);

/** Every comparison of two scalars that a query can name, by its operator in lower case. */
export const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ["==", equal],
  ["!=", not(equal)],
  ["=~", sameText],
  ["!~", not(sameText)],
  ["<", bySize((order) => order < 0)],
  [">", bySize((order) => order > 0)],
  ["<=", bySize((order) => order <= 0)],
  [">=", bySize((order) => order >= 0)],
  ...Object.entries(WORDS).flatMap(([word, holds]): [string, Comparison][] => [
    [word, ignoringCase(holds)],
    [`!${word}`, not(ignoringCase(holds))],
    [`${word}_cs`, ofTexts(holds)],
    [`!${word}_cs`, not(ofTexts(holds))],
  ]),
]);

/** `in` looks among its options with the comparison of the same strictness. */
export const MEMBERSHIPS: ReadonlyMap<string, { among: Comparison; denied: boolean }> = new Map([
  ["in", { among: equal, denied: false }],
  ["!in", { among: equal, denied: true }],
  ["in~", { among: sameText, denied: false }],
  ["!in~", { among: sameText, denied: true }],
]);
