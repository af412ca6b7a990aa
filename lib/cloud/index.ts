import { azure } from "./azure/azure.ts";
import type { Actor, AzureCloud } from "./cloud.ts";

/** The one place where the kind of cloud is chosen. `retries` is for reads that nobody waits for. */
export function cloudFor(actor: Actor, options: { retries?: number } = {}): AzureCloud {
  return azure(actor, options.retries);
}
