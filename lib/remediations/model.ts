import { z } from "zod";
import { RECOMMENDATION_IDS, type RecommendationId } from "../recommendations/catalog.ts";
import { ListFilter } from "../recommendations/filter.ts";
import type { TaskState } from "./flow.ts";

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

/** The words of the page for each state. */
export const TASK_STATES: Record<TaskState, { label: string; says: string }> = {
  queued: { label: "Queued", says: "Waits for its turn." },
  applying: { label: "Applying", says: "The call is being made." },
  waiting: { label: "Waiting for Azure", says: "Azure has accepted the call and is carrying it out." },
  verifying: { label: "Verifying", says: "The cluster is read again." },
  fixed: { label: "Fixed", says: "The cluster is healthy." },
  failed: { label: "Failed", says: "It could not be fixed." },
  cancelled: { label: "Cancelled", says: "It was cancelled before anything was changed." },
};

export type TaskCounts = Record<TaskState, number>;

/** How many tasks will not move any more by themselves. */
export function finishedOf(counts: TaskCounts): number {
  return counts.fixed + counts.failed + counts.cancelled;
}

/** The lane of a task: whose quota at Azure it draws on. ARM counts by subscription and principal. */
export function laneOf(subscriptionId: string, personId: string): string {
  return `${subscriptionId}:${personId}`;
}

/** The parts of a lane's name. */
export function partsOfLane(lane: string): { subscriptionId: string; personId: string } {
  const [subscriptionId = "", personId = ""] = lane.split(":");
  return { subscriptionId, personId };
}
