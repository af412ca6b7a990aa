import type { Route } from "next";
import type { Step } from "@/lib/onboarding/choice";

/** A draft's wizard, at one of its steps. */
export function draftHref(draftId: string, step: Step = "details"): Route {
  return `/environments/connectors/drafts/${draftId}?step=${step}` as Route;
}
