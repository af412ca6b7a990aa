import type { ClusterFacts } from "../cloud/cloud.ts";
import { type Reason, type RecommendationId, recommendation, type Status } from "./catalog.ts";

/** What about a cluster's subscription decides whether a recommendation applies. */
export interface SubscriptionContext {
  /** The Containers plan is on (tier Standard). */
  planOn: boolean;
  /** As ARM says it: Enabled, Warned, PastDue, Disabled, Deleted. */
  state: string;
}

/** What Defender says of the cluster itself. */
export interface ClusterContext extends SubscriptionContext {
  /** Keys of the assessments from which Defender takes the cluster as exempt. */
  exemptFrom: ReadonlySet<string>;
}

export interface Verdict {
  status: Status;
  reason: Reason | null;
}

interface Rule {
  holds: (facts: ClusterFacts, context: ClusterContext, assessmentKey: string) => boolean;
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
  exempt: { holds: (_facts, context, key) => context.exemptFrom.has(key), evenIfHealthy: true },
  unreachable: {
    holds: (facts) => facts.connectivity !== null && facts.connectivity !== "Connected",
    evenIfHealthy: false,
  },
};

/** Whether a cluster meets a recommendation, and if it does not apply, why. */
export function evaluate(
  id: RecommendationId,
  facts: ClusterFacts,
  context: ClusterContext,
): Verdict {
  const { healthy, notApplicable, assessmentKey } = recommendation(id);
  const good = healthy(facts);
  const reason = notApplicable.find(
    (name) =>
      RULES[name].holds(facts, context, assessmentKey) && (RULES[name].evenIfHealthy || !good),
  );
  if (reason) return { status: "notApplicable", reason };
  return { status: good ? "healthy" : "unhealthy", reason: null };
}
