import type { JobResult, JobWithMetadata, PgBoss } from "pg-boss";
import { config } from "../config.ts";
import { db } from "../db/client.ts";
import { log } from "../log.ts";
import { enqueue, opened } from "./boss.ts";
import {
  type GiveUps,
  type Handlers,
  type JobData,
  type Outcome,
  QUEUES,
  type QueueName,
  queue,
} from "./queues.ts";

/** Starts working on every queue; the answer is the queue to be stopped at the end. */
export async function work(handlers: Handlers, giveUps: GiveUps): Promise<PgBoss> {
  const boss = await opened({ supervise: true, schedule: true, max: 10, useListenNotify: true });
  for (const name of Object.keys(QUEUES) as QueueName[])
    await workOn(boss, name, handlers, giveUps);
  return boss;
}

async function workOn<Q extends QueueName>(
  boss: PgBoss,
  name: Q,
  handlers: Handlers,
  giveUps: GiveUps,
): Promise<void> {
  const { workers, batch, perGroup } = queue(name);
  const options = {
    localConcurrency: workers === "configured" ? config().workerConcurrency : workers,
    batchSize: batch,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 1,
    burstWhenBatchFull: batch > 1,
    perJobResults: true,
    includeMetadata: true,
    ...(perGroup ? { groupConcurrency: perGroup } : {}),
  } as const;
  await boss.work<JobData[Q], object, typeof options>(
    name,
    options,
    (jobs: JobWithMetadata<JobData[Q]>[]) =>
      Promise.all(jobs.map((job) => settled(name, job, handlers[name], giveUps[name]))),
  );
}

async function settled<Q extends QueueName>(
  name: Q,
  job: JobWithMetadata<JobData[Q]>,
  handler: (data: JobData[Q]) => Promise<Outcome>,
  giveUp: GiveUps[Q],
): Promise<JobResult> {
  try {
    const outcome = await handler(job.data);
    // To look again later is a new job with a time, not a held connection.
    if (outcome !== "done")
      await enqueue(db(), name, [job.data], Math.max(1, outcome.againInSeconds));
    return { id: job.id, status: "completed" };
  } catch (error) {
    log.error({ err: error, queue: name, job: job.id, data: job.data }, "a job failed");
    if (job.retryCount >= job.retryLimit) await giveUp?.(job.data);
    return { id: job.id, status: "failed", output: { message: String(error) } };
  }
}
