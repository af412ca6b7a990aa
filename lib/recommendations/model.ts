import type { ClusterFacts } from "../cloud/cloud.ts";
import { type Reason, type RecommendationId, recommendation, type Status } from "./catalog.ts";

/** What about a cluster's subscription decides whether a recommendation applies. */
export interface SubscriptionContext {
  /** The Containers plan is on (tier Standard). */
  planOn: boolean;
  /** As ARM says it: Enabled, Warned, PastDue, Disabled, Deleted. */
  state: string;
}

export interface Verdict {
  status: Status;
  reason: Reason | null;
}

interface Rule {
  holds: (facts: ClusterFacts, context: SubscriptionContext) => boolean;
  /** A stopped or excluded cluster that meets the recommendation all the same is healthy. */
  evenIfHealthy: boolean;
}

const RULES: Record<Reason, Rule> = {
  planOff: { holds: (_facts, context) => !context.planOn, evenIfHealthy: true },
  subscriptionDisabled: {
    holds: (_facts, context) => ["Disabled", "Deleted"].includes(context.state),
    evenIfHealthy: true,
  },
  excluded: { holds: (facts) => facts.excludedBy !== null, evenIfHealthy: false },
  stopped: { holds: (facts) => facts.powerState === "Stopped", evenIfHealthy: false },
};

/** Whether a cluster meets a recommendation, and if it does not apply, why. */
export function evaluate(
  id: RecommendationId,
  facts: ClusterFacts,
  context: SubscriptionContext,
): Verdict {
  const { healthy, notApplicable } = recommendation(id);
  const good = healthy(facts);
  const reason = notApplicable.find(
    (name) => RULES[name].holds(facts, context) && (RULES[name].evenIfHealthy || !good),
  );
  if (reason) return { status: "notApplicable", reason };
  return { status: good ? "healthy" : "unhealthy", reason: null };
}
