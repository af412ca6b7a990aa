import { expect, test } from "vitest";
import type { ClusterFacts, ConnectorFacts, EksPosture, GkePosture } from "../cloud/cloud.ts";
import {
  RECOMMENDATION_IDS,
  RECOMMENDATIONS_OF,
  RECOMMENDATIONS_OF_CONNECTORS,
  recommendation,
} from "./catalog.ts";
import { evaluate, evaluateConnector, type ResourceContext } from "./model.ts";

const CONNECTOR = { containers: true, auditLogs: true, apiAccess: true, rightsFound: true };
const CONTEXT: ResourceContext = {
  planOn: false,
  state: "Enabled",
  exemptFrom: new Set<string>(),
  connector: CONNECTOR,
};
const without = (change: Partial<typeof CONNECTOR> | { rightsFound: null }): ResourceContext => ({
  ...CONTEXT,
  connector: { ...CONNECTOR, ...change },
});

const EKS: EksPosture = {
  kind: "eks",
  auditLogs: false,
  retentionDays: null,
  authenticationMode: "API_AND_CONFIG_MAP",
  agentlessAccess: false,
  publicEndpoint: true,
  publicCidrs: ["0.0.0.0/0"],
};
const GKE: GkePosture = {
  kind: "gke",
  autopilot: false,
  logging: true,
  monitoring: true,
  autoRepair: true,
  autoUpgrade: true,
  dashboard: false,
  legacyAbac: false,
  authorizedNetworks: true,
  aliasIp: true,
  privateNodes: true,
  networkPolicy: true,
};

function cluster(kind: "eks" | "gke", facts: Partial<ClusterFacts> = {}): ClusterFacts {
  const id = "arn:aws:eks:eu-west-1:412233445566:cluster/shop";
  return {
    id,
    armId: id,
    kind,
    name: "shop",
    subscriptionId: "s",
    resourceGroup: "g",
    region: "eu-west-1",
    version: "1.33",
    powerState: "Running",
    provisioningState: "Succeeded",
    sensorEnabled: false,
    sensorWorkspaceId: null,
    legacySensor: false,
    policyAddon: false,
    privateCluster: false,
    rbac: true,
    restrictedApi: false,
    nodeCount: 3,
    coreCount: null,
    excludedBy: null,
    tags: {},
    connectivity: null,
    lastConnectedAt: null,
    distribution: kind,
    agentVersion: "",
    extensions: [],
    connectorId: "/c",
    connectedId: null,
    agentlessExcludedBy: null,
    posture: kind === "eks" ? EKS : GKE,
    ...facts,
  };
}

test("E11, G10: a cluster is unhealthy until the Arc-enabled cluster that it is connected as has the extension", () => {
  for (const [id, kind] of [
    ["eksDefenderExtension", "eks"],
    ["gkeDefenderExtension", "gke"],
  ] as const) {
    expect(evaluate(id, cluster(kind), CONTEXT).status).toBe("unhealthy");
    expect(evaluate(id, cluster(kind, { sensorEnabled: true }), CONTEXT).status).toBe("healthy");
  }
  expect(evaluate("gkePolicyExtension", cluster("gke"), CONTEXT).status).toBe("unhealthy");
});

test("G8: it does not matter whether provisioning is automatic; the plan on the connector does", () => {
  expect(
    evaluate("gkeDefenderExtension", cluster("gke"), without({ containers: false })).reason,
  ).toBe("connectorPlanOff");
  expect(
    evaluate("gkeDefenderExtension", cluster("gke"), { ...CONTEXT, connector: null }).reason,
  ).toBe("connectorPlanOff");
});

test("S8, E14, G13: exclusion of the sensor and of agentless discovery are heeded each by what they are about", () => {
  const sensor = { excludedBy: "ms_defender_container_exclude_agents" };
  const agentless = { agentlessExcludedBy: "ms_defender_container_exclude_agentless" };
  expect(evaluate("eksDefenderExtension", cluster("eks", sensor), CONTEXT).reason).toBe("excluded");
  expect(evaluate("gkeDefenderExtension", cluster("gke", sensor), CONTEXT).reason).toBe("excluded");
  expect(evaluate("eksDefenderExtension", cluster("eks", agentless), CONTEXT).status).toBe(
    "unhealthy",
  );
  expect(evaluate("eksAgentlessAccess", cluster("eks", agentless), CONTEXT).reason).toBe(
    "agentlessExcluded",
  );
  expect(evaluate("eksAgentlessAccess", cluster("eks", sensor), CONTEXT).status).toBe("unhealthy");
});

test("E4: audit logs are asked for where the connector's component for them is on", () => {
  expect(evaluate("eksAuditLogs", cluster("eks"), CONTEXT).status).toBe("unhealthy");
  const on = cluster("eks", { posture: { ...EKS, auditLogs: true } });
  expect(evaluate("eksAuditLogs", on, CONTEXT).status).toBe("healthy");
  expect(evaluate("eksAuditLogs", on, without({ auditLogs: false })).reason).toBe("auditLogsOff");
});

test("E10: agentless discovery is let in by an access entry; what only aws-auth can tell is not taken for granted", () => {
  const of = (agentlessAccess: boolean | null) =>
    evaluate(
      "eksAgentlessAccess",
      cluster("eks", { posture: { ...EKS, agentlessAccess } }),
      CONTEXT,
    );
  expect(of(true).status).toBe("healthy");
  expect(of(false).status).toBe("unhealthy");
  expect(of(null).status).toBe("unhealthy");
  expect(evaluate("eksAgentlessAccess", cluster("eks"), without({ apiAccess: false })).reason).toBe(
    "apiAccessOff",
  );
});

test("the permissions of a connector are judged by what verifying its access has found", () => {
  const of = (context: ResourceContext) => evaluate("eksPermissions", cluster("eks"), context);
  expect(of(CONTEXT).status).toBe("healthy");
  expect(of(without({ rightsFound: false })).status).toBe("unhealthy");
  expect(of(without({ rightsFound: null })).reason).toBe("notVerified");
});

test("a cluster that is being made, or has failed, is not asked for the sensor", () => {
  for (const provisioningState of ["CREATING", "Failed", "ERROR", "STOPPING"]) {
    const facts = cluster("eks", { provisioningState });
    expect(evaluate("eksDefenderExtension", facts, CONTEXT).reason).toBe("notRunning");
    const on = { ...facts, sensorEnabled: true };
    expect(evaluate("eksDefenderExtension", on, CONTEXT).status).toBe("healthy");
  }
});

test("each of the recommendations on how a GKE cluster is set up sees its own setting alone", () => {
  const ours = RECOMMENDATIONS_OF.gke.filter((id) => !recommendation(id).script);
  const settings = Object.entries(GKE).filter(([name]) => name !== "kind" && name !== "autopilot");
  expect(ours).toHaveLength(settings.length);
  for (const id of ours) expect(evaluate(id, cluster("gke"), CONTEXT).status).toBe("healthy");
  for (const [name, value] of settings) {
    const posture = { ...GKE, [name]: !value } as GkePosture;
    const unhealthy = ours.filter(
      (id) => evaluate(id, cluster("gke", { posture }), CONTEXT).status === "unhealthy",
    );
    expect(unhealthy, name).toHaveLength(1);
  }
});

function connector(offerings: ConnectorFacts["properties"]["offerings"]): ConnectorFacts {
  return {
    id: "/c",
    armId: "/C",
    name: "C",
    cloud: "gcp",
    subscriptionId: "s",
    resourceGroup: "g",
    region: "westeurope",
    hierarchyId: "1",
    projectId: "p",
    membership: "",
    scanHours: 12,
    externalId: "",
    properties: {
      environmentName: "GCP",
      hierarchyIdentifier: "1",
      environmentData: { environmentType: "GcpProject" },
      offerings,
    },
  };
}

test("G3, G4: a connector is judged by its own offerings, for the plan and for its advanced configuration", () => {
  const offeringType = "DefenderForContainersGcp";
  const advanced = {
    enableAuditLogsAutoProvisioning: true,
    enableDefenderAgentAutoProvisioning: true,
    enablePolicyAgentAutoProvisioning: true,
  };
  expect(evaluateConnector("gcpContainersPlan", connector([]), CONTEXT).status).toBe("unhealthy");
  const bare = connector([{ offeringType }]);
  expect(evaluateConnector("gcpContainersPlan", bare, CONTEXT).status).toBe("healthy");
  expect(evaluateConnector("gcpAdvanced", bare, CONTEXT).status).toBe("unhealthy");
  const whole = connector([{ offeringType, ...advanced }]);
  expect(evaluateConnector("gcpAdvanced", whole, CONTEXT).status).toBe("healthy");
  expect(
    evaluateConnector("gcpAdvanced", connector([]), without({ containers: false })).reason,
  ).toBe("connectorPlanOff");
  expect(RECOMMENDATIONS_OF_CONNECTORS.aws).toEqual(["awsContainersPlan"]);
});

test("E12, G11: every recommendation names one of the resource types that the filters know", () => {
  const types = new Set(RECOMMENDATION_IDS.map((id) => recommendation(id).resourceType));
  expect([...types].sort()).toEqual([
    "AWS EKS Cluster",
    "AWS connector",
    "GCP GKE Cluster",
    "GCP connector",
    "Kubernetes - Azure Arc",
    "Kubernetes service",
  ]);
});
