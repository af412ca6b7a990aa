import { describe, expect, test } from "vitest";
import type { KindCounts } from "../inventory/model.ts";
import { ALL_OFF, ALL_ON, type PlanChoice } from "../plans/choice.ts";
import { CAPABILITIES, KINDS, type Kind } from "./catalog.ts";
import { stateOf } from "./model.ts";

const FIVE: KindCounts = { clusters: 5, sensor: 3, policyAddon: 5 };
const EMPTY: KindCounts = { clusters: 0, sensor: 0, policyAddon: 0 };
const NO_SENSOR: PlanChoice = {
  on: true,
  components: { ...ALL_ON.components, defenderSensor: false },
};

function capability(label: string) {
  const found = CAPABILITIES.find((one) => one.label === label);
  if (!found) throw new Error(`No capability ${label}.`);
  return found;
}
const workloads = capability("Threat detection in workloads");
const controlPlane = capability("Threat detection in the control plane");

test("A7, S15: every capability says for each kind of cluster how it is enabled, or that it is not there", () => {
  for (const { on } of CAPABILITIES) {
    expect(Object.keys(on)).toEqual(Object.keys(KINDS));
    for (const support of Object.values(on)) if (support) expect(support.method).toMatch(/\.$/);
  }
  const without = (kind: Kind) => CAPABILITIES.filter(({ on }) => !on[kind]).length;
  expect(without("aks")).toBe(0);
  expect(without("arc")).toBeGreaterThan(2);
});

test("S2: what needs the sensor on an Arc-enabled cluster is a preview", () => {
  for (const { on } of [workloads, controlPlane]) expect(on.arc?.release).toBe("Preview");
  expect(KINDS.arc.preview).toBe(true);
});

describe("S15: the state of a capability on a subscription", () => {
  test("S15: with the component on, the clusters that still lack it are counted", () => {
    expect(stateOf(workloads, "aks", ALL_ON, FIVE)).toEqual({
      level: "partly",
      says: "On; 3 of 5 clusters have it",
    });
    const all = { ...FIVE, sensor: 5 };
    expect(stateOf(workloads, "aks", ALL_ON, all)?.level).toBe("on");
    expect(stateOf(workloads, "aks", ALL_ON, EMPTY)?.level).toBe("none");
  });

  test("S7, S15: with the plan or the component off, the clusters that keep it are counted", () => {
    expect(stateOf(workloads, "aks", ALL_OFF, FIVE)).toEqual({
      level: "partly",
      says: "Off: the plan is off; 3 of 5 clusters have it",
    });
    expect(stateOf(workloads, "arc", NO_SENSOR, FIVE)?.says).toContain("Defender sensor is off");
  });

  test("S15: the control plane of AKS needs nothing on the cluster, that of Arc needs the extension", () => {
    expect(stateOf(controlPlane, "aks", ALL_ON, FIVE)?.says).toBe("On for 5 clusters");
    expect(stateOf(controlPlane, "arc", ALL_ON, FIVE)?.says).toBe("On; 3 of 5 clusters have it");
  });

  test("S15: what does not exist for a kind of cluster has no state, and what is free is on without the plan", () => {
    expect(stateOf(capability("Agentless discovery"), "arc", ALL_ON, FIVE)).toBeNull();
    const free = stateOf(capability("Hardening of the control plane"), "aks", ALL_OFF, FIVE);
    expect(free?.level).toBe("on");
  });
});
