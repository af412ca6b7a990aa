"use server";

import { action } from "../access/action.ts";
import { savePlan as save } from "./save-plan.ts";
import { SavePlan } from "./wish.ts";

export const savePlan = action({
  name: "plans.save",
  input: SavePlan,
  permission: "plans:write",
  on: (input) => input.subscriptionId,
  run: save,
});
