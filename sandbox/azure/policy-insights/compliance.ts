import type { Store } from "../../store.ts";
import type {
  PolicyDefinition,
  RelatedResource,
} from "../authorization/policy-catalog/definition.ts";
import { holds, isApplicable, type ParameterOf, type Subject } from "./conditions.ts";
import { isExempt } from "./exemption-book.ts";
import { policyBookOf, type Rule } from "./policy-book.ts";

export type ComplianceState = "Compliant" | "NonCompliant" | "Exempt";

/** What a policy in force finds about one resource. */
export interface Finding {
  rule: Rule;
  state: ComplianceState;
}

/** A policy with the values of its parameters. */
export interface Policy {
  definition: PolicyDefinition;
  parameter: ParameterOf;
}

/** The types of resources that some policy of the sandbox judges, in lower case. */
export const JUDGED_TYPES = [
  "microsoft.containerservice/managedclusters",
  "microsoft.kubernetes/connectedclusters",
  "microsoft.resources/subscriptions",
] as const;

/** Everything that the policies in force find about a resource, worked out from its present state. */
export function findingsOf(store: Store, subject: Subject, now: number): Finding[] {
  return policyBookOf(store)
    .over(subject.id)
    .flatMap((rule) => {
      const state = complianceOf(store, subject, rule, now);
      return state ? [{ rule, state }] : [];
    });
}

/** How a resource stands to a policy; nothing when the policy is disabled or the resource none of its business. */
export function complianceOf(
  store: Store,
  subject: Subject,
  rule: Rule,
  now: number,
): ComplianceState | undefined {
  if (rule.effect === "Disabled") return undefined;
  const good = isGood(store, subject, rule);
  if (good === undefined) return undefined;
  if (isExempt(store, subject.id.toLowerCase(), rule, now)) return "Exempt";
  return good ? "Compliant" : "NonCompliant";
}

/** Whether a resource is as a policy wants it; nothing when it is none of the policy's business. */
export function isGood(store: Store, subject: Subject, policy: Policy): boolean | undefined {
  const { definition, parameter } = policy;
  if (definition.mode === "Microsoft.Kubernetes.Data" || !concerns(policy, subject)) {
    return undefined;
  }
  return definition.details
    ? exists(store, subject, definition.details, parameter)
    : !holds(definition.if, subject, parameter);
}

/** Whether a resource is a policy's business. */
export function concerns({ definition, parameter }: Policy, subject: Subject): boolean {
  return definition.details
    ? holds(definition.if, subject, parameter)
    : isApplicable(definition.if, subject, parameter);
}

function exists(
  store: Store,
  subject: Subject,
  details: RelatedResource,
  parameter: ParameterOf,
): boolean {
  return relatedTo(store, subject, details).some((related) =>
    holds(details.existenceCondition, related, parameter),
  );
}

/** What the effects …IfNotExists look at: the resource itself, something below it, or something of its subscription. */
function relatedTo(store: Store, subject: Subject, details: RelatedResource): Subject[] {
  const type = details.type.toLowerCase();
  if (type === subject.type) return [subject];
  if (details.existenceScope === "subscription") {
    const subscription = /^\/subscriptions\/[^/]+/i.exec(subject.id)?.[0] ?? "";
    const found = store.get(`${subscription}/providers/${details.type}/${details.name}`);
    return found ? [found] : [];
  }
  return [...store.scan({ types: [type], below: subject.id })];
}
