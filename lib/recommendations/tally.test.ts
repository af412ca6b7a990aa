import { afterAll, beforeAll, expect, test } from "vitest";
import { visibleTo } from "../access/scope.ts";
import { db, sql } from "../db/client.ts";
import { type FreshDatabase, freshDatabase } from "../db/testing.ts";
import type { Status } from "./catalog.ts";
import { statusCounts } from "./queries.ts";
import { compactTally } from "./tally.ts";

const WHOLE = "00000000-0000-4000-8000-000000000001";
const PARTLY = "00000000-0000-4000-8000-000000000002";
const HIDDEN = "00000000-0000-4000-8000-000000000003";
const PERSON = { id: "p", tenantId: "t", homeAccountId: "p.t", username: "p@x", displayName: "P" };

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    BREAKWATER_KEY: Buffer.alloc(32).toString("base64"),
    AZURE_TENANT_ID: WHOLE,
    AZURE_CLIENT_ID: WHOLE,
    AZURE_CLIENT_SECRET: "secret",
  });
  await db().person.create({ data: { ...PERSON, groups: [], signedInAt: new Date() } });
  await db().visibleScope.createMany({
    data: [
      { personId: PERSON.id, subscriptionId: WHOLE, resourceGroup: "" },
      { personId: PERSON.id, subscriptionId: PARTLY, resourceGroup: "mine" },
    ],
  });
  for (const subscriptionId of [WHOLE, PARTLY, HIDDEN]) {
    await add(subscriptionId, "mine", "unhealthy", 3);
    await add(subscriptionId, "theirs", "healthy", 2);
  }
});

afterAll(async () => {
  await db().$disconnect();
  await database.drop();
});

test("what is counted is what the person can see", async () => {
  expect(await tallied()).toEqual({ unhealthy: 6, healthy: 2 });
  expect(await tallied()).toEqual(await recounted());
});

test("a change of status moves the count, within the same transaction", async () => {
  await db().$transaction(async (tx) => {
    await tx.$executeRaw(sql`UPDATE assessment SET status = 'healthy' WHERE status = 'unhealthy'`);
    const [row] = await tx.$queryRaw<{ count: number }[]>(sql`
      SELECT sum(count)::int AS count FROM assessment_tally WHERE status = 'healthy'`);
    expect(row?.count).toBe(15);
  });
  expect(await tallied()).toEqual(await recounted());
});

test("an insert that meets a known row counts it once, under its new status", async () => {
  await db().$executeRaw(sql`
    INSERT INTO assessment (recommendation_id, cluster_id, cluster_name, subscription_id, resource_group,
      region, status, status_changed_at, evaluated_at)
    SELECT recommendation_id, cluster_id, cluster_name, subscription_id, resource_group, region, 'notApplicable', now(), now()
      FROM assessment
    ON CONFLICT (recommendation_id, cluster_id) DO UPDATE SET status = excluded.status`);
  expect(await tallied()).toEqual({ notApplicable: 8 });
  expect(await tallied()).toEqual(await recounted());
});

test("writing the ledger anew changes no sum, and leaves one line for each", async () => {
  await db().$executeRaw(sql`DELETE FROM assessment WHERE cluster_name = 'mine-0'`);
  const before = await tallied();
  await Promise.all([compactTally(), compactTally()]);
  expect(await tallied()).toEqual(before);
  expect(before).toEqual(await recounted());
  expect(await db().assessmentTally.count()).toBe(3);
});

async function add(subscriptionId: string, resourceGroup: string, status: Status, count: number) {
  const at = new Date();
  await db().assessment.createMany({
    data: Array.from({ length: count }, (_, n) => ({
      recommendationId: "aksRbac",
      clusterId: `${subscriptionId}/${resourceGroup}/${n}`,
      clusterName: `${resourceGroup}-${n}`,
      subscriptionId,
      resourceGroup,
      region: "westeurope",
      status,
      statusChangedAt: at,
      evaluatedAt: at,
    })),
  });
}

/** By the portal's own query, without the zeros. */
async function tallied(): Promise<Partial<Record<Status, number>>> {
  const counts = await statusCounts(PERSON, "aksRbac", {});
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** By counting the rows that the person can see. */
async function recounted(): Promise<Record<string, number>> {
  const rows = await db().$queryRaw<{ status: string; count: number }[]>(sql`
    SELECT a.status, count(*)::int AS count FROM assessment a
     WHERE a.recommendation_id = 'aksRbac' AND ${visibleTo(PERSON, sql`a`)} GROUP BY 1`);
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}
