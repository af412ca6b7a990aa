import { z } from "zod";
import type { Call } from "../cloud/cloud.ts";
import { PlanChoice } from "./choice.ts";
import type { Stay } from "./model.ts";

/** What a person sends when they press Save. `baseline` is the fingerprint of the plan that they saw. */
export const SavePlan = z.strictObject({
  subscriptionId: z.guid(),
  baseline: z.string().regex(/^[0-9a-f]{32}$/),
  choice: PlanChoice,
  /** Also turn off the plans that Containers replaces. */
  replaceLegacy: z.boolean().default(false),
});
export type SavePlan = z.infer<typeof SavePlan>;

/** What a person sends to see what Save would do. */
export const PreviewPlan = SavePlan.omit({ baseline: true });
export type PreviewPlan = z.infer<typeof PreviewPlan>;

/** What is stored in the row of a wish until a job has carried it out. */
export const StoredWish = z.object({ choice: PlanChoice, replaceLegacy: z.boolean() });
export type StoredWish = z.infer<typeof StoredWish>;

export interface PlanPreview {
  /** The calls in the order in which they would be made; none when nothing would change. */
  calls: { call: Call; before: unknown; after: unknown }[];
  /** In whose name. */
  sentAs: string;
  /** The plan as it stands now, to compare with after a conflict. */
  now: PlanChoice;
  baseline: string;
  /** What stays on clusters when the choice has been carried out. */
  stays: Stay[];
}
