import { POLICY_DEFINITIONS } from "../azure/authorization/policy-catalog/catalog.ts";
import { draw } from "../draw.ts";
import type { Settings } from "../settings.ts";
import type { Cause } from "./causes.ts";

/** How long Azure Policy waits where a policy doesn't say: https://learn.microsoft.com/azure/governance/policy/concepts/effect-deploy-if-not-exists */
const USUAL_EVALUATION_SECONDS = 600;

/** How long after a change, or after it was turned on, a cause takes to act; the nth draw of the seed. */
export function delayMs(settings: Settings, cause: Cause, n: number): number {
  return Math.round(1000 * secondsOf(settings, cause, n));
}

function secondsOf(settings: Settings, { byDefender, definition }: Cause, n: number): number {
  const between = ({ min, max }: { min: number; max: number }) =>
    min + draw(settings.get("seed"), n) * (max - min);
  if (byDefender) return between(settings.get("provisioningSeconds"));
  const delay = settings.get("policyDelaySeconds");
  return delay === "definition" ? evaluationSeconds(definition) : between(delay);
}

function evaluationSeconds(definition: string): number {
  const { details } = POLICY_DEFINITIONS.find(({ id }) => id === definition) ?? {};
  if (details?.evaluationDelay === "AfterProvisioning") return 0;
  const minutes = /^PT(\d+)M$/.exec(details?.evaluationDelay ?? "")?.[1];
  return minutes === undefined ? USUAL_EVALUATION_SECONDS : Number(minutes) * 60;
}
