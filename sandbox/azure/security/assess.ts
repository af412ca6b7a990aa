import { isExcludedByTag } from "../../provisioning/exclusion.ts";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { connectivityOf } from "../arc/connected-cluster.ts";
import { parameterValue } from "../authorization/policy-parameters.ts";
import { isStopped } from "../container-service/refusals.ts";
import { isGood } from "../policy-insights/compliance.ts";
import { isExempt } from "../policy-insights/exemption-book.ts";
import { policyBookOf } from "../policy-insights/policy-book.ts";
import { ASSESSMENTS, type AssessmentKind } from "./assessment-catalog.ts";
import { PRICING_TYPE, storedPricing } from "./pricing.ts";

export interface Verdict {
  code: "Healthy" | "Unhealthy" | "NotApplicable";
  /** Why it is so, as a code and in words. */
  cause?: string;
  description?: string;
}

/** What is found about one resource by one recommendation. */
export interface Assessment extends Verdict {
  kind: AssessmentKind;
}

/** The recommendations about a resource, by what it, its plan and its exemptions are now; in the order of their keys. */
export function assess(store: Store, resource: Resource, now: number): Assessment[] {
  return ASSESSMENTS.flatMap((kind) => assessOne(store, resource, kind, now) ?? []);
}

/** One recommendation about a resource; nothing when it is none of its business. */
export function assessOne(
  store: Store,
  resource: Resource,
  kind: AssessmentKind,
  now: number,
): Assessment | undefined {
  if (kind.resourceType !== resource.type) return undefined;
  const verdict = kind.judge?.(store, resource);
  if (verdict) return { kind, ...verdict };
  const definition = kind.policy;
  if (!definition) return undefined;
  const parameter = (name: string) => parameterValue(definition, {}, name);
  const good = isGood(store, resource, { definition, parameter });
  if (good === undefined) return undefined;
  const because = whyNotApplicable(store, resource, kind, good, now);
  if (because) return { kind, code: "NotApplicable", ...because };
  return { kind, code: good ? "Healthy" : "Unhealthy" };
}

function whyNotApplicable(
  store: Store,
  resource: Resource,
  kind: AssessmentKind,
  good: boolean,
  now: number,
): Pick<Assessment, "cause" | "description"> | undefined {
  if (kind.needsPlan && !isPlanOn(store, resource)) {
    return {
      cause: "OffByPolicy",
      description: "The Containers plan is off on the subscription.",
    };
  }
  if (isExemptFrom(store, resource, kind, now)) {
    return { cause: "Exempt", description: "A policy exemption covers the resource." };
  }
  if (good) return undefined;
  if (kind.isSensor && isExcludedByTag(resource)) {
    return { cause: "ExcludedByTag", description: "A tag excludes the cluster from the sensor." };
  }
  return kind.needsPlan ? whyOutOfReach(resource) : undefined;
}

function whyOutOfReach(resource: Resource): Pick<Assessment, "cause" | "description"> | undefined {
  if (resource.type === "microsoft.kubernetes/connectedclusters") {
    const { status } = connectivityOf(resource);
    const description = `The cluster's connectivity status is ${status}.`;
    return status === "Connected" ? undefined : { cause: "ResourceUnreachable", description };
  }
  if (!isStopped(resource)) return undefined;
  return { cause: "ResourceStopped", description: "The cluster is stopped." };
}

const plans = new WeakMap<Store, { version: number; on: Map<string, boolean> }>();

/** Whether the Containers plan is on; remembered until a plan changes, for many resources ask in a row. */
function isPlanOn(store: Store, { subscriptionId = "" }: Resource): boolean {
  const version = store.version(PRICING_TYPE);
  const remembered = plans.get(store);
  const known = remembered?.version === version ? remembered : { version, on: new Map() };
  plans.set(store, known);
  const id = `/subscriptions/${subscriptionId}/providers/Microsoft.Security/pricings/Containers`;
  const on = known.on.get(subscriptionId) ?? isStandard(store.get(id));
  known.on.set(subscriptionId, on);
  return on;
}

function isStandard(plan: Resource | undefined): boolean {
  return plan !== undefined && storedPricing(plan).pricingTier === "Standard";
}

function isExemptFrom(
  store: Store,
  { id }: Resource,
  { policy }: AssessmentKind,
  now: number,
): boolean {
  return policyBookOf(store)
    .over(id)
    .some((rule) => rule.definition === policy && isExempt(store, id.toLowerCase(), rule, now));
}
