import { expect, test } from "vitest";
import { type Prospect, policyEffect } from "./policy-rule.ts";

const PROSPECT: Prospect = {
  type: "Microsoft.Kubernetes/connectedClusters",
  name: "shop-1a2b3c4d",
  location: "westeurope",
  tags: { ms_defender_cluster_id: "arn" },
};
const DENY = { effect: "deny" };

const effectOf = (rule: object, parameters: Record<string, unknown> = {}, then: object = DENY) =>
  policyEffect({ if: rule, then }, parameters, PROSPECT);

test("G2: a policy that denies connected clusters is found, whatever the case of its words", () => {
  const rule = { field: "type", equals: "Microsoft.Kubernetes/connectedClusters" };
  expect(effectOf(rule)).toBe("denies");
  expect(effectOf({ ...rule, equals: "microsoft.kubernetes/CONNECTEDCLUSTERS" })).toBe("denies");
  expect(effectOf({ ...rule, equals: "Microsoft.Compute/virtualMachines" })).toBe("allows");
});

test("G2: what only audits, or is told not to deny by its parameter, prevents nothing", () => {
  const rule = { field: "type", like: "Microsoft.Kubernetes/*" };
  const then = { effect: "[parameters('effect')]" };
  expect(effectOf(rule, { effect: "Audit" }, then)).toBe("allows");
  expect(effectOf(rule, { effect: "Disabled" }, then)).toBe("allows");
  expect(effectOf(rule, { effect: "Deny" }, then)).toBe("denies");
});

test("G2: allowed resource types, allowed locations and required tags are told as Azure would apply them", () => {
  const types = { not: { field: "type", in: "[parameters('types')]" } };
  expect(effectOf(types, { types: ["Microsoft.Compute/virtualMachines"] })).toBe("denies");
  expect(effectOf(types, { types: ["microsoft.kubernetes/connectedclusters"] })).toBe("allows");
  const places = {
    allOf: [
      { field: "location", notIn: "[parameters('places')]" },
      { field: "location", notEquals: "global" },
    ],
  };
  expect(effectOf(places, { places: ["northeurope"] })).toBe("denies");
  expect(effectOf(places, { places: ["WestEurope"] })).toBe("allows");
  const tag = { field: "[concat('tags[', parameters('tagName'), ']')]", exists: "false" };
  expect(effectOf(tag, { tagName: "costCenter" })).toBe("denies");
  expect(effectOf(tag, { tagName: "MS_defender_cluster_id" })).toBe("allows");
});

test("G2: what a rule asks beyond that can't be told, unless another condition decides", () => {
  const unknown = { field: "Microsoft.Kubernetes/connectedClusters/distribution", equals: "eks" };
  const known = { field: "type", equals: "Microsoft.Compute/virtualMachines" };
  expect(effectOf(unknown)).toBe("mayDeny");
  expect(effectOf({ allOf: [unknown, known] })).toBe("allows");
  expect(effectOf({ anyOf: [unknown, { not: known }] })).toBe("denies");
});
