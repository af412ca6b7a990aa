import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const V = "api-version=2024-09-01";

let sandbox: Sandbox;
let ids: string[];

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.control("settings", { operationSeconds: { min: 30, max: 30 } });
  const added = await sandbox.control("clusters", {
    subscriptionId: SUBSCRIPTIONS.payments.id,
    count: 8,
    traits: [],
  });
  ids = (added as { ids: string[] }).ids;
});
afterEach(async () => {
  await sandbox.control("faults", undefined, "DELETE");
  await sandbox.control("effects", undefined, "DELETE");
});
afterAll(() => sandbox.stop());

const inject = (match: object, fault: object, rest: object = {}) =>
  sandbox.control("faults", { match, fault, ...rest });
const get = (id: string) => sandbox.arm("GET", `${id}?${V}`);
const effects = async () =>
  (await sandbox.control("effects", undefined, "GET")) as {
    total: number;
    byResource: Record<string, Record<string, number>>;
    earlyCalls: { count: number };
  };

async function put(id: string) {
  const { body } = await get(id);
  return sandbox.arm("PUT", `${id}?${V}`, { body: { ...body, tags: { touched: "yes" } } });
}

function fresh(): string {
  const id = ids.pop();
  if (!id) throw new Error("There are more tests than clusters.");
  return id;
}

test("a fault hits just what it matches, as often as it was asked to", async () => {
  const id = fresh();
  await inject({ method: "GET", resourceId: id }, { kind: "status", status: 503 }, { times: 2 });
  expect((await get(ids[0] ?? "")).status).toBe(200);
  const statuses = [await get(id), await get(id), await get(id)].map(({ status }) => status);
  expect(statuses).toEqual([503, 503, 200]);
});

test("the same seed hits the same requests", async () => {
  const run = async () => {
    await inject(
      { pathContains: "managedClusters", probability: 0.3 },
      { kind: "status", status: 500 },
      { seed: 7 },
    );
    const statuses: number[] = [];
    for (let n = 0; n < 60; n++) statuses.push((await get(ids[0] ?? "")).status);
    await sandbox.control("faults", undefined, "DELETE");
    return statuses;
  };
  const first = await run();
  expect(await run()).toEqual(first);
  const hits = first.filter((status) => status === 500).length;
  expect(hits).toBeGreaterThan(6);
  expect(hits).toBeLessThan(32);
});

test("a refused or reset change has no effect; one that was cut off after it was accepted has one", async () => {
  const id = fresh();
  await inject({ method: "PUT" }, { kind: "reset" }, { times: 1 });
  await expect(put(id)).rejects.toThrow();
  expect((await effects()).total).toBe(0);
  await inject({ method: "PUT" }, { kind: "accept-then-reset" }, { times: 1 });
  await expect(put(id)).rejects.toThrow();
  expect((await effects()).byResource[id.toLowerCase()]).toEqual({ put: 1 });
  expect((await get(id)).body.properties.provisioningState).toBe("Updating");
});

test("a change can be accepted and its answer never come", async () => {
  const id = fresh();
  await inject({ method: "PUT" }, { kind: "accept-then-hang", seconds: 1 }, { times: 1 });
  await expect(put(id)).rejects.toThrow();
  expect((await effects()).byResource[id.toLowerCase()]).toEqual({ put: 1 });
});

test("an operation can be made to fail, with a code of one's own, or to take long", async () => {
  const failing = fresh();
  await inject(
    { resourceId: failing },
    { kind: "fail-operation", code: "QuotaExceeded", message: "No more.", seconds: 5 },
  );
  const answer = await put(failing);
  expect(answer.status).toBe(200);
  const slow = fresh();
  await inject({ resourceId: slow }, { kind: "slow-operation", seconds: 500 });
  await put(slow);
  await sandbox.control("clock", { advanceSeconds: 60 });
  const operation = answer.headers["azure-asyncoperation"]?.replace(sandbox.url, "") ?? "";
  expect((await sandbox.arm("GET", operation)).body).toMatchObject({
    status: "Failed",
    error: { code: "QuotaExceeded", message: "No more." },
  });
  expect((await get(failing)).body.tags).not.toEqual({ touched: "yes" });
  expect((await get(slow)).body.properties.provisioningState).toBe("Updating");
});

test("a call before Retry-After has passed is noticed, one after it is not", async () => {
  const id = fresh();
  await inject(
    { resourceId: id },
    { kind: "status", status: 429, retryAfterSeconds: 1 },
    { times: 1 },
  );
  const refused = await get(id);
  expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "1"]);
  expect((await get(ids[0] ?? "")).status).toBe(200);
  expect((await effects()).earlyCalls.count).toBe(0);
  await get(id);
  expect((await effects()).earlyCalls.count).toBe(1);
  await sleep(1100);
  await get(id);
  expect((await effects()).earlyCalls.count).toBe(1);
});

test("when the whole subscription is throttled, calls to any of its resources are early", async () => {
  const fault = {
    kind: "status",
    status: 429,
    code: "SubscriptionRequestsThrottled",
    retryAfterSeconds: 2,
  };
  await inject({ resourceId: ids[0] }, fault, { times: 1 });
  await get(ids[0] ?? "");
  await sleep(600);
  await get(ids[1] ?? "");
  await sandbox.arm("GET", "/tenants?api-version=2022-12-01");
  expect((await effects()).earlyCalls.count).toBe(1);
});

test("faults, effects and the throttles survive a restart", async () => {
  const id = fresh();
  await put(id);
  await inject(
    { resourceId: id, method: "GET" },
    { kind: "status", status: 429, retryAfterSeconds: 60 },
    { times: 1 },
  );
  await get(id);
  await sandbox.restart("SIGKILL");
  expect((await effects()).total).toBe(1);
  expect(await sandbox.control("faults", undefined, "GET")).toMatchObject([{ hits: 1 }]);
  await get(id);
  expect((await effects()).earlyCalls.count).toBe(1);
});

test("a fault that nobody understands is refused", async () => {
  await expect(inject({}, { kind: "sandstorm" })).rejects.toThrow();
  await expect(inject({ color: "red" }, { kind: "reset" })).rejects.toThrow();
  expect(await sandbox.control("faults", undefined, "GET")).toEqual([]);
});
