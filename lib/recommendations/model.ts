import type { ClusterFacts, ConnectorFacts } from "../cloud/cloud.ts";
import {
  type ClusterRecommendationId,
  type ConnectorRecommendationId,
  clusterRecommendation,
  connectorRecommendation,
  type Reason,
  type RecommendationId,
  recommendation,
  type Status,
} from "./catalog.ts";
import type { ConnectorContext } from "./catalog-spec.ts";

/** What about a cluster's subscription decides whether a recommendation applies. */
export interface SubscriptionContext {
  /** The Containers plan is on (tier Standard). */
  planOn: boolean;
  /** As ARM says it: Enabled, Warned, PastDue, Disabled, Deleted. */
  state: string;
}

/** What is known of what stands around a resource. */
export interface ResourceContext extends SubscriptionContext {
  /** Keys of the assessments from which Defender takes the resource as exempt. */
  exemptFrom: ReadonlySet<string>;
  /** Of a cluster outside of Azure, or of the connector itself; null in Azure, and where the connector has left. */
  connector: ConnectorContext | null;
}

export interface Verdict {
  status: Status;
  reason: Reason | null;
}

interface Rule {
  holds: (facts: ClusterFacts | null, context: ResourceContext, assessmentKey: string) => boolean;
  /** A stopped or excluded cluster that meets the recommendation all the same is healthy. */
  evenIfHealthy: boolean;
}

/** States in which a cluster of EKS or GKE serves: the words of both clouds, and of Azure. */
const IN_SERVICE = new Set(["ACTIVE", "UPDATING", "RUNNING", "RECONCILING", "SUCCEEDED"]);

const RULES: Record<Reason, Rule> = {
  planOff: { holds: (_facts, context) => !context.planOn, evenIfHealthy: true },
  subscriptionDisabled: {
    holds: (_facts, context) => ["Disabled", "Deleted"].includes(context.state),
    evenIfHealthy: true,
  },
  excluded: { holds: (facts) => facts !== null && facts.excludedBy !== null, evenIfHealthy: false },
  stopped: { holds: (facts) => facts?.powerState === "Stopped", evenIfHealthy: false },
  exempt: { holds: (_facts, context, key) => context.exemptFrom.has(key), evenIfHealthy: true },
  unreachable: {
    holds: (facts) =>
      facts !== null && facts.connectivity !== null && facts.connectivity !== "Connected",
    evenIfHealthy: false,
  },
  connectorPlanOff: {
    holds: (_facts, { connector }) => !connector?.containers,
    evenIfHealthy: true,
  },
  auditLogsOff: { holds: (_facts, { connector }) => !connector?.auditLogs, evenIfHealthy: true },
  apiAccessOff: { holds: (_facts, { connector }) => !connector?.apiAccess, evenIfHealthy: true },
  agentlessExcluded: {
    holds: (facts) => facts !== null && facts.agentlessExcludedBy !== null,
    evenIfHealthy: false,
  },
  notRunning: {
    holds: (facts) =>
      facts !== null &&
      (facts.powerState === "Stopped" || !IN_SERVICE.has(facts.provisioningState.toUpperCase())),
    evenIfHealthy: false,
  },
  notVerified: {
    holds: (_facts, { connector }) => connector === null || connector.rightsFound === null,
    evenIfHealthy: true,
  },
};

/** Whether a cluster meets a recommendation, and if it does not apply, why. */
export function evaluate(
  id: ClusterRecommendationId,
  facts: ClusterFacts,
  context: ResourceContext,
): Verdict {
  const good = clusterRecommendation(id).healthy(facts, context.connector);
  return verdict(id, good, facts, context);
}

/** The same for a connector. */
export function evaluateConnector(
  id: ConnectorRecommendationId,
  facts: ConnectorFacts,
  context: ResourceContext,
): Verdict {
  return verdict(id, connectorRecommendation(id).healthy(facts), null, context);
}

function verdict(
  id: RecommendationId,
  good: boolean,
  facts: ClusterFacts | null,
  context: ResourceContext,
): Verdict {
  const { notApplicable, assessmentKey } = recommendation(id);
  const reason = notApplicable.find(
    (name) =>
      RULES[name].holds(facts, context, assessmentKey) && (RULES[name].evenIfHealthy || !good),
  );
  if (reason) return { status: "notApplicable", reason };
  return { status: good ? "healthy" : "unhealthy", reason: null };
}
