import { expect, test } from "vitest";
import type { Place } from "../access/model.ts";
import { type DeployingAssignment, findingsOf, type Standing } from "./causes.ts";

const SHOP = "11111111-1111-4111-8111-111111111111";
const PORT = "22222222-2222-4222-8222-222222222222";
const GROUP = "/providers/microsoft.management/managementgroups/landing";
const places = new Map<string, Place>(
  [SHOP, PORT].map((id) => [id, { subscriptionId: id, managementGroups: ["Landing", "root"] }]),
);
const standings: Standing[] = [
  { subscriptionId: SHOP, resourceGroup: "rg-a", clusters: 3, untagged: 2 },
  { subscriptionId: SHOP, resourceGroup: "rg-b", clusters: 1, untagged: 0 },
  { subscriptionId: PORT, resourceGroup: "rg-c", clusters: 5, untagged: 5 },
];

function assigned(
  scope: string,
  properties: object = {},
  displayName = "Ours",
): DeployingAssignment {
  return { id: `${scope}/x`, scope, displayName, document: properties };
}

function findings(
  assignments: DeployingAssignment[],
  { componentOn = [], heedsTags = true }: { componentOn?: string[]; heedsTags?: boolean } = {},
) {
  return findingsOf({
    standings,
    places,
    assignments,
    componentOn: new Set(componentOn),
    heedsTags,
  });
}

test("S8: a component that is on brings it back on every cluster of its subscription that no tag keeps out", () => {
  expect(findings([], { componentOn: [SHOP] })).toEqual([
    {
      kind: "plan",
      subscriptionId: SHOP,
      clusters: 2,
      groups: [`/subscriptions/${SHOP}/resourcegroups/rg-a`],
      heedsTag: true,
    },
  ]);
});

test("a policy assignment reaches what stands at or below its scope, tagged or not", () => {
  const scopes = [
    GROUP,
    `/subscriptions/${SHOP}`,
    `/subscriptions/${SHOP}/resourcegroups/rg-b`,
    `/subscriptions/${SHOP}/resourcegroups/elsewhere`,
  ];
  expect(findings(scopes.map((scope) => assigned(scope))).map(({ clusters }) => clusters)).toEqual([
    9, 4, 1,
  ]);
});

test("an assignment that is not enforced, is disabled or leaves a scope out brings nothing back there", () => {
  const disabled = { parameters: { effect: { value: "Disabled" } } };
  expect(findings([assigned(GROUP, disabled)])).toEqual([]);
  expect(findings([assigned(GROUP, { enforcementMode: "DoNotEnforce" })])).toEqual([]);
  const notScopes = [`/subscriptions/${PORT}`, `/subscriptions/${SHOP}/resourceGroups/RG-A`];
  const [left] = findings([assigned(GROUP, { notScopes })]);
  expect(left).toMatchObject({ clusters: 1 });
});

test("the tag keeps Defender's own assignments away, and no others", () => {
  const own = assigned(GROUP, {}, "Defender for Containers provisioning ARC k8s Enabled");
  expect(
    findings([own, assigned(GROUP)]).map(({ heedsTag, clusters }) => [heedsTag, clusters]),
  ).toEqual([
    [true, 7],
    [false, 9],
  ]);
  expect(findings([own], { heedsTags: false })[0]).toMatchObject({ heedsTag: false, clusters: 9 });
});
