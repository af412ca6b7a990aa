import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { discoverEstate } from "./discover.ts";

const SHIPPING = `/subscriptions/${SUBSCRIPTION.shipping}`;
const AUTHORIZATION = "providers/Microsoft.Authorization";
/** The Microsoft cloud security benchmark, to which Defender's recommendations belong. */
const BENCHMARK = `/${AUTHORIZATION}/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8`;

let portal: Portal;
beforeAll(async () => {
  portal = await openPortal({ shipping: 1 });
});
afterAll(() => portal?.close());

function call(method: string, path: string, version: string, properties?: object) {
  const body = properties && { properties };
  return portal.sandbox.arm(method, `${path}?api-version=${version}`, { body });
}

function verdicts(clusterId: string) {
  return db().assessment.findMany({
    where: { clusterId, recommendationId: { in: ["aksDefenderProfile", "aksPolicyAddon"] } },
    orderBy: { recommendationId: "asc" },
    select: { status: true, reason: true },
  });
}

test("an exempt cluster is not applicable with that reason, and unhealthy again once the exemption has gone", async () => {
  const cluster = await db().cluster.findFirstOrThrow({
    where: { resourceGroup: { startsWith: "rg-booking" } },
  });
  const assignment = `${SHIPPING}/${AUTHORIZATION}/policyAssignments/mcsb`;
  await call("PUT", assignment, "2024-05-01", { policyDefinitionId: BENCHMARK });
  const exemption = `${cluster.armId}/${AUTHORIZATION}/policyExemptions/a-good-reason`;
  const version = "2022-07-01-preview";
  await call("PUT", exemption, version, {
    policyAssignmentId: assignment,
    exemptionCategory: "Waiver",
  });
  await discoverEstate();
  expect(await verdicts(cluster.id)).toEqual([
    { status: "notApplicable", reason: "exempt" },
    { status: "notApplicable", reason: "exempt" },
  ]);

  await call("DELETE", exemption, version);
  await discoverEstate();
  expect((await verdicts(cluster.id)).map(({ status }) => status)).toEqual([
    "unhealthy",
    "unhealthy",
  ]);
});
