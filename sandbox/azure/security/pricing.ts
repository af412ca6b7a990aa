import { z } from "zod";
import type { NewResource, Resource } from "../../types.ts";
import { type PlanName, type PlanSpec, planByName } from "./plan-catalog.ts";
import { FIELD_SINCE } from "./versions.ts";

export const PRICING_TYPE = "microsoft.security/pricings";
const SHOWN_TYPE = "Microsoft.Security/pricings";

/** An extension as the store keeps it. `isEnabled` is a word, not a boolean, on the wire too. */
const Extension = z.looseObject({
  name: z.string(),
  isEnabled: z.enum(["True", "False"]),
  additionalExtensionProperties: z.record(z.string(), z.unknown()).optional(),
  operationStatus: z.looseObject({ code: z.string(), message: z.string() }).optional(),
});
export type Extension = z.infer<typeof Extension>;

const Pricing = z.looseObject({
  pricingTier: z.enum(["Free", "Standard"]),
  subPlan: z.string().optional(),
  enablementTime: z.string().optional(),
  freeTrialRemainingTime: z.string().optional(),
  extensions: z.array(Extension).optional(),
});
export type Pricing = z.infer<typeof Pricing>;

/** A trial lasts thirty days from when a plan is first turned on. */
const TRIAL_AHEAD = "P30D";

export function storedPricing({ body }: Resource): Pricing {
  return Pricing.parse(body.properties);
}

/** A pricing as a resource of a subscription. */
export function pricingResource(
  subscriptionId: string,
  name: PlanName,
  properties: object,
): NewResource {
  return {
    id: `/subscriptions/${subscriptionId}/providers/${SHOWN_TYPE}/${name}`,
    type: PRICING_TYPE,
    name,
    subscriptionId,
    body: { properties },
  };
}

/** The pricing of a plan that was never turned on. */
export function untouchedPricing({ extensions, replacedBy }: PlanSpec): Pricing {
  return {
    pricingTier: "Free",
    freeTrialRemainingTime: TRIAL_AHEAD,
    ...(replacedBy && { deprecated: true, replacedBy: [...replacedBy] }),
    ...(extensions.length > 0 && {
      extensions: extensions.map((name) => ({ name, isEnabled: "False" as const })),
    }),
  };
}

/** A pricing with what the cloud works out about it. */
export function pricingFacts(pricing: Pricing): Pricing {
  return {
    ...pricing,
    enforce: "False",
    inherited: "False",
    resourcesCoverageStatus: pricing.pricingTier === "Standard" ? "FullyCovered" : "NotCovered",
  };
}

/** A pricing as an api-version shows it. */
export function shownPricing(resource: Resource, apiVersion: string): object {
  const known = Object.entries(pricingFacts(storedPricing(resource))).filter(
    ([name]) => apiVersion >= (FIELD_SINCE[name] ?? ""),
  );
  return {
    id: resource.id,
    name: planByName(resource.name)?.name ?? resource.name,
    type: SHOWN_TYPE,
    properties: Object.fromEntries(known),
  };
}
