import { DEPLOYING } from "../azure/authorization/policy-catalog/deploying.ts";
import { concerns } from "../azure/policy-insights/compliance.ts";
import { policyBookOf, type Rule } from "../azure/policy-insights/policy-book.ts";
import { storedPricing } from "../azure/security/pricing.ts";
import { DEFENDER_PROVISIONING } from "../identities.ts";
import type { Store } from "../store.ts";
import type { Principal, Resource } from "../types.ts";
import { PLAN } from "./deployments.ts";
import { targetOf } from "./targets.ts";

/** Why something is deployed on a cluster, and on whose behalf. */
export interface Cause {
  /** PLAN, or the lower-case id of an assignment. */
  key: string;
  /** The name of the policy definition that says what is deployed. */
  definition: string;
  /** Who deploys; Defender's own identity needs no roles. Nobody when an assignment has no identity. */
  principal: Principal | undefined;
  needsRoles: boolean;
  /** Defender comes round to existing clusters too; Azure Policy acts on those that change. */
  byDefender: boolean;
  /** Empty for the default one. */
  workspaceId: string;
}

/** What the settings of the plan call the assignments that they make; Defender sees to those itself. */
const DEFENDERS_OWN = /^Defender for Containers provisioning\b/i;

/** Every cause for a deployment on a cluster that is in force now, whether or not the cluster lacks anything. */
export function causesFor(store: Store, cluster: Resource): Cause[] {
  const rules = policyBookOf(store)
    .over(cluster.id)
    .filter((rule) => deploys(rule) && concerns(rule, cluster));
  const causes = rules.map(causeOf);
  if (!isSensorOn(store, String(cluster.subscriptionId))) return causes;
  return [...planCauses(cluster, rules), ...causes];
}

/** Whether a policy in force deploys something that the sandbox can deploy. */
export function deploys({ effect, enforced, definition }: Rule): boolean {
  return enforced && effect === "DeployIfNotExists" && targetOf(definition.id) !== undefined;
}

export function causeOf(rule: Rule): Cause {
  const { key, definition, principalId, displayName } = rule;
  return {
    key,
    definition: definition.id,
    principal: principalId
      ? { objectId: principalId, kind: "ServicePrincipal", name: principalId }
      : undefined,
    needsRoles: true,
    byDefender: DEFENDERS_OWN.test(displayName),
    workspaceId: workspaceOf(rule),
  };
}

/**
 * The plan deploys the sensor on Azure Kubernetes Service by Defender's own identity; through Azure Arc it does what
 * an assignment of the policy for Arc says. Either way the nearest assignment that names a workspace decides on it.
 */
function planCauses(cluster: Resource, rules: readonly Rule[]): Cause[] {
  const definition = SENSOR_OF[cluster.type];
  const own = rules.filter((rule) => rule.definition.id === definition);
  const workspaceId = own.map(workspaceOf).find(Boolean) ?? "";
  const common = { key: PLAN, byDefender: true, workspaceId };
  if (definition === DEPLOYING.aksSensor) {
    return [{ ...common, definition, principal: DEFENDER_PROVISIONING, needsRoles: false }];
  }
  return own.slice(0, 1).map((rule) => ({ ...causeOf(rule), ...common }));
}

const SENSOR_OF: Readonly<Record<string, string>> = {
  "microsoft.containerservice/managedclusters": DEPLOYING.aksSensor,
  "microsoft.kubernetes/connectedclusters": DEPLOYING.arcSensor,
};

/** Whether the Containers plan and its component for the sensor are on. */
export function isSensorOn(store: Store, subscriptionId: string): boolean {
  const id = `/subscriptions/${subscriptionId}/providers/Microsoft.Security/pricings/Containers`;
  const plan = store.get(id);
  if (!plan) return false;
  const { pricingTier, extensions } = storedPricing(plan);
  return (
    pricingTier === "Standard" &&
    (extensions ?? []).some(
      ({ name, isEnabled }) => name === "ContainerSensor" && isEnabled === "True",
    )
  );
}

function workspaceOf({ parameter }: Rule): string {
  return String(parameter("logAnalyticsWorkspaceResourceId") ?? "");
}
