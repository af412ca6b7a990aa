import { expect, test } from "vitest";
import { exceptionFor, readExceptions } from "./exceptions.ts";
import { type Exchange, isResourceManagerCall } from "./exchange.ts";
import { judgeAll } from "./report.ts";
import type { Violation } from "./validator.ts";

const TOO_MUCH: Violation = {
  side: "response",
  code: "OBJECT_ADDITIONAL_PROPERTIES",
  message: "Additional properties not allowed: bogus",
  paths: ["$.properties.bogus"],
};

function exchange(url: string): Exchange {
  return {
    request: { method: "GET", url, headers: {} },
    response: { statusCode: 200, headers: {}, body: {} },
  };
}

test("a violation counts unless an exception for its place covers it", async () => {
  const reason = "The cloud really sends this member, whatever its specification says.";
  const exceptions = [{ reason, url: "/pricings", path: "bogus$" }];
  const exchanges = [exchange("/subscriptions/1/pricings"), exchange("/subscriptions/1/clusters")];
  const verdict = await judgeAll(exchanges, async () => [TOO_MUCH], exceptions);
  expect(verdict.judged).toBe(2);
  expect([...verdict.violations.values()]).toEqual([1]);
  expect([...verdict.excused.values()]).toEqual([1]);
});

test("an exception covers only its own code and side", () => {
  const place = exchange("/subscriptions/1");
  const only = (narrowed: object) =>
    exceptionFor(TOO_MUCH, place, [{ reason: "twenty letters at least", url: ".", ...narrowed }]);
  expect(only({ side: "response", code: TOO_MUCH.code })).toBeDefined();
  expect(only({ side: "request" })).toBeUndefined();
  expect(only({ code: "PATTERN" })).toBeUndefined();
});

test("every exception that is written down says why", () => {
  for (const { reason } of readExceptions()) expect(reason.length).toBeGreaterThan(20);
});

test("sign-in and the sandbox's own controls are not judged", () => {
  const judged = [
    "/subscriptions",
    "//subscriptions/1",
    "/providers/Microsoft.Graph",
    "/tenants?x=1",
  ];
  const passed = ["/sandbox/faults", "/11111111-1111/oauth2/v2.0/token", "/adfs/oauth2/token"];
  expect(judged.map(exchange).every(isResourceManagerCall)).toBe(true);
  expect(passed.map(exchange).some(isResourceManagerCall)).toBe(false);
});
