import { db, sql } from "./db/client.ts";

const BEAT_LIMIT_MS = 30_000;

export interface Health {
  database: boolean;
  worker: boolean;
  discovered: boolean;
}

/** Whether the parts that the portal needs are there: the database, a live worker, and a first look at the estate. */
export async function health(): Promise<Health> {
  try {
    await db().$queryRaw(sql`SELECT 1`);
    const since = new Date(Date.now() - BEAT_LIMIT_MS);
    const [beat, run] = await Promise.all([
      db().workerBeat.findFirst({ where: { at: { gt: since } } }),
      db().discovery.findFirst({ where: { finishedAt: { not: null } } }),
    ]);
    return { database: true, worker: beat !== null, discovered: run !== null };
  } catch {
    return { database: false, worker: false, discovered: false };
  }
}
