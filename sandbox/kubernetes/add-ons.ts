import type { Store } from "../store.ts";
import type { Resource } from "../types.ts";
import { ARC_TYPE, EXTENSION_TYPE, memberAt } from "./cluster.ts";

/** What runs on a cluster besides the customer's own things. */
export const ADD_ONS = ["system", "arc", "sensor", "policy"] as const;
export type AddOn = (typeof ADD_ONS)[number];

/** Whether ARM's state asks for an add-on; while a change is under way, what was there stays as it is. */
export interface Wanted {
  on: boolean;
  settled: boolean;
}

const SETTLED: ReadonlySet<unknown> = new Set(["Succeeded", "Failed", "Canceled", undefined]);

/** Types of extensions: https://learn.microsoft.com/azure/azure-arc/kubernetes/extensions-release (2026-02). */
const EXTENSION_OF = {
  sensor: "microsoft.azuredefender.kubernetes",
  policy: "microsoft.policyinsights",
} as const;

/** What a cluster shall run, by its own properties or by its extensions. */
export function wantedOn(store: Store, cluster: Resource): Record<AddOn, Wanted> {
  const state = memberAt(cluster.body, "properties", "provisioningState");
  const settled = SETTLED.has(state);
  const system = { on: true, settled: settled || state === "Updating" };
  const arc = { on: cluster.type === ARC_TYPE, settled };
  if (cluster.type === ARC_TYPE) {
    const extensions = [...store.scan({ types: [EXTENSION_TYPE], below: cluster.id })];
    const byType = (type: string) => wantedBy(extensions, type);
    return {
      system,
      arc,
      sensor: byType(EXTENSION_OF.sensor),
      policy: byType(EXTENSION_OF.policy),
    };
  }
  const enabled = (...path: string[]) => memberAt(cluster.body, "properties", ...path) === true;
  return {
    system,
    arc,
    sensor: {
      on: enabled("securityProfile", "defender", "securityMonitoring", "enabled"),
      settled,
    },
    policy: { on: enabled("addonProfiles", "azurepolicy", "enabled"), settled },
  };
}

/** An extension that failed to install leaves nothing behind; one that failed to change leaves what there was. */
function wantedBy(extensions: readonly Resource[], type: string): Wanted {
  const extension = extensions.find(
    ({ body }) =>
      String(memberAt(body, "properties", "extensionType") ?? "").toLowerCase() === type,
  );
  if (!extension) return { on: false, settled: true };
  const succeeded = memberAt(extension.body, "properties", "provisioningState") === "Succeeded";
  return { on: succeeded, settled: succeeded };
}
