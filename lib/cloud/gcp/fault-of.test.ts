import { expect, test } from "vitest";
import { CloudFault } from "../faults.ts";
import { faultOf } from "./fault-of.ts";

const answer = (status: number, data: unknown, headers: Record<string, string> = {}) =>
  Object.assign(new Error("Request failed"), {
    response: { status, data, headers: new Headers(headers) },
  });

const google = (code: number, status: string, message: string, details: object[] = []) =>
  answer(code, { error: { code, message, status, details } });

test("what Google says becomes one of the known faults, with its code and words kept", () => {
  const cases: [Error, CloudFault["kind"], string][] = [
    [google(403, "PERMISSION_DENIED", "no"), "forbidden", "PERMISSION_DENIED"],
    [google(404, "NOT_FOUND", "no"), "missing", "NOT_FOUND"],
    [google(412, "FAILED_PRECONDITION", "fingerprint"), "changed", "FAILED_PRECONDITION"],
    [google(400, "FAILED_PRECONDITION", "Not so."), "rejected", "FAILED_PRECONDITION"],
    [google(400, "INVALID_ARGUMENT", "no"), "rejected", "INVALID_ARGUMENT"],
    [google(409, "ABORTED", "no"), "changed", "ABORTED"],
    [google(503, "UNAVAILABLE", "no"), "unreachable", "UNAVAILABLE"],
    [answer(502, "<html>Bad gateway</html>"), "unreachable", "Http502"],
    [
      answer(400, { error: "invalid_grant", error_description: "no" }),
      "forbidden",
      "invalid_grant",
    ],
    [Object.assign(new Error("gone"), { code: "ECONNRESET" }), "unreachable", "ECONNRESET"],
    [
      google(403, "PERMISSION_DENIED", "Kubernetes Engine API has not been used", [
        { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "SERVICE_DISABLED" },
      ]),
      "rejected",
      "SERVICE_DISABLED",
    ],
  ];
  for (const [error, kind, code] of cases) expect(faultOf(error)).toMatchObject({ kind, code });
});

test("a cluster that something else is under way on is waited for, whatever the status", () => {
  const sentence =
    "Operation operation-1 is currently upgrading cluster shop. Please wait and try again once it is done.";
  expect(faultOf(google(400, "FAILED_PRECONDITION", sentence))).toMatchObject({ kind: "busy" });
});

test("throttling waits as long as Google asks, for all of the project", () => {
  const error = answer(
    429,
    { error: { code: 429, status: "RESOURCE_EXHAUSTED", message: "Quota exceeded." } },
    { "retry-after": "7" },
  );
  expect(faultOf(error)).toMatchObject({
    kind: "throttled",
    retryAfterSeconds: 7,
    wholeLane: true,
  });
});

test("a bug of ours is not taken for Google's silence", () => {
  const bug = new TypeError("Cannot read properties of undefined");
  expect(faultOf(bug)).toBe(bug);
  expect(faultOf(bug)).not.toBeInstanceOf(CloudFault);
});
