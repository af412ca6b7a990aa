import { type RecommendationId, recommendation, type Status } from "./catalog.ts";

/** What a person can begin from a list of clusters: verbs of remediations, and scripts for their own tools. */
export type Act = "fix" | "script" | "access" | "exclude" | "include" | "withdraw";

/** Recommendations that exclusion tags keep a cluster out of, by what the tags are about. */
const EXCLUDABLE: Partial<Record<RecommendationId, "sensor" | "agentless">> = {
  eksDefenderExtension: "sensor",
  gkeDefenderExtension: "sensor",
  eksAgentlessAccess: "agentless",
};

/** What a tag on clusters of this recommendation is about at first; null where it heeds none. */
export function excludedFrom(id: RecommendationId): "sensor" | "agentless" | null {
  return EXCLUDABLE[id] ?? null;
}

const TAGS = (id: RecommendationId) => id in EXCLUDABLE;
const ACCESS = (id: RecommendationId) => id === "eksAgentlessAccess";

/** What can be begun from each tab, the usual first, and for which recommendations. */
const ACTS: Record<Status, readonly [Act, (id: RecommendationId) => boolean][]> = {
  unhealthy: [
    ["fix", (id) => recommendation(id).fix !== null],
    ["script", (id) => recommendation(id).script !== undefined],
    ["access", ACCESS],
    ["exclude", TAGS],
  ],
  healthy: [
    ["withdraw", ACCESS],
    ["exclude", TAGS],
  ],
  notApplicable: [["include", TAGS]],
};

/** What can be begun from a tab of a recommendation; the first is what people come for. */
export function actsOf(id: RecommendationId, status: Status): Act[] {
  return ACTS[status].flatMap(([act, applies]) => (applies(id) ? [act] : []));
}
