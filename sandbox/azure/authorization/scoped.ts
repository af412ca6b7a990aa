import { hierarchyOf } from "../../arm/hierarchy.ts";
import type { Store } from "../../store.ts";
import { ArmError, type Kernel, type Resource } from "../../types.ts";

const GROUP = /^\/providers\/microsoft\.management\/managementgroups\/[^/]+$/i;

/** Which of the resources that hang at scopes are wanted: of the scope and above, of the scope alone, or all that touch it. */
export type Reach = "all" | "atScope" | "atExactScope";

/** What `$filter` says about the reach of a list. */
export function reachOf(filter: string | null): Reach {
  if (/atExactScope\(\)/i.test(filter ?? "")) return "atExactScope";
  return /atScope\(\)/i.test(filter ?? "") ? "atScope" : "all";
}

/** The value that a member has to have by an OData filter such as `policyDefinitionId eq '…'`, in lower case. */
export function equalsIn(filter: string | null, member: string): string | undefined {
  const found = new RegExp(`\\b${member}\\s+-?eq\\s+'([^']*)'`, "i").exec(filter ?? "")?.[1];
  return found?.toLowerCase();
}

/** A scope in lower case and those above it, nearest first: groups, subscription, management groups. */
export function scopeAndAbove(store: Store, scope: string): string[] {
  const key = scope.toLowerCase();
  const within = /^(\/subscriptions\/[^/]+)(\/resourcegroups\/[^/]+)?(\/.+)?$/.exec(key);
  const [, subscription = "", group = "", rest = ""] = within ?? [];
  const own = within
    ? [...(rest ? [key] : []), ...(group ? [subscription + group] : []), subscription]
    : [key];
  return [...own, ...hierarchyOf(store).above(key)];
}

/**
 * Resources that are given at scopes, such as policy assignments: those above, at and below a scope, as
 * Azure Resource Manager lists them. What hangs below a management group's subscriptions is not in its list.
 */
export function resourcesAt(store: Store, type: string, scope: string, reach: Reach): Resource[] {
  const key = scope.toLowerCase();
  const provided = (at: string) => ({ types: [type], below: `${at}/providers/${type}` });
  if (reach === "atExactScope") return [...store.scan(provided(key))];
  const [, ...above] = scopeAndAbove(store, key);
  const below = reach === "all" && !GROUP.test(key) ? { types: [type], below: key } : provided(key);
  return [
    ...above.toReversed().flatMap((at) => [...store.scan(provided(at))]),
    ...store.scan(below),
  ];
}

/**
 * Refuses a scope at which nothing is.
 * @throws ArmError 404
 */
export function requireScope({ store }: Kernel, scope: string): void {
  if (scope === "" || store.get(scope)) return;
  const name = scope.slice(scope.lastIndexOf("/") + 1);
  if (GROUP.test(scope)) {
    throw new ArmError(
      404,
      "ManagementGroupNotFound",
      `The management group '${name}' cannot be found.`,
    );
  }
  if (/^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/i.test(scope)) {
    throw new ArmError(
      404,
      "ResourceGroupNotFound",
      `Resource group '${name}' could not be found.`,
    );
  }
  throw new ArmError(404, "ResourceNotFound", `The resource '${scope}' could not be found.`);
}

/** What the store wants to know of a resource that hangs at a scope. */
export function placeOfScope(scope: string): { subscriptionId?: string; resourceGroup?: string } {
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1];
  const resourceGroup = /^\/subscriptions\/[^/]+\/resourcegroups\/([^/]+)/i.exec(scope)?.[1];
  return {
    ...(subscriptionId !== undefined && { subscriptionId }),
    ...(resourceGroup !== undefined && { resourceGroup }),
  };
}
