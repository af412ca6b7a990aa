import { z } from "zod";
import { ArmError } from "../../types.ts";
import { EXTENSIONS, type ExtensionName, extensionSpec, type PlanSpec } from "./plan-catalog.ts";
import type { Extension, Pricing } from "./pricing.ts";

/** What a client may send. The outcome of the last write is the cloud's to say and is passed over. */
export const PricingBody = z.looseObject({
  properties: z.looseObject({
    pricingTier: z.enum(["Free", "Standard"]),
    subPlan: z.string().nullish(),
    enforce: z.enum(["True", "False"]).nullish(),
    extensions: z
      .array(
        z.looseObject({
          name: z.string(),
          isEnabled: z.enum(["True", "False"]),
          additionalExtensionProperties: z.record(z.string(), z.unknown()).nullish(),
        }),
      )
      .nullish(),
  }),
});
export type PricingBody = z.infer<typeof PricingBody>;
type SentExtension = NonNullable<PricingBody["properties"]["extensions"]>[number];

interface Change {
  plan: { name: string; spec: PlanSpec };
  before: Pricing;
  sent: PricingBody["properties"];
  /** Whether the caller may give roles to the identities that some extensions work with. */
  mayGiveRoles: boolean;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * What becomes of a pricing.
 * @throws ArmError 400 for an extension or sub-plan that the plan has not.
 */
export function nextPricing(change: Change): Pricing {
  const { before, sent, now } = change;
  refuseUnknown(change);
  const { subPlan: _old, enablementTime: since, ...kept } = before;
  if (sent.pricingTier === "Free") {
    return { ...kept, pricingTier: "Free", ...withExtensions(before.extensions?.map(turnedOff)) };
  }
  const subPlan = sent.subPlan ?? before.subPlan;
  return {
    ...kept,
    pricingTier: "Standard",
    ...(subPlan && { subPlan }),
    // The time tells when the plan was last turned on, not when it was last changed.
    enablementTime:
      before.pricingTier === "Standard" && since ? since : new Date(now).toISOString(),
    ...withExtensions(extensionsAfter(change)),
  };
}

function withExtensions(extensions: Extension[] | undefined) {
  return extensions && extensions.length > 0 ? { extensions } : {};
}

function refuseUnknown({ plan, sent }: Change): void {
  const known: readonly string[] = [...plan.spec.extensions, ...(plan.spec.lateExtensions ?? [])];
  const unknown = sent.extensions?.find(({ name }) => !known.includes(name));
  if (unknown) {
    throw new ArmError(
      400,
      "InvalidInputJson",
      `The extension '${unknown.name}' is not supported by the plan '${plan.name}'. Supported extensions: ${known.join(", ") || "none"}.`,
    );
  }
  const { subPlan } = sent;
  if (subPlan && !plan.spec.subPlans?.includes(subPlan)) {
    throw new ArmError(
      400,
      "InvalidInputJson",
      `The sub-plan '${subPlan}' is not supported by the plan '${plan.name}'.`,
    );
  }
}

/** Extensions that the client doesn't name stay as they are. */
function extensionsAfter({ before, sent, mayGiveRoles }: Change): Extension[] {
  const known = before.extensions ?? [];
  const wanted = new Map(sent.extensions?.map((extension) => [extension.name, extension]));
  const changed = known.map((extension) => {
    const wish = wanted.get(extension.name);
    wanted.delete(extension.name);
    return wish ? extensionAfter(wish, extension, mayGiveRoles) : extension;
  });
  return [
    ...changed,
    ...[...wanted.values()].map((wish) => extensionAfter(wish, undefined, mayGiveRoles)),
  ];
}

function extensionAfter(
  wish: SentExtension,
  before: Extension | undefined,
  mayGiveRoles: boolean,
): Extension {
  const { name } = wish;
  if (wish.isEnabled === "False") return turnedOff({ name, isEnabled: "False" });
  const spec = extensionSpec(name as ExtensionName);
  const properties =
    wish.additionalExtensionProperties ??
    before?.additionalExtensionProperties ??
    spec.usualProperties;
  const newlyOn = before?.isEnabled !== "True" || before.operationStatus?.code === "Failed";
  return {
    name,
    isEnabled: "True",
    ...(properties && { additionalExtensionProperties: properties }),
    operationStatus:
      spec.needsRoles && newlyOn && !mayGiveRoles
        ? {
            code: "Failed",
            message: `Could not assign roles to the identity of the extension '${name}'. An Owner of the subscription can turn it on.`,
          }
        : { code: "Succeeded", message: "Successfully enabled extension" },
  };
}

function turnedOff({ name }: Extension): Extension {
  return {
    name,
    isEnabled: "False",
    ...(name in EXTENSIONS && {
      operationStatus: { code: "Succeeded", message: "Successfully disabled extension" },
    }),
  };
}
