import { z } from "zod";
import { PlanChoice } from "./model.ts";

/** What a person sends when they press Save. `baseline` is the fingerprint of the plan that they saw. */
export const SavePlan = z.strictObject({
  subscriptionId: z.guid(),
  baseline: z.string().regex(/^[0-9a-f]{32}$/),
  choice: PlanChoice,
  /** Also turn off the plans that Containers replaces. */
  replaceLegacy: z.boolean().default(false),
});
export type SavePlan = z.infer<typeof SavePlan>;

/** What is stored in the row of a wish until a job has carried it out. */
export const StoredWish = z.object({ choice: PlanChoice, replaceLegacy: z.boolean() });
export type StoredWish = z.infer<typeof StoredWish>;
