import type { NewResource } from "../types.ts";
import { SUBSCRIPTIONS } from "./company.ts";
import type { Region } from "./regions.ts";
import { defaultWorkspace, workspaceId } from "./workspaces.ts";

/** The resource group that holds a subscription's own networks. */
const NETWORK_GROUP = "rg-network";

/** The subnet that the nodes of clusters with a network of their own are in. */
export function nodeSubnetId(subscriptionId: string, region: string): string {
  return subnetId(subscriptionId, `vnet-${region}`, "snet-aks");
}

/** The zones that Azure Monitor's private link takes: https://learn.microsoft.com/azure/azure-monitor/logs/private-link-configure (2025). */
const ZONES = [
  "privatelink.monitor.azure.com",
  "privatelink.oms.opinsights.azure.com",
  "privatelink.ods.opinsights.azure.com",
  "privatelink.agentsvc.azure-automation.net",
  "privatelink.blob.core.windows.net",
];

/**
 * Two Azure Monitor Private Link Scopes: that of Payments is as it should be for its cluster in East US 2, and that
 * of Shipping was begun and left.
 */
export function* privateLinks(): Iterable<NewResource> {
  const { payments, shipping } = SUBSCRIPTIONS;
  yield networkGroup(payments.id, "eastus2");
  const good = scope(payments.id, "ampls-payments", "Open");
  yield good;
  yield child(good, "scopedResources", "workspace-eus2", {
    linkedResourceId: workspaceId(defaultWorkspace(payments.id, "eastus2")),
  });
  const endpoint = privateEndpoint(good, "pe-ampls-payments", "eastus2", {
    subnet: subnetId(payments.id, "vnet-eastus2", "snet-endpoints"),
    status: "Approved",
  });
  yield endpoint;
  yield child(endpoint, "privateDnsZoneGroups", "default", {
    privateDnsZoneConfigs: ZONES.map((zone) => ({
      name: zone.replaceAll(".", "-"),
      properties: {
        privateDnsZoneId: `/subscriptions/${payments.id}/resourceGroups/${NETWORK_GROUP}/providers/Microsoft.Network/privateDnsZones/${zone}`,
      },
    })),
  });

  yield networkGroup(shipping.id, "westeurope");
  const left = scope(shipping.id, "ampls-terminals", "PrivateOnly");
  yield left;
  yield privateEndpoint(left, "pe-ampls-terminals", "westeurope", {
    subnet: subnetId(shipping.id, "vnet-hub", "snet-endpoints"),
    status: "Pending",
  });
}

function networkGroup(subscriptionId: string, location: Region): NewResource {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${NETWORK_GROUP}`,
    type: "microsoft.resources/subscriptions/resourcegroups",
    name: NETWORK_GROUP,
    subscriptionId,
    resourceGroup: NETWORK_GROUP,
    location,
    body: { location, tags: {}, properties: { provisioningState: "Succeeded" } },
  };
}

function scope(subscriptionId: string, name: string, mode: "Open" | "PrivateOnly"): NewResource {
  return resource(subscriptionId, "Microsoft.Insights/privateLinkScopes", name, "global", {
    accessModeSettings: { queryAccessMode: mode, ingestionAccessMode: mode, exclusions: [] },
  });
}

function privateEndpoint(
  { id, subscriptionId = "" }: NewResource,
  name: string,
  location: Region,
  { subnet, status }: { subnet: string; status: string },
): NewResource {
  const connection = {
    name,
    properties: {
      privateLinkServiceId: id,
      groupIds: ["azuremonitor"],
      privateLinkServiceConnectionState: { status, description: "", actionsRequired: "None" },
    },
  };
  return resource(subscriptionId, "Microsoft.Network/privateEndpoints", name, location, {
    subnet: { id: subnet },
    privateLinkServiceConnections: [connection],
    manualPrivateLinkServiceConnections: [],
  });
}

function resource(
  subscriptionId: string,
  type: string,
  name: string,
  location: string,
  properties: object,
): NewResource {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${NETWORK_GROUP}/providers/${type}/${name}`,
    type: type.toLowerCase(),
    name,
    subscriptionId,
    resourceGroup: NETWORK_GROUP,
    location,
    body: { location, tags: {}, properties: { ...properties, provisioningState: "Succeeded" } },
  };
}

function child(parent: NewResource, type: string, name: string, properties: object): NewResource {
  const { location, ...rest } = parent;
  return {
    ...rest,
    id: `${parent.id}/${type}/${name}`,
    type: `${parent.type}/${type.toLowerCase()}`,
    name,
    body: { properties: { ...properties, provisioningState: "Succeeded" } },
  };
}

function subnetId(subscriptionId: string, network: string, subnet: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${NETWORK_GROUP}/providers/Microsoft.Network/virtualNetworks/${network}/subnets/${subnet}`;
}
