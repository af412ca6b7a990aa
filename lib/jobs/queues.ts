import type { QueuePolicy } from "pg-boss";

interface QueueSpec {
  policy: QueuePolicy;
  /** A claimed job whose worker shows no sign of life for so long is given to another. At least 10. */
  heartbeatSeconds: number;
  /** How often a job may fail by a bug or a crash before it is given up. */
  retryLimit: number;
  /** How many run at once in one worker process, and how many it fetches at a time. */
  workers: number | "configured";
  batch: number;
  /** How many of one group run at once over all workers; a group is a lane. */
  perGroup?: number;
}

/**
 * Every kind of job. `stately` queues hold at most one waiting and one running job a key, so asking
 * twice for the same follow-up costs nothing.
 */
export const QUEUES = {
  "discover-estate": {
    policy: "stately",
    heartbeatSeconds: 30,
    retryLimit: 3,
    workers: 1,
    batch: 1,
  },
  "discover-connector": {
    policy: "stately",
    heartbeatSeconds: 30,
    retryLimit: 3,
    workers: 2,
    batch: 1,
    // An account bears so many calls; two who read it at once would take each other's.
    perGroup: 1,
  },
  "push-plan": {
    policy: "standard",
    heartbeatSeconds: 10,
    retryLimit: 50,
    workers: 2,
    batch: 4,
    // Azure refuses a second write of a subscription's plans while one runs.
    perGroup: 1,
  },
  "assign-policy": {
    policy: "standard",
    heartbeatSeconds: 10,
    retryLimit: 50,
    workers: 2,
    batch: 2,
    // One assignment is changed by one job at a time.
    perGroup: 1,
  },
  "push-connector": {
    policy: "standard",
    heartbeatSeconds: 10,
    retryLimit: 50,
    workers: 1,
    batch: 2,
    // One connector is changed by one job at a time.
    perGroup: 1,
  },
  "verify-access": {
    policy: "stately",
    heartbeatSeconds: 30,
    retryLimit: 10,
    workers: 1,
    batch: 1,
  },
  "apply-task": {
    policy: "standard",
    heartbeatSeconds: 10,
    retryLimit: 50,
    workers: "configured",
    batch: 8,
    perGroup: 8,
  },
  "follow-lane": { policy: "stately", heartbeatSeconds: 10, retryLimit: 50, workers: 4, batch: 1 },
  "take-away": { policy: "stately", heartbeatSeconds: 10, retryLimit: 50, workers: 2, batch: 1 },
  "watch-removal": {
    policy: "stately",
    heartbeatSeconds: 30,
    retryLimit: 50,
    workers: 1,
    batch: 1,
  },
} as const satisfies Record<string, QueueSpec>;

export type QueueName = keyof typeof QUEUES;

/** What each kind of job is told. Ids only: everything else is read when the job runs. */
export interface JobData {
  "discover-estate": { reason: "schedule" | "start" | "person" };
  /** With `refresh` every cluster is described again, because a person asked for it. */
  "discover-connector": { connectorId: string; refresh: boolean };
  "push-plan": { wishId: string; subscriptionId: string };
  "assign-policy": { wishId: string; assignmentId: string };
  "push-connector": { wishId: string; connectorId: string };
  /** `since`: when the connector was saved. */
  "verify-access": { connectorId: string; since: string };
  "apply-task": { taskId: string; lane: string };
  "follow-lane": { lane: string };
  "take-away": { remediationId: string };
  "watch-removal": { remediationId: string };
}

/** By what at most one job waits and one runs, in `stately` queues. */
export const KEY_OF: { [Q in QueueName]?: (data: JobData[Q]) => string } = {
  "discover-estate": () => "estate",
  "verify-access": ({ connectorId }) => connectorId,
  // A refresh that waits must not be swallowed by a lesser reading that waits.
  "discover-connector": ({ connectorId, refresh }) => `${connectorId} ${refresh}`,
  "follow-lane": ({ lane }) => lane,
  "take-away": ({ remediationId }) => remediationId,
  "watch-removal": ({ remediationId }) => remediationId,
};

/** The lane of a job, in queues with `perGroup`. */
export const GROUP_OF: { [Q in QueueName]?: (data: JobData[Q]) => string } = {
  "discover-connector": ({ connectorId }) => connectorId,
  "push-plan": ({ subscriptionId }) => subscriptionId,
  "assign-policy": ({ assignmentId }) => assignmentId,
  "push-connector": ({ connectorId }) => connectorId,
  "apply-task": ({ lane }) => lane,
};

/** `done`, or look again after so many seconds. */
export type Outcome = "done" | { againInSeconds: number };

export type Handlers = { [Q in QueueName]: (data: JobData[Q]) => Promise<Outcome> };

/** What ends the work of a job that has failed by a bug as often as it may; the others are asked for again by themselves. */
export type GiveUps = { [Q in QueueName]?: (data: JobData[Q]) => Promise<void> };

/** How a queue is shown to code that treats them all alike. */
export function queue(name: QueueName): QueueSpec {
  return QUEUES[name];
}
