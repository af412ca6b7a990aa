import { config } from "../../config.ts";

/**
 * A path that begins with an ARM id, with each of the id's segments as a value of its own, so that none of them can
 * become part of the path's syntax.
 */
export function scopePath(scope: string, rest = "", values: string[] = []) {
  const segments = scope.split("/").filter(Boolean);
  return {
    path: `${segments.map((_, place) => `/{scope${place}}`).join("")}${rest}`,
    values: [...segments, ...values],
  };
}

/** The whole URL of a resource by its ARM id, to be shown and kept. */
export function resourceUrl(armId: string, apiVersion: string): string {
  const url = new URL(config().azure.resourceManager);
  url.pathname = armId.split("/").map(encodeURIComponent).join("/");
  url.searchParams.set("api-version", apiVersion);
  return url.href;
}

const AUTHORIZATION = "/providers/microsoft.authorization/";

/** Where something of Microsoft.Authorization stands, by its id, in the id's own spelling. */
export function scopeOfId(id: string): string {
  const at = id.toLowerCase().lastIndexOf(AUTHORIZATION);
  return at < 0 ? "" : id.slice(0, at);
}

/** The last segment of an ARM id. */
export function nameOfId(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** The subscription and the lower-cased resource group of a scope; "" where it has none. */
export function placeOf(scope: string): { subscriptionId: string; resourceGroup: string } {
  const [, subscriptionId = "", resourceGroup = ""] =
    /^\/subscriptions\/([^/]+)(?:\/resourcegroups\/([^/]+))?/i.exec(scope) ?? [];
  return { subscriptionId, resourceGroup: resourceGroup.toLowerCase() };
}
