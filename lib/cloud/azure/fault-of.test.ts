import { describe, expect, test } from "vitest";
import { FAULTS } from "../faults.ts";
import { faultOfAnswer, faultOfError } from "./fault-of.ts";

const REQUEST = { "x-ms-request-id": "r-1" };
const envelope = (code: string, message = "m") => ({ error: { code, message } });

describe("what an answer of Azure means", () => {
  test.each([
    [403, "AuthorizationFailed", "forbidden"],
    [404, "ResourceNotFound", "missing"],
    [409, "OperationNotAllowed", "busy"],
    [412, "EtagMismatch", "changed"],
    [429, "TooManyRequests", "throttled"],
    [400, "InvalidParameter", "rejected"],
    [401, "ExpiredAuthenticationToken", "signedOut"],
    [500, "InternalServerError", "unreachable"],
    [503, "ServerTimeout", "unreachable"],
  ] as const)("%i %s is %s", (status, code, kind) => {
    expect(faultOfAnswer(status, REQUEST, envelope(code)).kind).toBe(kind);
  });

  test("a stopped cluster is told apart from a busy one", () => {
    const body = envelope("OperationNotAllowed", "The cluster is in Stopped power state.");
    expect(faultOfAnswer(409, REQUEST, body).kind).toBe("stopped");
  });

  test("a subscription that takes no changes at all is not waited for", () => {
    for (const code of ["ReadOnlyDisabledSubscription", "MissingSubscriptionRegistration"]) {
      expect(faultOfAnswer(409, REQUEST, envelope(code)).kind).toBe("rejected");
    }
  });

  test("the cloud's code, message and request id are kept", () => {
    const fault = faultOfAnswer(403, REQUEST, envelope("AuthorizationFailed", "The client …"));
    expect(fault.record()).toEqual({
      kind: "forbidden",
      code: "AuthorizationFailed",
      message: "The client …",
      status: 403,
      requestId: "r-1",
    });
  });

  test("an answer without ARM's envelope still says something", () => {
    expect(faultOfAnswer(502, {}, "<html>")).toMatchObject({
      code: "Http502",
      kind: "unreachable",
    });
  });
});

describe("how long to wait", () => {
  const after = (value: string) =>
    faultOfAnswer(429, { "retry-after": value }, envelope("TooManyRequests")).retryAfterSeconds;

  test("Retry-After is understood as seconds and as a date", () => {
    expect(after("17")).toBe(17);
    expect(after(new Date(Date.now() + 30_000).toUTCString())).toBeGreaterThan(27);
    expect(after("soon")).toBeNull();
  });

  test("only subscription-wide throttling pauses the whole lane", () => {
    const wide = faultOfAnswer(429, {}, envelope("SubscriptionRequestsThrottled"));
    const one = faultOfAnswer(429, {}, envelope("ResourceRequestsThrottled"));
    expect([wide.wholeLane, one.wholeLane]).toEqual([true, false]);
  });
});

test("no answer at all is tried again", () => {
  const fault = faultOfError(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
  expect(fault).toMatchObject({ kind: "unreachable", code: "ECONNRESET" });
  expect(FAULTS.unreachable.next).toBe("retry");
});
