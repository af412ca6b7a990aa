import { azure } from "./azure/azure.ts";
import type { Actor, AzureCloud, CallRules } from "./cloud.ts";

/** The one place where the kind of cloud is chosen. */
export function cloudFor(actor: Actor, rules: CallRules = {}): AzureCloud {
  return azure(actor, rules);
}
