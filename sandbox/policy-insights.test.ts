import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const SENSOR = "64def556-fbad-4622-930e-72d1d5589bf5";
const AGENT_OPERATORS = [
  "5e93ba01-8f92-4c7a-b12a-801e3df23824",
  "8bb6f106-b146-4ee6-a3f9-b9c5a96e0ae5",
];
const AUTHORIZATION = "providers/Microsoft.Authorization";
const INSIGHTS = "providers/Microsoft.PolicyInsights";
const PAYMENTS = `/subscriptions/${SUBSCRIPTIONS.payments.id}`;
const CLUSTER = `${PAYMENTS}/resourceGroups/rg-pay-3ds/providers/Microsoft.ContainerService/managedClusters/aks-pay-3ds-prod-weu`;

let sandbox: Sandbox;
let assignment: { id: string; identity: { principalId: string } };

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.control("settings", { operationSeconds: { min: 10, max: 12 } });
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.control("seed", {});
  await sandbox.control("effects", undefined, "DELETE");
  assignment = (
    await sandbox.arm(
      "PUT",
      `${PAYMENTS}/${AUTHORIZATION}/policyAssignments/sensor?api-version=2024-05-01`,
      {
        body: {
          location: "westeurope",
          identity: { type: "SystemAssigned" },
          properties: {
            policyDefinitionId: `/${AUTHORIZATION}/policyDefinitions/${SENSOR}`,
          },
        },
      },
    )
  ).body;
});

const post = (path: string, query = "") =>
  sandbox.arm("POST", `${path}?api-version=2019-10-01${query}`);

interface State {
  resourceId: string;
  policyAssignmentId: string;
  complianceState: string;
}

async function statesAt(scope: string, filter = ""): Promise<State[]> {
  const query = filter && `&$filter=${encodeURIComponent(filter)}`;
  const { status, body } = await post(
    `${scope}/${INSIGHTS}/policyStates/latest/queryResults`,
    query,
  );
  expect(status).toBe(200);
  return body.value;
}

async function summaryAt(scope: string) {
  const { body } = await post(`${scope}/${INSIGHTS}/policyStates/latest/summarize`);
  return body.value[0];
}

async function giveRoles() {
  for (const role of AGENT_OPERATORS) {
    const path = `${PAYMENTS}/${AUTHORIZATION}/roleAssignments/${crypto.randomUUID()}?api-version=2022-04-01`;
    const roleDefinitionId = `/${AUTHORIZATION}/roleDefinitions/${role}`;
    const { principalId } = assignment.identity;
    await sandbox.arm("PUT", path, {
      body: { properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" } },
    });
  }
}

const TASK = `${PAYMENTS}/${INSIGHTS}/remediations/now`;
const remedy = (properties: object = {}) =>
  sandbox.arm("PUT", `${TASK}?api-version=2021-10-01`, {
    body: { properties: { policyAssignmentId: assignment.id, ...properties } },
  });
const task = async () =>
  (await sandbox.arm("GET", `${TASK}?api-version=2021-10-01`)).body.properties;
const advance = (advanceSeconds: number) => sandbox.control("clock", { advanceSeconds });

test("states follow from what the clusters are now, and a filter picks some", async () => {
  const states = await statesAt(PAYMENTS);
  expect(states).toHaveLength(18);
  const bad = await statesAt(PAYMENTS, "ComplianceState eq 'NonCompliant'");
  expect(bad).toHaveLength(17);
  const one = await statesAt(
    CLUSTER,
    `IsCompliant eq false and PolicyDefinitionName eq '${SENSOR}'`,
  );
  expect(one.map(({ resourceId }) => resourceId)).toEqual([CLUSTER]);
  expect(await statesAt(PAYMENTS, "policyDefinitionAction eq 'audit'")).toEqual([]);
});

test("a summary counts resources by state, as a whole and for the assignment", async () => {
  const summary = await summaryAt(PAYMENTS);
  expect(summary.results.nonCompliantResources).toBe(17);
  expect(summary.results.resourceDetails).toEqual([
    { complianceState: "noncompliant", count: 17 },
    { complianceState: "compliant", count: 1 },
  ]);
  const own = await summaryAt(assignment.id);
  expect(own.policyAssignments).toHaveLength(1);
  expect(own.policyAssignments[0]).toMatchObject({
    policyAssignmentId: assignment.id,
    results: { nonCompliantResources: 17, nonCompliantPolicies: 1 },
    policyDefinitions: [{ effect: "deployifnotexists" }],
  });
});

test("an exemption makes a cluster exempt until it runs out", async () => {
  const path = `${CLUSTER}/${AUTHORIZATION}/policyExemptions/later?api-version=2022-07-01-preview`;
  const { now } = (await sandbox.control("clock", undefined, "GET")) as { now: string };
  const properties = {
    policyAssignmentId: assignment.id,
    exemptionCategory: "Waiver",
    expiresOn: new Date(Date.parse(now) + 3_600_000).toISOString(),
  };
  const put = (who: string) =>
    sandbox
      .tokenFor(who)
      .then((token) => sandbox.arm("PUT", path, { token, body: { properties } }));
  expect((await put("carlos.contributor")).status).toBe(403);
  expect([(await put("sana.secadmin")).status, (await put("sana.secadmin")).status]).toEqual([
    201, 200,
  ]);
  expect((await statesAt(CLUSTER))[0]?.complianceState).toBe("Exempt");
  const list = `${PAYMENTS}/${AUTHORIZATION}/policyExemptions?api-version=2022-07-01-preview`;
  expect((await sandbox.arm("GET", list)).body.value).toHaveLength(1);
  await advance(3601);
  expect((await statesAt(CLUSTER))[0]?.complianceState).toBe("NonCompliant");
  const alive = `${list}&$filter=${encodeURIComponent("excludeExpired()")}`;
  expect((await sandbox.arm("GET", alive)).body.value).toEqual([]);
  expect((await sandbox.arm("DELETE", path)).status).toBe(200);
  expect((await sandbox.arm("DELETE", path)).status).toBe(204);
});

test("states come in pages without a gap or a repetition", async () => {
  const subscriptionId = SUBSCRIPTIONS.payments.id;
  await sandbox.control("clusters", { subscriptionId, count: 1500, traits: [] });
  const seen = new Set<string>();
  let path: string | undefined =
    `${PAYMENTS}/${INSIGHTS}/policyStates/latest/queryResults?api-version=2019-10-01`;
  let pages = 0;
  for (; path; pages++) {
    const { body } = await sandbox.arm("POST", path);
    for (const { resourceId } of body.value) seen.add(resourceId);
    path = body["@odata.nextLink"]?.slice(sandbox.url.length);
  }
  expect([pages, seen.size]).toEqual([2, 1518]);
});

test("without roles every deployment of a remediation task fails, and says what was not allowed", async () => {
  const created = await remedy();
  expect([created.status, created.body.properties.provisioningState]).toEqual([201, "Accepted"]);
  await advance(600);
  const { provisioningState, deploymentStatus } = await task();
  expect(provisioningState).toBe("Failed");
  expect(deploymentStatus).toEqual({
    totalDeployments: 17,
    successfulDeployments: 0,
    failedDeployments: 17,
  });
  const { body } = await sandbox.arm("POST", `${TASK}/listDeployments?api-version=2021-10-01`);
  const codes = new Set(body.value.map(({ error }: { error: { code: string } }) => error.code));
  expect([...codes].sort()).toEqual(["AuthorizationFailed", "OperationNotAllowed"]);
  expect(body.value[0].error.message).toContain(assignment.identity.principalId);
});

test("with roles a task deploys so many at a time on clusters that don't comply, and ends truthfully", async () => {
  await giveRoles();
  await remedy({ parallelDeployments: 3 });
  await task();
  await advance(1);
  const list = `${PAYMENTS}/providers/Microsoft.ContainerService/managedClusters?api-version=2024-09-01`;
  const updating = (await sandbox.arm("GET", list)).body.value.filter(
    ({
      properties,
    }: {
      properties: { securityProfile: { defender?: object }; provisioningState: string };
    }) => properties.securityProfile.defender && properties.provisioningState === "Updating",
  );
  expect(updating).toHaveLength(3);
  expect((await task()).provisioningState).toBe("Running");
  await advance(600);
  const { provisioningState, deploymentStatus } = await task();
  // One cluster is stopped, which AKS refuses to change.
  expect([provisioningState, deploymentStatus]).toEqual([
    "Failed",
    { totalDeployments: 17, successfulDeployments: 16, failedDeployments: 1 },
  ]);
  expect((await summaryAt(PAYMENTS)).results.nonCompliantResources).toBe(1);
  expect((await remedy()).status).toBe(200);
  const { byResource } = (await sandbox.control("effects", undefined, "GET")) as {
    byResource: Record<string, { put?: number }>;
  };
  expect(byResource[CLUSTER.toLowerCase()]?.put).toBe(1);
});

test("a task can be limited to regions and a number, and cancelled", async () => {
  await giveRoles();
  await remedy({
    filters: { locations: ["westeurope"] },
    resourceCount: 4,
    parallelDeployments: 1,
  });
  await advance(5);
  expect((await task()).deploymentStatus.totalDeployments).toBe(4);
  const canceled = await sandbox.arm("POST", `${TASK}/cancel?api-version=2021-10-01`);
  expect([canceled.status, canceled.body.properties.provisioningState]).toEqual([
    200,
    "Cancelling",
  ]);
  await advance(600);
  const { provisioningState, deploymentStatus } = await task();
  expect([provisioningState, deploymentStatus.successfulDeployments]).toEqual(["Canceled", 1]);
  const again = await sandbox.arm("POST", `${TASK}/cancel?api-version=2021-10-01`);
  expect(again.body.error.code).toBe("InvalidCancelRemediationRequest");
});

test("a task goes on where it was when the sandbox is killed", async () => {
  await giveRoles();
  await remedy({ parallelDeployments: 2 });
  await advance(15);
  await task();
  await sandbox.restart("SIGKILL");
  await advance(600);
  expect((await task()).deploymentStatus.successfulDeployments).toBe(16);
});

test("what can't be remediated is refused", async () => {
  const nothing = await remedy({ policyAssignmentId: `${assignment.id}-gone` });
  expect([nothing.status, nothing.body.error.code]).toEqual([
    400,
    "InvalidCreateRemediationRequest",
  ]);
});
