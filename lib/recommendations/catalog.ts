import type { ClusterKind, ForeignCloud } from "../cloud/cloud.ts";
import { AKS_RECOMMENDATIONS } from "./catalog-aks.ts";
import { ARC_RECOMMENDATIONS } from "./catalog-arc.ts";
import { CONNECTOR_RECOMMENDATIONS } from "./catalog-connector.ts";
import { EKS_RECOMMENDATIONS } from "./catalog-eks.ts";
import { GKE_RECOMMENDATIONS } from "./catalog-gke.ts";
import type {
  ClusterRecommendation,
  ConnectorRecommendation,
  RecommendationSpec,
} from "./catalog-spec.ts";

export {
  type ArcPart,
  cloudOfSpec,
  REASONS,
  RESOURCE_CLOUDS,
  type Reason,
  type RecommendationSpec,
  type ResourceCloud,
  SEVERITIES,
  STATUSES,
  type Status,
} from "./catalog-spec.ts";

const CLUSTER_RECOMMENDATIONS = {
  ...ARC_RECOMMENDATIONS,
  ...AKS_RECOMMENDATIONS,
  ...EKS_RECOMMENDATIONS,
  ...GKE_RECOMMENDATIONS,
};

/** Every recommendation, in the order of the page. */
const RECOMMENDATIONS = { ...CLUSTER_RECOMMENDATIONS, ...CONNECTOR_RECOMMENDATIONS };

export type ClusterRecommendationId = keyof typeof CLUSTER_RECOMMENDATIONS;
export type ConnectorRecommendationId = keyof typeof CONNECTOR_RECOMMENDATIONS;
export type RecommendationId = keyof typeof RECOMMENDATIONS;

export const RECOMMENDATION_IDS = Object.keys(RECOMMENDATIONS) as RecommendationId[];

const CLUSTER_IDS = Object.keys(CLUSTER_RECOMMENDATIONS) as ClusterRecommendationId[];
const CONNECTOR_IDS = Object.keys(CONNECTOR_RECOMMENDATIONS) as ConnectorRecommendationId[];

/** The recommendations that judge each kind of cluster. */
export const RECOMMENDATIONS_OF: Record<ClusterKind, readonly ClusterRecommendationId[]> = {
  aks: ofKind("aks"),
  arc: ofKind("arc"),
  eks: ofKind("eks"),
  gke: ofKind("gke"),
};

/** The recommendations that judge the connectors of each cloud. */
export const RECOMMENDATIONS_OF_CONNECTORS: Record<
  ForeignCloud,
  readonly ConnectorRecommendationId[]
> = {
  aws: CONNECTOR_IDS.filter((id) => CONNECTOR_RECOMMENDATIONS[id].cloud === "aws"),
  gcp: CONNECTOR_IDS.filter((id) => CONNECTOR_RECOMMENDATIONS[id].cloud === "gcp"),
};

/** The recommendation as its spec's type, for code that treats them all alike. */
export function recommendation(id: RecommendationId): RecommendationSpec {
  return RECOMMENDATIONS[id];
}

/** A recommendation on clusters; throws for one on connectors, which no job and no removal is about. */
export function clusterRecommendation(id: RecommendationId): ClusterRecommendation {
  const spec = recommendation(id);
  if (spec.kind === "connector") throw new Error(`${id} is about connectors.`);
  return spec;
}

/** A recommendation on connectors. */
export function connectorRecommendation(id: ConnectorRecommendationId): ConnectorRecommendation {
  return CONNECTOR_RECOMMENDATIONS[id];
}

/** The recommendation of a deep link, by its assessment key. */
export function recommendationByKey(key: string): RecommendationId | undefined {
  return RECOMMENDATION_IDS.find((id) => RECOMMENDATIONS[id].assessmentKey === key.toLowerCase());
}

function ofKind(kind: ClusterKind): readonly ClusterRecommendationId[] {
  return CLUSTER_IDS.filter((id) => CLUSTER_RECOMMENDATIONS[id].kind === kind);
}
