import type { ClusterKind } from "../cloud/cloud.ts";
import { AKS_RECOMMENDATIONS } from "./catalog-aks.ts";
import { ARC_RECOMMENDATIONS } from "./catalog-arc.ts";
import type { RecommendationSpec } from "./catalog-spec.ts";

export {
  REASONS,
  type Reason,
  type RecommendationSpec,
  SEVERITIES,
  STATUSES,
  type Status,
} from "./catalog-spec.ts";

/** Every recommendation, in the order of the page. */
const RECOMMENDATIONS = { ...ARC_RECOMMENDATIONS, ...AKS_RECOMMENDATIONS };

export type RecommendationId = keyof typeof RECOMMENDATIONS;

export const RECOMMENDATION_IDS = Object.keys(RECOMMENDATIONS) as RecommendationId[];

/** The recommendations that judge each kind of cluster. */
export const RECOMMENDATIONS_OF: Record<ClusterKind, readonly RecommendationId[]> = {
  aks: RECOMMENDATION_IDS.filter((id) => RECOMMENDATIONS[id].kind === "aks"),
  arc: RECOMMENDATION_IDS.filter((id) => RECOMMENDATIONS[id].kind === "arc"),
  eks: [],
  gke: [],
};

/** The recommendation as its spec's type, for code that treats them all alike. */
export function recommendation(id: RecommendationId): RecommendationSpec {
  return RECOMMENDATIONS[id];
}

/** The recommendation of a deep link, by its assessment key. */
export function recommendationByKey(key: string): RecommendationId | undefined {
  return RECOMMENDATION_IDS.find((id) => RECOMMENDATIONS[id].assessmentKey === key.toLowerCase());
}
