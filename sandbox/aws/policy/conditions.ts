import type { ConditionContext } from "../operation.ts";
import type { Statement } from "./document.ts";
import { isArnLike, isLike } from "./match.ts";

type Test = (value: string, wanted: string) => boolean;

const numeric =
  (test: (value: number, wanted: number) => boolean): Test =>
  (value, wanted) =>
    test(Number(value), Number(wanted));
const dated =
  (test: (value: number, wanted: number) => boolean): Test =>
  (value, wanted) =>
    test(Date.parse(value), Date.parse(wanted));
const sameText: Test = (value, wanted) => value === wanted;
const sameLetters: Test = (value, wanted) => value.toLowerCase() === wanted.toLowerCase();

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (as far as known) */
const POSITIVE: Readonly<Record<string, Test>> = {
  StringEquals: sameText,
  StringEqualsIgnoreCase: sameLetters,
  StringLike: isLike,
  ArnEquals: isArnLike,
  ArnLike: isArnLike,
  Bool: sameLetters,
  NumericEquals: numeric((a, b) => a === b),
  NumericLessThan: numeric((a, b) => a < b),
  NumericLessThanEquals: numeric((a, b) => a <= b),
  NumericGreaterThan: numeric((a, b) => a > b),
  NumericGreaterThanEquals: numeric((a, b) => a >= b),
  DateEquals: dated((a, b) => a === b),
  DateLessThan: dated((a, b) => a < b),
  DateLessThanEquals: dated((a, b) => a <= b),
  DateGreaterThan: dated((a, b) => a > b),
  DateGreaterThanEquals: dated((a, b) => a >= b),
};

/** These hold where the one behind them does not, and where the key is missing. */
const NEGATIVE: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
};

interface Operator {
  test: Test;
  negative: boolean;
  ifExists: boolean;
  /** How a key with several values is looked at. */
  set: "ForAllValues" | "ForAnyValue" | undefined;
}

export function isOperator(name: string): boolean {
  return name === "Null" || operatorOf(name) !== undefined;
}

function operatorOf(name: string): Operator | undefined {
  const [, set, base = "", ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? [];
  const negated = NEGATIVE[base];
  const test = POSITIVE[negated ?? base];
  return (
    test && {
      test,
      negative: negated !== undefined,
      ifExists: ifExists !== undefined,
      set: set as Operator["set"],
    }
  );
}

/** Whether all conditions of a statement hold for a request. */
export function conditionsHold(
  condition: Statement["Condition"],
  context: ConditionContext,
): boolean {
  const values = new Map(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]),
  );
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      holds(operator, values.get(key.toLowerCase()), wanted),
    ),
  );
}

function holds(
  name: string,
  values: readonly string[] | undefined,
  wanted: readonly string[],
): boolean {
  if (name === "Null") return wanted.some((said) => (said === "true") === (values === undefined));
  const operator = operatorOf(name);
  if (!operator) return false;
  const { negative, ifExists, set, test } = operator;
  if (values === undefined) return negative || ifExists || set === "ForAllValues";
  const fits = (value: string) => wanted.some((one) => test(value, one)) !== negative;
  return set === "ForAllValues" || (negative && set === undefined)
    ? values.every(fits)
    : values.some(fits);
}
