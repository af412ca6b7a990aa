import { expect, test } from "vitest";
import { CloudFault } from "../faults.ts";
import { sessionNameOf } from "./credentials.ts";
import { faultOf } from "./fault-of.ts";
import { inParallel } from "./in-parallel.ts";

test.each([
  ["ThrottlingException", 400, "throttled"],
  ["TooManyRequestsException", 429, "throttled"],
  ["RequestLimitExceeded", 503, "throttled"],
  ["AccessDeniedException", 403, "forbidden"],
  ["UnauthorizedOperation", 403, "forbidden"],
  ["InvalidIdentityTokenException", 400, "forbidden"],
  ["NoSuchEntityException", 404, "missing"],
  ["ResourceNotFoundException", 404, "missing"],
  ["ResourceInUseException", 409, "busy"],
  ["InvalidParameterException", 400, "rejected"],
  ["ExpiredTokenException", 403, "unreachable"],
  ["ServerException", 500, "unreachable"],
  ["SomethingNew", 418, "rejected"],
  ["SomethingNew", 502, "unreachable"],
])("%s with status %i is %s, in AWS's own words", (name, httpStatusCode, kind) => {
  const answer = { $metadata: { httpStatusCode, requestId: "r-1" } };
  const fault = faultOf(Object.assign(new Error("AWS's words"), { name, ...answer }));
  expect((fault as CloudFault).record()).toEqual({
    kind,
    code: name,
    message: "AWS's words",
    status: httpStatusCode,
    requestId: "r-1",
  });
});

test("a connection that failed is unreachable, and a bug of ours is not", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  expect(faultOf(refused)).toMatchObject({ kind: "unreachable", code: "ECONNREFUSED", status: 0 });
  expect(faultOf(new TypeError("x is undefined"))).not.toBeInstanceOf(CloudFault);
});

test("a user name becomes the name of a session that AWS takes", () => {
  expect(sessionNameOf("mira.martin@northwind.example")).toBe("mira.martin@northwind.example");
  expect(sessionNameOf("o'hara_contoso.com#EXT#@northwind.example")).toBe(
    "o-hara_contoso.com-EXT-@northwind.example",
  );
  expect(sessionNameOf("m")).toBe("m-");
  expect(sessionNameOf("é".repeat(90))).toBe("-".repeat(64));
});

test("work that is done side by side is never more than it may be, and ends with its first fault", async () => {
  let running = 0;
  let most = 0;
  const work = async (n: number) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running -= 1;
    if (n === 7) throw new Error("seven");
    return n;
  };
  const done = await all(inParallel([0, 1, 2, 3, 4, 5], 2, work));
  expect(done.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(most).toBe(2);
  await expect(all(inParallel([6, 7, 8], 2, work))).rejects.toThrow("seven");
});

async function all<T>(given: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of given) items.push(item);
  return items;
}
