import { SUBSCRIPTIONS } from "../seed/company.ts";
import type { Step } from "./walk.ts";

const PAYMENTS = `/subscriptions/${SUBSCRIPTIONS.payments.id}`;
const SHIPPING = `/subscriptions/${SUBSCRIPTIONS.shipping.id}`;
const AUTHORIZATION = "providers/Microsoft.Authorization";
const INSIGHTS = "providers/Microsoft.PolicyInsights";
const SECURITY = "providers/Microsoft.Security";

const POLICY_VERSIONS = ["2024-05-01", "2021-06-01"];
const DEFINITION_VERSIONS = ["2024-05-01", "2023-04-01", "2021-06-01"];
const ASSESSMENT_VERSIONS = ["2021-06-01"];

const SENSOR_POLICY = "64def556-fbad-4622-930e-72d1d5589bf5";
const BENCHMARK = "1f3afdf9-d0c9-4c3d-847f-89da613e70a8";
const SENSOR_KEY = "56a83a6e-c417-42ec-b567-1e6fcb3d09a9";
const ASSIGNMENT = `${PAYMENTS}/${AUTHORIZATION}/policyAssignments/wire-walk`;
const TASK = `${PAYMENTS}/${INSIGHTS}/remediations/wire-walk`;
const CLUSTER = `${SHIPPING}/resourceGroups/rg-terminal-rtm/providers/Microsoft.ContainerService/managedClusters/aks-terminal-rotterdam`;
const EXEMPTION = `${PAYMENTS}/${AUTHORIZATION}/policyExemptions/wire-walk`;

const get = (path: string, ...versions: string[]): Step => ({ method: "GET", path, versions });
const post = (path: string, ...versions: string[]): Step => ({ method: "POST", path, versions });

/** Calls that read what Azure Policy and Defender for Cloud have found. */
const READS: readonly Step[] = [
  get(`${SHIPPING}/${AUTHORIZATION}/policyAssignments`, ...POLICY_VERSIONS),
  get(
    `${SHIPPING}/${AUTHORIZATION}/policyAssignments?$filter=policyDefinitionId eq '/${AUTHORIZATION}/policyDefinitions/${SENSOR_POLICY}'`,
    ...POLICY_VERSIONS,
  ),
  get(`/${AUTHORIZATION}/policyDefinitions`, ...DEFINITION_VERSIONS),
  get(`${PAYMENTS}/${AUTHORIZATION}/policyDefinitions`, ...DEFINITION_VERSIONS),
  get(`/${AUTHORIZATION}/policyDefinitions/${SENSOR_POLICY}`, ...DEFINITION_VERSIONS),
  get(`${PAYMENTS}/${AUTHORIZATION}/policyDefinitions/no-such-policy`, "2023-04-01"),
  get(`/${AUTHORIZATION}/policySetDefinitions`, ...DEFINITION_VERSIONS),
  get(`/${AUTHORIZATION}/policySetDefinitions/${BENCHMARK}`, ...DEFINITION_VERSIONS),
  get(`/${SECURITY}/assessmentMetadata`, ...ASSESSMENT_VERSIONS),
  get(`/${SECURITY}/assessmentMetadata/${SENSOR_KEY}`, ...ASSESSMENT_VERSIONS),
  get(`${SHIPPING}/${SECURITY}/assessmentMetadata/${SENSOR_KEY}`, ...ASSESSMENT_VERSIONS),
  get(`${SHIPPING}/${SECURITY}/assessments`, ...ASSESSMENT_VERSIONS),
  get(`${CLUSTER}/${SECURITY}/assessments`, ...ASSESSMENT_VERSIONS),
  get(`${CLUSTER}/${SECURITY}/assessments/${SENSOR_KEY}`, ...ASSESSMENT_VERSIONS),
  get(`${CLUSTER}/${SECURITY}/assessments/${SENSOR_KEY}?$expand=links`, ...ASSESSMENT_VERSIONS),
  get(`${CLUSTER}/${SECURITY}/assessments/no-such-key`, "2021-06-01"),
];

const properties = {
  displayName: "Wire walk",
  policyDefinitionId: `/${AUTHORIZATION}/policyDefinitions/a8eff44f-8c92-45c3-a3fb-9880802d67a7`,
};

/** Calls that assign a policy, exempt from it, remedy by it and take it away. */
const WRITES: readonly Step[] = [
  {
    method: "PUT",
    path: ASSIGNMENT,
    versions: POLICY_VERSIONS,
    body: { location: "westeurope", identity: { type: "SystemAssigned" }, properties },
  },
  get(ASSIGNMENT, ...POLICY_VERSIONS),
  {
    method: "PATCH",
    path: ASSIGNMENT,
    versions: POLICY_VERSIONS,
    body: { location: "northeurope", identity: { type: "SystemAssigned" } },
  },
  {
    method: "PUT",
    path: `${ASSIGNMENT}-refused`,
    versions: POLICY_VERSIONS,
    body: {
      properties: { policyDefinitionId: `/${AUTHORIZATION}/policyDefinitions/${SENSOR_POLICY}` },
    },
  },
  post(`${PAYMENTS}/${INSIGHTS}/policyStates/latest/queryResults`, "2019-10-01"),
  post(`${PAYMENTS}/${INSIGHTS}/policyStates/latest/summarize`, "2019-10-01"),
  post(`${ASSIGNMENT}/${INSIGHTS}/policyStates/latest/summarize`, "2019-10-01"),
  {
    method: "PUT",
    path: TASK,
    versions: ["2021-10-01"],
    // One region only: another has a cluster that is busy for longer than the walk waits.
    body: {
      properties: { policyAssignmentId: ASSIGNMENT, filters: { locations: ["southeastasia"] } },
    },
  },
  get(`${PAYMENTS}/${INSIGHTS}/remediations`, "2021-10-01"),
  post(`${TASK}/listDeployments`, "2021-10-01"),
  {
    method: "PUT",
    path: EXEMPTION,
    versions: ["2022-07-01-preview"],
    body: { properties: { policyAssignmentId: ASSIGNMENT, exemptionCategory: "Waiver" } },
  },
  get(`${PAYMENTS}/${AUTHORIZATION}/policyExemptions`, "2022-07-01-preview"),
  { method: "DELETE", path: EXEMPTION, versions: ["2022-07-01-preview"] },
  get(`${PAYMENTS}/providers/Microsoft.Insights/eventtypes/management/values`, "2015-04-01"),
  { method: "DELETE", path: ASSIGNMENT, versions: ["2024-05-01"] },
];

export const POLICY_STEPS: readonly Step[] = [...READS, ...WRITES];
