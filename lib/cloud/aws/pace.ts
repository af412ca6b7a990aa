import { setTimeout as sleep } from "node:timers/promises";

/**
 * How often one operation is called in one region of an account, by all that this process does there: well below what
 * AWS is known to bear. Of most operations AWS doesn't say how often they may be called.
 */
const CALLS_A_SECOND = 8;
/** So many may go at once after a rest. */
const BURST = 8;
const EVERY_MS = 1000 / CALLS_A_SECOND;

/** When the next call of each would be due, were none let go early. */
const dueAt = new Map<string, number>();

/** Comes back when it is the caller's turn; calls of one key go in the order in which they asked. */
export async function turnOf(key: string): Promise<void> {
  const now = performance.now();
  const due = Math.max(dueAt.get(key) ?? 0, now - (BURST - 1) * EVERY_MS);
  dueAt.set(key, due + EVERY_MS);
  if (due > now) await sleep(due - now);
}
