import type { NewResource } from "../types.ts";
import type { Region } from "./regions.ts";

/** A resource group as the API returns it. */
export function resourceGroup(subscriptionId: string, name: string, location: Region): NewResource {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
    type: "microsoft.resources/subscriptions/resourcegroups",
    name,
    subscriptionId,
    resourceGroup: name,
    location,
    body: { location, tags: {}, properties: { provisioningState: "Succeeded" } },
  };
}
