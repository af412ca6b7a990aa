type Flow = Record<string, Record<string, string>>;

/**
 * The life of one resource being fixed. Read a row as: in this state, on this event, go there.
 * `applying` means that a call may have been made: whoever resumes looks at the resource first.
 */
export const TASK_FLOW = {
  queued: { apply: "applying", find: "verifying", refuse: "failed", cancel: "cancelled" },
  applying: { apply: "applying", accept: "waiting", find: "verifying", refuse: "failed" },
  waiting: { settle: "verifying", refuse: "failed" },
  verifying: { pass: "fixed", fail: "failed" },
  failed: { retry: "queued" },
  fixed: {},
  cancelled: {},
} as const satisfies Flow;

export type TaskState = keyof typeof TASK_FLOW;

/** Every event that some state knows. */
export type TaskEvent = { [S in TaskState]: keyof (typeof TASK_FLOW)[S] }[TaskState] & string;

/** The states in which the event may happen, with the state that follows each. */
export function movesOn(event: TaskEvent): [from: TaskState, to: TaskState][] {
  return (Object.entries(TASK_FLOW) as [TaskState, Record<string, TaskState>][]).flatMap(
    ([from, moves]) => {
      const to = moves[event];
      return to ? [[from, to] as [TaskState, TaskState]] : [];
    },
  );
}

/** States from which a task moves by itself; one assessment has at most one such task. */
export const LIVE_STATES = ["queued", "applying", "waiting", "verifying"] as const;
