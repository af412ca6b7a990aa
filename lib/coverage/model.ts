import type { ClusterKind } from "../cloud/cloud.ts";
import type { KindCounts } from "../inventory/model.ts";
import { component } from "../plans/catalog.ts";
import type { PlanChoice } from "../plans/choice.ts";
import type { CapabilitySpec } from "./catalog.ts";

/** How a capability stands: all, some or none of the clusters have it. */
export interface CapabilityState {
  level: "on" | "partly" | "off" | "none";
  says: string;
}

/** The state of a capability on the subscription's clusters of a kind; null where there is no such capability. */
export function stateOf(
  capability: CapabilitySpec,
  kind: ClusterKind,
  plan: PlanChoice,
  counts: KindCounts,
): CapabilityState | null {
  if (!capability.on[kind]) return null;
  const enabled = isEnabled(capability, plan);
  const installed = installedOf(capability, kind, counts);
  if (counts.clusters === 0) {
    return enabled
      ? { level: "none", says: "On; there is no such cluster yet" }
      : { level: "off", says: `${offOf(capability, plan)}; there is no such cluster` };
  }
  if (installed === null) {
    return enabled
      ? { level: "on", says: `On for ${clusters(counts.clusters)}` }
      : { level: "off", says: offOf(capability, plan) };
  }
  const on = `${installed} of ${clusters(counts.clusters)} ${installed === 1 ? "has" : "have"} it`;
  if (!enabled)
    return { level: installed > 0 ? "partly" : "off", says: `${offOf(capability, plan)}; ${on}` };
  return { level: installed === counts.clusters ? "on" : "partly", says: `On; ${on}` };
}

function isEnabled({ carrier }: CapabilitySpec, plan: PlanChoice): boolean {
  if (carrier === "free") return true;
  return carrier === "plan" ? plan.on : plan.on && plan.components[carrier];
}

/** Arc's control plane is watched by the extension; AKS's needs nothing on the cluster. */
function installedOf(
  { carrier, installs }: CapabilitySpec,
  kind: ClusterKind,
  counts: KindCounts,
): number | null {
  if (carrier === "plan" && kind === "arc") return counts.sensor;
  return installs ? counts[installs] : null;
}

function offOf({ carrier }: CapabilitySpec, plan: PlanChoice): string {
  if (!plan.on || carrier === "plan" || carrier === "free") return "Off: the plan is off";
  return `Off: ${component(carrier).label} is off`;
}

function clusters(count: number): string {
  return count === 1 ? "1 cluster" : `${count.toLocaleString("en")} clusters`;
}
