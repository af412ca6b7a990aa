import { z } from "zod";
import { RECOMMENDATION_IDS, type RecommendationId } from "../recommendations/catalog.ts";
import { ListFilter } from "../recommendations/filter.ts";

const IDS_MAX = 1_000;

/** "All that match" is a filter, not a list of ids: it stays right while the list moves. */
export const Selection = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("these"), ids: z.array(z.uuid()).min(1).max(IDS_MAX) }),
  z.strictObject({ kind: z.literal("all"), filter: ListFilter }),
]);
export type Selection = z.infer<typeof Selection>;

export const FixRequest = z.strictObject({
  recommendationId: z.enum(RECOMMENDATION_IDS as [RecommendationId, ...RecommendationId[]]),
  selection: Selection,
});
export type FixRequest = z.infer<typeof FixRequest>;

/** The parts of a lane's name, `subscription:person`: whose quota at Azure its tasks draw on. */
export function partsOfLane(lane: string): { subscriptionId: string; personId: string } {
  const [subscriptionId = "", personId = ""] = lane.split(":");
  return { subscriptionId, personId };
}

export interface FixPreview {
  does: string;
  total: number;
  /** Clusters that would be fixed: those that the person may change and nobody is fixing. */
  fixable: number;
  subscriptions: { id: string; name: string; clusters: number; lacks: string | null }[];
  clusters: { id: string; name: string; subscription: string; region: string }[];
  /** Workspaces that the sensors would report to; the default ones are created when they are missing. */
  workspaces: { id: string; kind: "assigned" | "default"; regions: string[]; clusters: number }[];
  beingFixed: number;
}
