import { VERBS, type Verb } from "./catalog.ts";
import type { TaskState } from "./flow.ts";

/** The words of the page for each state. */
const TASK_STATES: Record<TaskState, { label: string; says: string }> = {
  queued: { label: "Queued", says: "Waits for its turn." },
  applying: { label: "Applying", says: "The call is being made." },
  waiting: {
    label: "Waiting for the cloud",
    says: "The cloud has accepted the call and is carrying it out.",
  },
  verifying: { label: "Verifying", says: "The cluster is read again." },
  fixed: { label: "Fixed", says: "The cluster is healthy." },
  failed: { label: "Failed", says: "It could not be done." },
  cancelled: { label: "Cancelled", says: "It was cancelled before anything was changed." },
};

export type TaskCounts = Record<TaskState, number>;

export const TASK_STATE_NAMES = Object.keys(TASK_STATES) as TaskState[];

/** The words of a state; a task that went well has those of its remediation's verb. */
export function stateWords(verb: Verb, state: TaskState): { label: string; says: string } {
  return state === "fixed"
    ? { label: VERBS[verb].done, says: VERBS[verb].changed }
    : TASK_STATES[state];
}

/** How many tasks will not move any more by themselves. */
export function finishedOf(counts: TaskCounts): number {
  return counts.fixed + counts.failed + counts.cancelled;
}
