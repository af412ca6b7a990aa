import { expect, test } from "vitest";
import { SUBSCRIPTIONS } from "../../seed/company.ts";
import { estateResources, USUAL_SIZE } from "../../seed/resources.ts";
import { openStore, type Store } from "../../store.ts";
import { answerGraphQuery, type GraphCall } from "./handler.ts";
import { DEFAULT_QUOTA, QueryQuota } from "./quota.ts";
import type { Coverage } from "./scan.ts";

const CLUSTERS = "resources | where type =~ 'Microsoft.ContainerService/managedClusters'";
const ANY_PRINCIPAL = { objectId: "5c7d7a0e-0000-4000-8000-000000000001", kind: "User" } as const;

/** A store with the usual estate, in memory. */
function estateStore(clusters = USUAL_SIZE.clusters): Store {
  const store = openStore(":memory:");
  const principals = { get: () => ANY_PRINCIPAL };
  store.insertMany(estateResources({ ...USUAL_SIZE, clusters }, principals), Date.now());
  return store;
}

function callOn(store: Store, coverage: Coverage = () => ["/"]): GraphCall {
  return {
    database: store.database,
    tenantId: "tenant",
    principalId: "someone",
    coverage,
    quota: new QueryQuota(),
    limits: { queries: 1000, windowSeconds: 5 },
    now: Date.now(),
  };
}

interface Answer {
  totalRecords: number;
  count: number;
  data: Record<string, unknown>[];
  $skipToken?: string;
}

function ask(call: GraphCall, query: string, rest: object = {}): Answer {
  const { status, body } = answerGraphQuery(call, { query, ...rest });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as Answer;
}

/** Everything that the pages of a query hold; `between` runs after each page. */
function readAll(call: GraphCall, query: string, top: number, between = () => {}): unknown[] {
  const rows: unknown[] = [];
  let $skipToken: string | undefined;
  do {
    const page = ask(call, query, { options: { $top: top, ...($skipToken && { $skipToken }) } });
    rows.push(...page.data.map(({ id }) => id));
    $skipToken = page.$skipToken;
    between();
  } while ($skipToken);
  return rows;
}

test("the pages of a query together hold every row once, in the order of the ids", () => {
  const call = callOn(estateStore());
  const ids = readAll(call, `${CLUSTERS} | project id, name | order by id asc`, 7).map(String);
  expect(ids).toHaveLength(60);
  expect(ids).toEqual([...new Set(ids)]);
  const keys = ids.map((id) => id.toLowerCase());
  expect(keys).toEqual([...keys].sort());
});

test("deleting rows that were already read neither repeats nor skips any other", () => {
  const store = estateStore();
  const query = `${CLUSTERS} | project id | order by id asc`;
  const before = readAll(callOn(store), query, 1000).map(String);
  const doomed = [...before];
  const read = readAll(callOn(store), query, 10, () => {
    for (const id of doomed.splice(0, 3)) store.delete(id);
  });
  expect(read).toEqual(before);
});

test("totalRecords counts all rows, also those of other pages and those that a condition left", () => {
  const call = callOn(estateStore());
  expect(ask(call, CLUSTERS, { options: { $top: 5 } })).toMatchObject({
    totalRecords: 60,
    count: 5,
  });
  const stopped = `${CLUSTERS} | where properties.powerState.code == 'Stopped'`;
  const first = ask(call, stopped, { options: { $top: 2 } });
  expect(first).toMatchObject({ totalRecords: 5, count: 2 });
  const options = { $skipToken: first.$skipToken };
  expect(ask(call, stopped, { options })).toMatchObject({ totalRecords: 5, count: 2 });
});

test("a token is good for its own query only", () => {
  const call = callOn(estateStore());
  const { $skipToken } = ask(call, CLUSTERS, { options: { $top: 5 } });
  const answer = answerGraphQuery(call, {
    query: `${CLUSTERS} | project id`,
    options: { $skipToken },
  });
  expect(answer.status).toBe(400);
});

test("a caller sees the rows that their roles let them read and no others", () => {
  const { payments } = SUBSCRIPTIONS;
  const group = `/subscriptions/${payments.id}/resourcegroups/rg-pay-gateway-prod`;
  const call = callOn(estateStore(), (action) =>
    action.startsWith("microsoft.containerservice/") ? [group] : [],
  );
  const { data, totalRecords } = ask(call, `${CLUSTERS} | project name | order by name asc`);
  expect(totalRecords).toBe(2);
  expect(data.map(({ name }) => name)).toEqual([
    "aks-pay-gateway-prod-weu-01",
    "aks-pay-gateway-prod-weu-02",
  ]);
  expect(ask(call, CLUSTERS, { options: { $top: 1 } }).totalRecords).toBe(2);
  expect(ask(call, "resourcecontainers").totalRecords).toBe(0);
});

test("a request can be limited to subscriptions or to what lies below a management group", () => {
  const call = callOn(estateStore());
  const subscriptions = [SUBSCRIPTIONS.retail.id.toUpperCase()];
  expect(ask(call, CLUSTERS, { subscriptions }).totalRecords).toBe(12);
  const managementGroups = ["nwh-landing-zones"];
  const below = ask(call, `${CLUSTERS} | distinct subscriptionId`, { managementGroups });
  expect(below.data.map((row) => row.subscriptionId).sort()).toEqual(
    ["payments", "shipping", "retail", "lab"]
      .map((key) => SUBSCRIPTIONS[key as keyof typeof SUBSCRIPTIONS].id)
      .sort(),
  );
  const nowhere = answerGraphQuery(call, { query: CLUSTERS, subscriptions: ["no-such-thing"] });
  expect(JSON.stringify(nowhere.body)).toContain("NoValidSubscriptionsInQueryRequest");
});

test("subscriptions come with their names and the management groups above them", () => {
  const call = callOn(estateStore());
  const { data } = ask(
    call,
    `resourcecontainers | where type == 'microsoft.resources/subscriptions' and subscriptionId == '${SUBSCRIPTIONS.payments.id}' | project name, chain = properties.managementGroupAncestorsChain`,
  );
  expect(data).toEqual([
    {
      name: "Payments production",
      chain: [
        { name: "nwh-regulated", displayName: "Regulated workloads" },
        { name: "nwh-landing-zones", displayName: "Landing zones" },
        expect.objectContaining({ displayName: "Tenant Root Group" }),
      ],
    },
  ]);
});

test("plans, role assignments and policy assignments have tables of their own", () => {
  const call = callOn(estateStore());
  const plans = ask(
    call,
    "securityresources | where type == 'microsoft.security/pricings' and name == 'Containers' | summarize plans = count() by tier = tostring(properties.pricingTier) | order by tier asc",
  );
  expect(plans.data).toEqual([
    { tier: "Free", plans: 3 },
    { tier: "Standard", plans: 2 },
  ]);
  expect(ask(call, "policyresources").totalRecords).toBe(2);
  expect(ask(call, "authorizationresources").totalRecords).toBeGreaterThan(10);
  expect(ask(call, "kubernetesconfigurationresources").totalRecords).toBe(0);
});

test("a table answer has columns with types and rows without names", () => {
  const call = callOn(estateStore());
  const options = { resultFormat: "table" };
  expect(ask(call, `${CLUSTERS} | summarize n = count() by type`, { options }).data).toEqual({
    columns: [
      { name: "type", type: "string" },
      { name: "n", type: "integer" },
    ],
    rows: [["microsoft.containerservice/managedclusters", 60]],
  });
});

test("the sixteenth query within five seconds is told when to come back", () => {
  const call = { ...callOn(estateStore()), limits: DEFAULT_QUOTA };
  for (let query = 1; query <= DEFAULT_QUOTA.queries; query++) {
    const { status, headers } = answerGraphQuery(call, { query: "resources | take 1" });
    expect(status).toBe(200);
    expect(headers["x-ms-user-quota-remaining"]).toBe(String(DEFAULT_QUOTA.queries - query));
  }
  const refused = answerGraphQuery(call, { query: "resources | take 1" });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers["Retry-After"])).toBeGreaterThan(0);
  expect(answerGraphQuery({ ...call, principalId: "other" }, { query: "count" }).status).toBe(200);
});

test("the quota opens again when its window has passed", () => {
  const quota = new QueryQuota();
  const limits = { queries: 1, windowSeconds: 5 };
  expect(quota.spend("a", limits, 1000).allowed).toBe(true);
  expect(quota.spend("a", limits, 5999)).toMatchObject({ allowed: false, resetsAfterSeconds: 1 });
  expect(quota.spend("a", limits, 6000).allowed).toBe(true);
});

test("a body that is no query is refused in Resource Graph's envelope", () => {
  const answer = answerGraphQuery(callOn(estateStore(0)), { subscriptions: [] });
  expect(answer).toMatchObject({
    status: 400,
    body: { error: { code: "BadRequest", details: [{ code: "InvalidRequestContent" }] } },
  });
});
