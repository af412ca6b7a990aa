import { SUBSCRIPTIONS } from "../seed/company.ts";
import { ARC_STEPS } from "./arc-walk.ts";
import { CONNECTOR_STEPS } from "./connector-walk.ts";
import { POLICY_STEPS } from "./policy-walk.ts";

/** One call of the walk. A long-running one is followed to its end before the next begins. */
export interface Step {
  method: string;
  /** With the api-version left out; the walk adds it. */
  path: string;
  versions: readonly string[];
  body?: unknown;
  /** Whose token: the sandbox's Owner unless said otherwise. */
  as?: string;
}

const PAYMENTS = `/subscriptions/${SUBSCRIPTIONS.payments.id}`;
const SHIPPING = `/subscriptions/${SUBSCRIPTIONS.shipping.id}`;
const LAB = `/subscriptions/${SUBSCRIPTIONS.lab.id}`;
const CLUSTERS = "providers/Microsoft.ContainerService/managedClusters";
const PLANS = "providers/Microsoft.Security/pricings";
const WORKSPACES = "providers/Microsoft.OperationalInsights/workspaces";
const AUTHORIZATION = "providers/Microsoft.Authorization";
const GROUP = `${PAYMENTS}/resourceGroups/rg-wire-walk`;
const WORKSPACE = `${GROUP}/${WORKSPACES}/law-wire-walk`;
const ARC = "providers/Microsoft.Kubernetes/connectedClusters";
const ARC_GROUP = `${SHIPPING}/resourceGroups/rg-ship-edge/${ARC}`;
const EXTENSIONS = "providers/Microsoft.KubernetesConfiguration/extensions";
const POLICY_EXTENSION = `${ARC_GROUP}/arc-ship-crane-rotterdam-02/${EXTENSIONS}/azurepolicy`;
const EXTENSION_VERSIONS = ["2023-05-01", "2022-11-01", "2021-09-01"];
const ROLE_ASSIGNMENT = `${PAYMENTS}/${AUTHORIZATION}/roleAssignments/0f6e2a52-5a7f-4c0e-8a5d-3d1f6f3b9c11`;

const CLUSTER_VERSIONS = ["2024-09-01", "2022-11-01"];
const PLAN_VERSIONS = ["2024-01-01", "2023-01-01", "2022-03-01"];
const WORKSPACE_VERSIONS = ["2022-10-01", "2021-06-01", "2020-08-01"];
const GRAPH_VERSIONS = ["2024-04-01", "2022-10-01", "2021-03-01"];

const get = (path: string, ...versions: string[]): Step => ({ method: "GET", path, versions });
const query = (text: string): Step => ({
  method: "POST",
  path: "/providers/Microsoft.ResourceGraph/resources",
  versions: GRAPH_VERSIONS,
  body: { query: text, subscriptions: [SUBSCRIPTIONS.payments.id], options: { $top: 5 } },
});

const kubeconfig = (cluster: string, verb: string): Step => ({
  method: "POST",
  path: `${PAYMENTS}/resourceGroups/${cluster}/${verb}`,
  versions: CLUSTER_VERSIONS,
});

/** Calls that only read, on every route that has a specification. */
const READS: readonly Step[] = [
  get("/tenants", "2022-12-01"),
  get("/subscriptions", "2022-12-01", "2019-11-01"),
  get(PAYMENTS, "2022-12-01"),
  get(`${PAYMENTS}/locations`, "2022-12-01"),
  get(`${PAYMENTS}/resourcegroups`, "2021-04-01"),
  get(`${PAYMENTS}/resourcegroups/rg-pay-fraud`, "2021-04-01"),
  get(`${PAYMENTS}/resourcegroups/no-such-group`, "2021-04-01"),
  get(`${PAYMENTS}/providers`, "2021-04-01"),
  get(`${LAB}/providers/Microsoft.Security`, "2021-04-01"),
  get(`${PAYMENTS}/${AUTHORIZATION}/roleDefinitions`, "2022-04-01"),
  get(`${PAYMENTS}/${AUTHORIZATION}/roleAssignments`, "2022-04-01"),
  get(`${PAYMENTS}/${AUTHORIZATION}/roleAssignments?$filter=atScope()`, "2022-04-01"),
  get(`${PAYMENTS}/resourcegroups/rg-pay-fraud/${AUTHORIZATION}/permissions`, "2022-04-01"),
  ...Object.values(SUBSCRIPTIONS).map(({ id }) =>
    get(`/subscriptions/${id}/${CLUSTERS}`, ...CLUSTER_VERSIONS),
  ),
  get(`${PAYMENTS}/resourceGroups/rg-pay-fraud/${CLUSTERS}`, ...CLUSTER_VERSIONS),
  kubeconfig(`rg-pay-fraud/${CLUSTERS}/aks-pay-fraud-scoring-prod`, "listClusterUserCredential"),
  kubeconfig(`rg-pay-fraud/${CLUSTERS}/aks-pay-fraud-scoring-prod`, "listClusterAdminCredential"),
  get(`${PAYMENTS}/resourceGroups/rg-pay-fraud/${CLUSTERS}/no-such-cluster`, "2024-09-01"),
  ...[PAYMENTS, SHIPPING].flatMap((scope) => [
    get(`${scope}/${PLANS}`, ...PLAN_VERSIONS),
    get(`${scope}/${PLANS}/Containers`, ...PLAN_VERSIONS),
    get(`${scope}/${WORKSPACES}`, ...WORKSPACE_VERSIONS),
  ]),
  get(`${SHIPPING}/${ARC}`, "2024-01-01", "2021-10-01"),
  get(ARC_GROUP, "2024-01-01"),
  get(`${ARC_GROUP}/arc-ship-crane-rotterdam-01`, "2024-01-01", "2021-10-01", "2021-03-01"),
  get(`${ARC_GROUP}/no-such-cluster`, "2024-01-01"),
  get(`${ARC_GROUP}/arc-ship-crane-rotterdam-01/${EXTENSIONS}`, ...EXTENSION_VERSIONS),
  get(
    `${ARC_GROUP}/arc-ship-customs-legacy/${EXTENSIONS}/microsoft.azuredefender.kubernetes`,
    ...EXTENSION_VERSIONS,
  ),
  query("resources | project id, name, type, tags, properties | order by id asc"),
  query("resourcecontainers | summarize count() by type"),
  query("resources | where"),
  { ...get(`${PAYMENTS}/${CLUSTERS}`, "2024-09-01"), as: "nora.norights" },
];

/** Calls that write, in an order in which each finds what it needs. */
const WRITES: readonly Step[] = [
  {
    method: "PUT",
    path: GROUP,
    versions: ["2021-04-01"],
    body: { location: "westeurope", tags: { by: "the wire walk" } },
  },
  { method: "HEAD", path: GROUP, versions: ["2021-04-01"] },
  {
    method: "PUT",
    path: WORKSPACE,
    versions: WORKSPACE_VERSIONS,
    body: {
      location: "westeurope",
      properties: { sku: { name: "PerGB2018" }, retentionInDays: 30 },
    },
  },
  get(WORKSPACE, ...WORKSPACE_VERSIONS),
  get(`${GROUP}/${WORKSPACES}`, ...WORKSPACE_VERSIONS),
  { method: "POST", path: `${WORKSPACE}/sharedKeys`, versions: ["2020-08-01"] },
  {
    method: "PUT",
    path: POLICY_EXTENSION,
    versions: EXTENSION_VERSIONS,
    body: {
      identity: { type: "SystemAssigned" },
      properties: {
        extensionType: "microsoft.policyinsights",
        autoUpgradeMinorVersion: true,
        releaseTrain: "Stable",
        scope: { cluster: { releaseNamespace: "kube-system" } },
      },
    },
  },
  { method: "DELETE", path: POLICY_EXTENSION, versions: ["2023-05-01"] },
  {
    method: "PATCH",
    path: `${ARC_GROUP}/arc-ship-crane-rotterdam-02`,
    versions: ["2024-01-01"],
    body: { tags: { walked: "yes" } },
  },
  {
    method: "PUT",
    path: `${PAYMENTS}/${PLANS}/Containers`,
    versions: ["2024-01-01", "2023-01-01"],
    body: {
      properties: {
        pricingTier: "Standard",
        extensions: [
          { name: "ContainerSensor", isEnabled: "True" },
          { name: "AgentlessDiscoveryForKubernetes", isEnabled: "True" },
        ],
      },
    },
  },
  {
    method: "PUT",
    path: `${PAYMENTS}/${PLANS}/Containers`,
    versions: ["2022-03-01"],
    body: { properties: { pricingTier: "Free" } },
  },
  {
    method: "POST",
    path: `${LAB}/providers/Microsoft.Security/register`,
    versions: ["2021-04-01"],
  },
  {
    method: "PUT",
    path: ROLE_ASSIGNMENT,
    versions: ["2022-04-01"],
    body: {
      properties: {
        roleDefinitionId: `${PAYMENTS}/${AUTHORIZATION}/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
        principalId: "9b1f3c1e-6c2d-4e61-9a53-7c3f5d0b7a10",
        principalType: "User",
      },
    },
  },
  { method: "DELETE", path: ROLE_ASSIGNMENT, versions: ["2022-04-01"] },
];

const CLUSTER = `${PAYMENTS}/resourceGroups/rg-pay-3ds/${CLUSTERS}/aks-pay-3ds-prod-weu`;
const STOPPED = `${PAYMENTS}/resourceGroups/rg-pay-batch/${CLUSTERS}/aks-pay-batch-prod-weu`;

/** Changes of clusters: each reads the cluster in its version, changes the sensor and writes it all back. */
export const CLUSTER_CHANGES: readonly { path: string; version: string; workspace: string }[] = [
  { path: CLUSTER, version: "2024-09-01", workspace: WORKSPACE },
  { path: CLUSTER, version: "2022-11-01", workspace: WORKSPACE },
  // A stopped cluster refuses; the refusal has a shape too.
  { path: STOPPED, version: "2024-09-01", workspace: WORKSPACE },
];

/** Tags alone, by PATCH. */
const TAGS: Step = {
  method: "PATCH",
  path: CLUSTER,
  versions: CLUSTER_VERSIONS,
  body: { tags: { env: "prod", walked: "yes" } },
};

export const STEPS: readonly Step[] = [
  ...READS,
  ...WRITES,
  ...ARC_STEPS,
  TAGS,
  ...POLICY_STEPS,
  ...CONNECTOR_STEPS,
];
