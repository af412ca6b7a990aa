import { DEPLOYING } from "../azure/authorization/policy-catalog/deploying.ts";
import { AKS_POLICY, AKS_SENSOR } from "./aks-targets.ts";
import { ARC_POLICY, ARC_SENSOR } from "./arc-targets.ts";
import type { Target } from "./target.ts";

/** What each of the policies that deploy on clusters deploys, by the policy's name. */
const TARGETS: Readonly<Record<string, Target>> = {
  [DEPLOYING.aksSensor]: AKS_SENSOR,
  [DEPLOYING.arcSensor]: ARC_SENSOR,
  [DEPLOYING.aksPolicy]: AKS_POLICY,
  [DEPLOYING.arcPolicy]: ARC_POLICY,
};

export function targetOf(definition: string): Target | undefined {
  return TARGETS[definition];
}
