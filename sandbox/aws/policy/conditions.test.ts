import { expect, test } from "vitest";
import { conditionsHold, isOperator } from "./conditions.ts";

const context = {
  "aws:RequestedRegion": "eu-west-1",
  "sts:ExternalId": "a1",
  "aws:TagKeys": ["team", "cost"],
  "aws:PrincipalArn": "arn:aws:iam::412233445566:role/Work",
  "aws:SecureTransport": "false",
  "aws:MultiFactorAuthAge": "300",
  "aws:CurrentTime": "2026-11-24T12:00:00Z",
};

/** Each with a key and values; the last says whether it holds. */
test.each([
  ["StringEquals", "sts:ExternalId", ["a1"], true],
  ["StringEquals", "STS:externalid", ["b", "a1"], true],
  ["StringEquals", "sts:ExternalId", ["A1"], false],
  ["StringEquals", "sts:RoleSessionName", ["a1"], false],
  ["StringEqualsIfExists", "sts:RoleSessionName", ["a1"], true],
  ["StringEqualsIgnoreCase", "sts:ExternalId", ["A1"], true],
  ["StringNotEquals", "sts:ExternalId", ["a1", "b"], false],
  ["StringNotEquals", "sts:RoleSessionName", ["a1"], true],
  ["StringLike", "aws:RequestedRegion", ["eu-*"], true],
  ["StringLike", "aws:RequestedRegion", ["eu-west-?"], true],
  ["StringLike", "aws:RequestedRegion", ["us-*"], false],
  ["StringNotLike", "aws:RequestedRegion", ["us-*"], true],
  ["ArnLike", "aws:PrincipalArn", ["arn:aws:iam::*:role/*"], true],
  ["ArnLike", "aws:PrincipalArn", ["arn:*:role/Work"], false],
  ["Bool", "aws:SecureTransport", ["true"], false],
  ["NumericLessThan", "aws:MultiFactorAuthAge", ["3600"], true],
  ["DateGreaterThan", "aws:CurrentTime", ["2026-01-01T00:00:00Z"], true],
  ["Null", "sts:RoleSessionName", ["true"], true],
  ["Null", "sts:ExternalId", ["true"], false],
  ["ForAllValues:StringEquals", "aws:TagKeys", ["team", "cost", "more"], true],
  ["ForAllValues:StringEquals", "aws:TagKeys", ["team"], false],
  ["ForAnyValue:StringEquals", "aws:TagKeys", ["team"], true],
  ["ForAnyValue:StringEquals", "aws:TagKeys", ["none"], false],
])("the condition %s of %s with %j holds: %s", (operator, key, wanted, holds) => {
  expect(isOperator(operator)).toBe(true);
  expect(conditionsHold({ [operator]: { [key]: wanted } }, context)).toBe(holds);
});

test("all conditions of a statement have to hold, and a name that is no operator is none", () => {
  const both = (id: string) => ({
    StringEquals: { "sts:ExternalId": [id], "aws:RequestedRegion": ["eu-west-1"] },
  });
  expect(conditionsHold(both("a1"), context)).toBe(true);
  expect(conditionsHold(both("a2"), context)).toBe(false);
  expect(isOperator("StringsEqual")).toBe(false);
});
