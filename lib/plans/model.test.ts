import { describe, expect, test } from "vitest";
import type { PlanDocument } from "../cloud/cloud.ts";
import { COMPONENT_IDS } from "./catalog.ts";
import { ALL_OFF, ALL_ON, coverageOf } from "./choice.ts";
import {
  choiceOf,
  fingerprintOf,
  mustTurnOnDiscovery,
  staysUnder,
  troubleOf,
  wishOf,
} from "./model.ts";

const POLICIES = new Set([
  "a8eff44f-8c92-45c3-a3fb-9880802d67a7",
  "0adc5395-9169-4b9b-8687-af838d69410a",
]);
const NO_POLICIES = new Set<string>();

function standard(...on: string[]): PlanDocument {
  return { pricingTier: "Standard", extensions: on.map((name) => ({ name, isEnabled: "True" })) };
}

const EVERYTHING = standard(
  "ContainerSensor",
  "AgentlessDiscoveryForKubernetes",
  "ContainerRegistriesVulnerabilityAssessments",
  "ContainerIntegrityContribution",
  "AgentlessVmScanning",
);

describe("reading a plan", () => {
  test("a plan that is off shows every component off, whatever its extensions say", () => {
    expect(choiceOf({ ...EVERYTHING, pricingTier: "Free" }, POLICIES)).toEqual(ALL_OFF);
  });

  test("Azure Policy is on only when both of its policies are assigned", () => {
    expect(choiceOf(EVERYTHING, POLICIES)).toEqual(ALL_ON);
    expect(choiceOf(EVERYTHING, new Set([...POLICIES].slice(1))).components.azurePolicy).toBe(
      false,
    );
  });

  test("coverage is full with all components, partial with some", () => {
    expect(coverageOf(ALL_ON)).toBe("full");
    expect(coverageOf(choiceOf(standard("ContainerSensor"), NO_POLICIES))).toBe("partial");
    expect(coverageOf(ALL_OFF)).toBe("off");
  });

  test("a component that the cloud could not turn on says why", () => {
    const document = standard();
    document.extensions = [
      {
        name: "ContainerSensor",
        isEnabled: "True",
        operationStatus: { code: "Failed", message: "No role." },
      },
    ];
    expect(troubleOf(document, "defenderSensor")).toBe("No role.");
    expect(troubleOf(document, "azurePolicy")).toBeNull();
  });
});

describe("writing a plan", () => {
  test("A5: turning the plan on turns all components on by default", () => {
    const wish = wishOf(ALL_ON, { pricingTier: "Free", extensions: [] });
    expect(wish.tier).toBe("Standard");
    expect(Object.values(wish.extensions)).toEqual(Array(5).fill(true));
  });

  test("turning the plan off names no component: nothing is removed", () => {
    expect(wishOf(ALL_OFF, EVERYTHING)).toEqual({ tier: "Free", extensions: {} });
  });

  test("A3: only what a person changed is sent", () => {
    const choice = { on: true, components: { ...ALL_ON.components, defenderSensor: false } };
    expect(wishOf(choice, EVERYTHING).extensions).toEqual({ ContainerSensor: false });
  });

  test("findings go with registry access", () => {
    const choice = { on: true, components: { ...ALL_ON.components, registryAccess: false } };
    expect(Object.keys(wishOf(choice, EVERYTHING).extensions)).toEqual([
      "ContainerRegistriesVulnerabilityAssessments",
      "ContainerIntegrityContribution",
    ]);
  });
});

describe("noticing that somebody else was here", () => {
  test("a change of any extension, also of one that we do not know, changes the fingerprint", () => {
    const known = fingerprintOf(EVERYTHING);
    expect(fingerprintOf(standard("ContainerSensor", "SomethingNew"))).not.toBe(known);
    const deeper = structuredClone(EVERYTHING);
    for (const one of deeper.extensions ?? []) {
      one.additionalExtensionProperties = { SecurityGatingEnabled: "False" };
    }
    expect(fingerprintOf(deeper)).not.toBe(known);
  });

  test("order, outcomes and times that Azure writes do not count", () => {
    const other = structuredClone(EVERYTHING);
    other.extensions?.reverse();
    other.freeTrialRemainingTime = "P3D";
    other.extensions?.forEach((one) => {
      one.operationStatus = { code: "Succeeded" };
    });
    expect(fingerprintOf(other)).toBe(fingerprintOf(EVERYTHING));
  });
});

test("A4: customers from before August 2023 without agentless discovery are told to turn it on", () => {
  const old = { ...standard("ContainerSensor"), enablementTime: "2023-03-07T09:00:00Z" };
  expect(mustTurnOnDiscovery(old)).toBe(true);
  expect(mustTurnOnDiscovery({ ...EVERYTHING, enablementTime: old.enablementTime })).toBe(false);
  expect(mustTurnOnDiscovery({ ...old, enablementTime: "2024-01-01T00:00:00Z" })).toBe(false);
});

test("S7, A22: what is off and still on clusters is counted, by what it is; what is on is not", () => {
  const installed = {
    aks: { clusters: 9, sensor: 4, policyAddon: 2 },
    arc: { clusters: 3, sensor: 1, policyAddon: 0 },
  };
  expect(staysUnder(ALL_ON, installed)).toEqual([]);
  const noPolicy = { on: true, components: { ...ALL_ON.components, azurePolicy: false } };
  expect(staysUnder(noPolicy, installed)).toEqual([
    { what: "Azure Policy add-on on AKS", clusters: 2 },
  ]);
  expect(staysUnder(ALL_OFF, installed).map(({ what, clusters }) => [what, clusters])).toEqual([
    ["Defender sensor on AKS", 4],
    ["Defender extension on Azure Arc", 1],
    ["Azure Policy add-on on AKS", 2],
  ]);
});

test("every component stands on the page", () => {
  expect(COMPONENT_IDS).toHaveLength(5);
});
