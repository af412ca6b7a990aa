import type { TaskState } from "./flow.ts";

/** The words of the page for each state. */
export const TASK_STATES: Record<TaskState, { label: string; says: string }> = {
  queued: { label: "Queued", says: "Waits for its turn." },
  applying: { label: "Applying", says: "The call is being made." },
  waiting: {
    label: "Waiting for Azure",
    says: "Azure has accepted the call and is carrying it out.",
  },
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
