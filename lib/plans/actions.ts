"use server";

import { action } from "../access/action.ts";
import { previewPlan as preview } from "./preview.ts";
import { savePlan as save } from "./save-plan.ts";
import { PreviewPlan, SavePlan } from "./wish.ts";

export const savePlan = action({
  name: "plans.save",
  input: SavePlan,
  permission: "plans:write",
  on: (input) => input.subscriptionId,
  run: save,
});

/** Reads only: the calls that Save would make. Everybody who sees the subscription may know them. */
export const previewPlan = action({
  name: "plans.preview",
  input: PreviewPlan,
  on: (input) => input.subscriptionId,
  run: preview,
});
