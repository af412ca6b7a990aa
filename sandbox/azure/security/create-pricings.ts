import type { Kernel } from "../../types.ts";
import { PLAN_NAMES, PLANS } from "./plan-catalog.ts";
import { pricingResource, untouchedPricing } from "./pricing.ts";

/** Gives a subscription the pricings of all plans, all off, as registering Microsoft.Security does. */
export function createPricings({ store, clock }: Kernel, subscriptionId: string): void {
  for (const name of PLAN_NAMES) {
    const pricing = pricingResource(subscriptionId, name, untouchedPricing(PLANS[name]));
    if (!store.get(pricing.id)) store.put(pricing, clock.now());
  }
}
