import { describe, expect, test } from "vitest";
import type { ClusterFacts } from "../cloud/cloud.ts";
import { RECOMMENDATION_IDS, recommendation, recommendationByKey } from "./catalog.ts";
import { evaluate } from "./model.ts";

const PROTECTED = {
  planOn: true,
  state: "Enabled",
  exemptFrom: new Set<string>(),
  connector: null,
};

function cluster(facts: Partial<ClusterFacts> = {}): ClusterFacts {
  return {
    id: "/subscriptions/s/resourcegroups/g/providers/microsoft.containerservice/managedclusters/c",
    armId:
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c",
    kind: "aks",
    name: "c",
    subscriptionId: "s",
    resourceGroup: "g",
    region: "westeurope",
    version: "1.33.2",
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
    coreCount: 12,
    excludedBy: null,
    tags: {},
    connectivity: null,
    lastConnectedAt: null,
    distribution: "",
    agentVersion: "",
    extensions: [],
    connectorId: null,
    connectedId: null,
    agentlessExcludedBy: null,
    posture: null,
    ...facts,
  };
}

describe("Defender profile on AKS", () => {
  const judge = (facts: Partial<ClusterFacts>, context = PROTECTED) =>
    evaluate("aksDefenderProfile", cluster(facts), context);

  test("a cluster without the sensor is unhealthy, one with it is healthy", () => {
    expect(judge({})).toEqual({ status: "unhealthy", reason: null });
    expect(judge({ sensorEnabled: true })).toEqual({ status: "healthy", reason: null });
  });

  test("nothing is asked of a subscription without the plan", () => {
    expect(judge({}, { ...PROTECTED, planOn: false }).reason).toBe("planOff");
    expect(judge({ sensorEnabled: true }, { ...PROTECTED, planOn: false }).reason).toBe("planOff");
  });

  test("S8: excluded and stopped clusters do not count as unhealthy", () => {
    expect(judge({ excludedBy: "ms_defender_container_exclude_sensors" }).reason).toBe("excluded");
    expect(judge({ powerState: "Stopped" }).reason).toBe("stopped");
  });

  test("a stopped cluster that has the sensor is healthy all the same", () => {
    expect(judge({ powerState: "Stopped", sensorEnabled: true }).status).toBe("healthy");
  });

  test("a disabled subscription can't be changed, so nothing is asked of it", () => {
    expect(judge({}, { ...PROTECTED, state: "Disabled" }).reason).toBe("subscriptionDisabled");
  });
});

test("the Azure Policy add-on is asked for without the plan too", () => {
  const verdict = evaluate("aksPolicyAddon", cluster(), { ...PROTECTED, planOn: false });
  expect(verdict.status).toBe("unhealthy");
});

test("a deep link by assessment key finds its recommendation, in any case", () => {
  for (const id of RECOMMENDATION_IDS) {
    expect(recommendationByKey(recommendation(id).assessmentKey.toUpperCase())).toBe(id);
  }
  expect(recommendationByKey("nothing")).toBeUndefined();
});

test("a connected cluster that Azure Arc does not reach is left out, unless it is healthy already", () => {
  const judge = (facts: Partial<ClusterFacts>) =>
    evaluate("arcDefenderExtension", cluster({ kind: "arc", ...facts }), PROTECTED);
  expect(judge({ connectivity: "Connected" }).status).toBe("unhealthy");
  for (const connectivity of ["Offline", "Expired", "Connecting"]) {
    expect(judge({ connectivity }).reason).toBe("unreachable");
  }
  expect(judge({ connectivity: "Offline", sensorEnabled: true }).status).toBe("healthy");
});

test("R8: both of the article's names of the control lead to the four recommendations that deploy something", () => {
  const found = (words: string) =>
    RECOMMENDATION_IDS.filter((id) => {
      const { control, aliases, kind } = recommendation(id);
      if (kind !== "aks" && kind !== "arc") return false;
      return [control, ...aliases].some((name) => name.includes(words));
    });
  const inAzure = RECOMMENDATION_IDS.filter((id) =>
    ["aks", "arc"].includes(recommendation(id).kind),
  );
  const deploying = inAzure.filter((id) => recommendation(id).fix !== null);
  expect(deploying).toHaveLength(4);
  expect(found("Enable enhanced security")).toEqual(deploying);
  expect(found("Enable Microsoft Defender for Cloud")).toEqual(deploying);
});
