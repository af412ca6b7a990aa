import { azure } from "./azure/azure.ts";
import type { Actor, AzureCloud, CallRules } from "./cloud.ts";
import { understood } from "./understood.ts";

/** The one place where the kind of cloud is chosen. */
export function cloudFor(actor: Actor, rules: CallRules = {}): AzureCloud {
  return understood(azure(actor, rules));
}
