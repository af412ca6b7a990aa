import { expect, test } from "vitest";
import { checklistOf, type PrivateLinkReadings, type Reading } from "./checklist.ts";

const S = "/subscriptions/s";
const NETWORK = `${S}/resourcegroups/net/providers/microsoft.network/virtualnetworks/vnet-a`;
const WORKSPACE = `${S}/resourcegroups/logs/providers/microsoft.operationalinsights/workspaces/ws`;
const ENDPOINT = `${S}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/pe`;
const ZONES = [
  "privatelink.monitor.azure.us",
  "privatelink.oms.opinsights.azure.us",
  "privatelink.ods.opinsights.azure.us",
  "privatelink.agentsvc.azure-automation.us",
  "privatelink.blob.core.usgovcloudapi.net",
];

const read = <T>(value: T): Reading<T> => ({ ok: true, value });
const scope = {
  id: "scope",
  name: "ampls",
  queryAccess: "Open",
  ingestionAccess: "Open",
  linkedIds: [WORKSPACE],
  connections: [{ endpointId: ENDPOINT, status: "Approved" }],
};
const monitoring = {
  enabled: true,
  workspaceId: WORKSPACE,
  networks: [NETWORK],
  nodeGroupId: null,
};
const endpoint = { id: ENDPOINT.toLowerCase(), name: "pe", networkId: NETWORK, zones: ZONES };
const GOOD: PrivateLinkReadings = {
  kind: "aks",
  monitoring: read(monitoring),
  workspaceId: WORKSPACE,
  scopes: [read([scope])],
  endpoints: [read(endpoint)],
};

function states(changed: Partial<PrivateLinkReadings>): string[] {
  return checklistOf({ ...GOOD, ...changed }).map(({ state }) => state);
}

test("S5: all four conditions are met by what the article asks for, also with another cloud's zones", () => {
  expect(states({})).toEqual(["met", "met", "met", "met"]);
});

test("S5: one access mode that is not Open fails the second condition alone", () => {
  const scopes = [read([{ ...scope, ingestionAccess: "PrivateOnly" }])];
  expect(states({ scopes })).toEqual(["met", "notMet", "met", "met"]);
});

test("S5: a zone that is missing fails the fourth condition and is named", () => {
  const endpoints = [read({ ...endpoint, zones: ZONES.slice(1) })];
  expect(states({ endpoints })).toEqual(["met", "met", "met", "notMet"]);
  expect(checklistOf({ ...GOOD, endpoints })[3]?.words).toContain(
    "lack privatelink.monitor.azure.",
  );
});

test("S5: an endpoint in another network fails the fourth condition, and one in the network that AKS made meets it", () => {
  const other = { ...endpoint, networkId: NETWORK.replace("vnet-a", "vnet-b") };
  expect(states({ endpoints: [read(other)] })[3]).toBe("notMet");
  const nodeGroupId = `${S}/resourcegroups/mc_one`;
  const made = `${nodeGroupId}/providers/microsoft.network/virtualnetworks/aks-vnet`;
  const managed = read({ ...monitoring, networks: [], nodeGroupId });
  expect(states({ monitoring: managed, endpoints: [read({ ...other, networkId: made })] })[3]).toBe(
    "met",
  );
  expect(states({ monitoring: managed, endpoints: [read(other)] })[3]).toBe("notMet");
});

test("S5: of several scopes, the one that holds the workspace is judged", () => {
  const closed = { ...scope, name: "other", queryAccess: "PrivateOnly", linkedIds: [] };
  expect(states({ scopes: [read([closed, scope])] })).toEqual(["met", "met", "met", "met"]);
});

test("S5: what may not be read is not called missing, and the role that carries it is named", () => {
  const fault = {
    kind: "forbidden" as const,
    code: "AuthorizationFailed",
    message: "does not have authorization",
    status: 403,
    requestId: null,
  };
  const scopes: PrivateLinkReadings["scopes"] = [{ ok: false, fault, of: "the scopes" }];
  const items = checklistOf({ ...GOOD, scopes, endpoints: [] });
  expect(items.map(({ state }) => state)).toEqual(["met", "unknown", "unknown", "unknown"]);
  expect(items[1]?.words).toContain("you need the role Reader there");
});

test("S5: an Arc cluster's network can't be told, so the fourth condition is left open", () => {
  const arc = { kind: "arc", monitoring: read({ ...monitoring, networks: [] }) };
  expect(states(arc)).toEqual(["met", "met", "met", "unknown"]);
});
