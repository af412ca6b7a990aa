import {
  type ExtensionName,
  extensionSpec,
  PLAN_NAMES,
  PLANS,
  type PlanName,
} from "../azure/security/plan-catalog.ts";
import { type Pricing, pricingResource, untouchedPricing } from "../azure/security/pricing.ts";
import type { NewResource } from "../types.ts";
import type { PlanState, SubscriptionRow } from "./company.ts";

interface Enabled {
  since: string;
  /** All that the plan lists, unless some are named. */
  extensions?: readonly ExtensionName[];
  subPlan?: string;
}

// What is on, for each state that a subscription of the company can be in; all else is off.
const ENABLED_PLANS: Readonly<Record<PlanState, Partial<Record<PlanName, Enabled>>>> = {
  off: { Arm: { since: "2023-11-02T10:15:00Z", subPlan: "PerSubscription" } },
  containersFull: {
    Containers: { since: "2024-05-21T08:12:45Z" },
    CloudPosture: { since: "2024-05-21T08:10:02Z" },
    VirtualMachines: { since: "2023-03-01T12:00:00Z", subPlan: "P2" },
    KeyVaults: { since: "2023-03-01T12:00:00Z", subPlan: "PerKeyVault" },
  },
  // Agentless discovery came in August 2023 and was not turned on for those who had the plan already.
  containersSinceBeforeAugust2023: {
    Containers: {
      since: "2022-11-14T13:37:09Z",
      extensions: ["ContainerRegistriesVulnerabilityAssessments", "ContainerSensor"],
    },
    StorageAccounts: {
      since: "2022-11-14T13:40:00Z",
      extensions: [],
      subPlan: "DefenderForStorageV2",
    },
  },
  legacyPlans: {
    KubernetesService: { since: "2021-04-19T07:00:00Z" },
    ContainerRegistry: { since: "2021-04-19T07:00:00Z" },
    Dns: { since: "2021-06-30T16:20:00Z" },
  },
  providerNotRegistered: {},
};

/** The pricings of a subscription; none where Microsoft.Security has never been registered. */
export function pricings({ id, plans }: SubscriptionRow): NewResource[] {
  if (plans === "providerNotRegistered") return [];
  return PLAN_NAMES.map((name) =>
    pricingResource(id, name, pricing(name, ENABLED_PLANS[plans][name])),
  );
}

function pricing(name: PlanName, enabled: Enabled | undefined): Pricing {
  const untouched = untouchedPricing(PLANS[name]);
  if (!enabled) return untouched;
  const on = (extension: string) =>
    !enabled.extensions || enabled.extensions.some((listed) => listed === extension);
  return {
    ...untouched,
    pricingTier: "Standard",
    ...(enabled.subPlan && { subPlan: enabled.subPlan }),
    freeTrialRemainingTime: "PT0S",
    enablementTime: enabled.since,
    ...(untouched.extensions && {
      extensions: untouched.extensions.map((extension) =>
        on(extension.name) ? turnedOn(extension.name as ExtensionName) : extension,
      ),
    }),
  };
}

function turnedOn(name: ExtensionName) {
  const { usualProperties } = extensionSpec(name);
  return {
    name,
    isEnabled: "True" as const,
    ...(usualProperties && { additionalExtensionProperties: { ...usualProperties } }),
  };
}
