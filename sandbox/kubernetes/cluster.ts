import { isMembers } from "../azure/container-service/members.ts";
import type { Store } from "../store.ts";
import type { Resource } from "../types.ts";

export const AKS_TYPE = "microsoft.containerservice/managedclusters";
export const ARC_TYPE = "microsoft.kubernetes/connectedclusters";
export const EXTENSION_TYPE = "microsoft.kubernetesconfiguration/extensions";

const BEHIND_CLUSTER = /\/providers\/microsoft\.kubernetesconfiguration\/.*$/i;

/** The cluster that a resource is, or that it is an extension of; undefined where that is gone. */
export function clusterBehind(store: Store, id: string): Resource | undefined {
  return store.get(id.replace(BEHIND_CLUSTER, ""));
}

/** A member of a document by its path, or undefined; names are compared without regard to case, as ARM does. */
export function memberAt(document: unknown, ...path: readonly string[]): unknown {
  let found = document;
  for (const name of path) {
    if (!isMembers(found)) return undefined;
    const [, value] =
      Object.entries(found).find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? [];
    found = value;
  }
  return found;
}

/** Whether the API server of a cluster can be reached from here: not when stopped, private or disconnected. */
export function isReachable({ type, body }: Resource): boolean {
  if (type === ARC_TYPE) return memberAt(body, "properties", "connectivityStatus") === "Connected";
  const stopped = memberAt(body, "properties", "powerState", "code") === "Stopped";
  const own = memberAt(body, "properties", "apiServerAccessProfile", "enablePrivateCluster");
  return !stopped && own !== true;
}
