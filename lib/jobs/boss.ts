import { fromPrisma, type JobInsert, PgBoss } from "pg-boss";
import { config } from "../config.ts";
import type { Tx } from "../db/client.ts";
import { log } from "../log.ts";
import { GROUP_OF, type JobData, KEY_OF, QUEUES, type QueueName, queue } from "./queues.ts";

/** pg-boss writes this many jobs in one statement. */
const INSERT_CHUNK = 1_000;

const kept = globalThis as { breakwaterBoss?: Promise<PgBoss> };

/** The queue as a sender sees it: it enqueues, and leaves upkeep and schedules to the workers. */
function sender(): Promise<PgBoss> {
  kept.breakwaterBoss ??= opened({ supervise: false, schedule: false, max: 2 }).catch((error) => {
    delete kept.breakwaterBoss;
    throw error;
  });
  return kept.breakwaterBoss;
}

/** Opens pg-boss and makes sure that every queue is there. */
export async function opened(options: {
  supervise: boolean;
  schedule: boolean;
  max: number;
  useListenNotify?: boolean;
}): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: config().databaseUrl,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    registerInstance: options.supervise,
    ...options,
  });
  boss.on("error", (error) => log.error({ err: error }, "queue"));
  await boss.start();
  for (const name of Object.keys(QUEUES) as QueueName[]) {
    const { policy, heartbeatSeconds, retryLimit } = queue(name);
    const settings = {
      heartbeatSeconds,
      retryLimit,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      notify: true,
    };
    await boss.createQueue(name, { policy, ...settings });
  }
  return boss;
}

/** Enqueues jobs in the transaction of the rows that they are about: both are there, or neither. */
export async function enqueue<Q extends QueueName>(
  tx: Tx,
  name: Q,
  wishes: JobData[Q][],
  inSeconds = 0,
): Promise<void> {
  const boss = await sender();
  for (let from = 0; from < wishes.length; from += INSERT_CHUNK) {
    const jobs = wishes
      .slice(from, from + INSERT_CHUNK)
      .map((data) => jobOf(name, data, inSeconds));
    await boss.insert(name, jobs, { db: fromPrisma(tx) });
  }
}

function jobOf<Q extends QueueName>(name: Q, data: JobData[Q], inSeconds: number): JobInsert {
  const group = GROUP_OF[name]?.(data);
  const singletonKey = KEY_OF[name]?.(data);
  return {
    data,
    ...(group ? { group: { id: group } } : {}),
    ...(singletonKey ? { singletonKey } : {}),
    ...(inSeconds > 0 ? { startAfter: Math.ceil(inSeconds) } : {}),
  };
}
