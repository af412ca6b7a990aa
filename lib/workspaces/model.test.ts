import { expect, test } from "vitest";
import { assignedAt, defaultWorkspace, SENSOR_POLICIES } from "./model.ts";

const SUBSCRIPTION = "/subscriptions/a3c1f0de-5b7e-4f0a-9d51-6f2c80b41e01";
const GROUP = `${SUBSCRIPTION}/resourcegroups/rg-web`;
const ROOT = "/providers/microsoft.management/managementgroups/root";
const SCOPES = [GROUP, SUBSCRIPTION, ROOT];

const assigned = (scope: string, workspace: string, more: object = {}) => ({
  scope,
  policyDefinitionId: SENSOR_POLICIES.aks as string,
  document: { parameters: { logAnalyticsWorkspaceResourceId: { value: workspace } }, ...more },
});
const at = (...assignments: ReturnType<typeof assigned>[]) =>
  assignedAt(SCOPES, SENSOR_POLICIES.aks, assignments);

test("S10: a default workspace and its resource group are named after the subscription and the region's code", () => {
  expect(defaultWorkspace("11111111-1111-4111-8111-111111111111", "westeurope")).toMatchObject({
    name: "DefaultWorkspace-11111111-1111-4111-8111-111111111111-WEU",
    resourceGroup: "DefaultResourceGroup-WEU",
  });
  expect(defaultWorkspace("s", "australiaeast").resourceGroup).toBe("DefaultResourceGroup-EAU");
});

test("A8: the nearest assignment names the workspace: resource group, subscription, management groups upwards", () => {
  const [group, subscription, root] = [
    assigned(GROUP, "/ws/group"),
    assigned(SUBSCRIPTION, "/ws/subscription"),
    assigned(ROOT, "/ws/root"),
  ];
  expect(at(root, subscription, group)).toBe("/ws/group");
  expect(at(root, subscription)).toBe("/ws/subscription");
  expect(at(root)).toBe("/ws/root");
  expect(at()).toBeUndefined();
});

test("an assignment without a workspace leaves the choice to those above it", () => {
  expect(at(assigned(SUBSCRIPTION, ""), assigned(ROOT, "/ws/root"))).toBe("/ws/root");
});

test("an assignment does not reach what it excludes, whatever the case of the excluded scope", () => {
  const excluding = assigned(ROOT, "/ws/root", { notScopes: [GROUP.toUpperCase()] });
  expect(at(excluding)).toBeUndefined();
  expect(at(assigned(ROOT, "/ws/root", { notScopes: [`${GROUP}-2`] }))).toBe("/ws/root");
});

test("an assignment that is not enforced, or whose effect is disabled, assigns nothing", () => {
  expect(at(assigned(ROOT, "/ws/root", { enforcementMode: "DoNotEnforce" }))).toBeUndefined();
  const disabled = assigned(ROOT, "/ws/root");
  Object.assign(disabled.document.parameters, { effect: { value: "Disabled" } });
  expect(at(disabled)).toBeUndefined();
});

test("the policy for AKS says nothing of Arc-enabled clusters, and the other way round", () => {
  expect(
    assignedAt(SCOPES, SENSOR_POLICIES.arc, [assigned(SUBSCRIPTION, "/ws/aks")]),
  ).toBeUndefined();
});
