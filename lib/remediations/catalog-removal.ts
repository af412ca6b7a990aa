import { DEPLOYING_POLICIES } from "../cloud/policy.ts";
import type { ComponentId } from "../plans/catalog.ts";
import { type RecommendationId, recommendation } from "../recommendations/catalog.ts";
import type { Verb } from "./catalog.ts";

interface RemovalSpec {
  /** What is removed, as a title. */
  label: string;
  /** Before "comes back": the sensor, the add-on, the extension. */
  noun: string;
  /** The component of the Containers plan that deploys it by itself. */
  component: ComponentId;
  /** Built-in policies that deploy it where it is missing. */
  policies: readonly string[];
  /** Whether the exclusion tag keeps automatic provisioning away; it never keeps Azure Policy away. */
  excludable: boolean;
  /** What stays as it is. */
  stays: readonly string[];
}

const WORKSPACE_STAYS =
  "The Log Analytics workspace and the alerts that are already there stay as they are.";
const PLAN_STAYS = "The Containers plan stays on unless you turn it off: it is billed by vCores.";

/**
 * What can be removed from clusters, by the recommendation that asks for it, and what brings it back. Policies:
 * https://github.com/Azure/azure-policy (2026-04), none of which looks at the exclusion tags; components and tags:
 * https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable (2026-02).
 */
const REMOVABLE = {
  aksDefenderProfile: {
    label: "Defender sensor on AKS",
    noun: "the Defender sensor",
    component: "defenderSensor",
    policies: [DEPLOYING_POLICIES.sensor.aks],
    excludable: true,
    stays: [WORKSPACE_STAYS, PLAN_STAYS],
  },
  aksPolicyAddon: {
    label: "Azure Policy add-on on AKS",
    noun: "the Azure Policy add-on",
    component: "azurePolicy",
    policies: [DEPLOYING_POLICIES.policy.aks],
    excludable: false,
    stays: [
      "Policies that are assigned to the clusters stay assigned; without the add-on nothing enforces them.",
      PLAN_STAYS,
    ],
  },
  arcDefenderExtension: {
    label: "Defender extension on Azure Arc",
    noun: "the Defender extension",
    component: "defenderSensor",
    policies: [DEPLOYING_POLICIES.sensor.arc],
    excludable: true,
    stays: [WORKSPACE_STAYS, PLAN_STAYS, "The cluster stays connected to Azure Arc."],
  },
  arcPolicyExtension: {
    label: "Azure Policy extension on Azure Arc",
    noun: "the Azure Policy extension",
    component: "azurePolicy",
    policies: [DEPLOYING_POLICIES.policy.arc],
    excludable: false,
    stays: [
      "Policies that are assigned to the clusters stay assigned; without the extension nothing enforces them.",
      "The cluster stays connected to Azure Arc.",
    ],
  },
} as const satisfies Partial<Record<RecommendationId, RemovalSpec>>;

export type RemovableId = keyof typeof REMOVABLE;
export const REMOVABLE_IDS = Object.keys(REMOVABLE) as [RemovableId, ...RemovableId[]];

/** What is known of a removal, as its spec's type. */
export function removal(id: RemovableId): RemovalSpec {
  return REMOVABLE[id];
}

/** Whether what the recommendation asks for can be removed again. */
export function isRemovable(id: RecommendationId): id is RemovableId {
  return id in REMOVABLE;
}

/** What a remediation is called: a fix after its recommendation, the others after what they do. */
export function titleOf(verb: Verb, id: RecommendationId): string {
  if (verb === "fix" || !isRemovable(id)) return recommendation(id).title;
  const { noun } = removal(id);
  return verb === "remove" ? `Remove ${noun}` : `Move ${noun} to another workspace`;
}
