import { z } from "zod/mini";
import { COMPONENT_IDS, type ComponentId } from "./catalog.ts";

/** What a person can choose about the Containers plan. */
export const PlanChoice = z.strictObject({
  on: z.boolean(),
  components: z.strictObject(
    Object.fromEntries(COMPONENT_IDS.map((id) => [id, z.boolean()])) as Record<
      ComponentId,
      z.ZodMiniBoolean
    >,
  ),
});
export type PlanChoice = z.infer<typeof PlanChoice>;

/** Everything off: what a plan that is off looks like. */
export const ALL_OFF: PlanChoice = { on: false, components: allSetTo(false) };

/** By default, turning the plan on turns every component on. */
export const ALL_ON: PlanChoice = { on: true, components: allSetTo(true) };

/** Monitoring coverage as the plans page names it. */
export function coverageOf(choice: PlanChoice): "full" | "partial" | "off" {
  if (!choice.on) return "off";
  return COMPONENT_IDS.every((id) => choice.components[id]) ? "full" : "partial";
}

/** What two choices differ in. */
export function changedComponents(before: PlanChoice, after: PlanChoice): ComponentId[] {
  return COMPONENT_IDS.filter((id) => before.components[id] !== after.components[id]);
}

function allSetTo(on: boolean): Record<ComponentId, boolean> {
  return Object.fromEntries(COMPONENT_IDS.map((id) => [id, on])) as Record<ComponentId, boolean>;
}
