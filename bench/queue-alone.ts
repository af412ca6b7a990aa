/**
 * The portal's own queue and its settings, with handlers that do nothing: `node bench/queue-alone.ts <jobs> <lanes>`,
 * started by fixes.ts with an empty database. Answers the seconds from the first job to the last.
 */
import { db } from "../lib/db/client.ts";
import { enqueue } from "../lib/jobs/boss.ts";
import type { Outcome } from "../lib/jobs/queues.ts";
import { work } from "../lib/jobs/work.ts";

const [jobs = 0, lanes = 1] = process.argv.slice(2).map(Number);
const nothing = async (): Promise<Outcome> => "done";
let left = jobs;
const allDone = Promise.withResolvers<void>();

const boss = await work(
  {
    "discover-estate": nothing,
    "discover-connector": nothing,
    "push-plan": nothing,
    "assign-policy": nothing,
    "push-connector": nothing,
    "verify-access": nothing,
    "follow-lane": nothing,
    "take-away": nothing,
    "watch-removal": nothing,
    "apply-task": async () => {
      left -= 1;
      if (left === 0) allDone.resolve();
      return "done";
    },
  },
  {},
);
const started = performance.now();
const wishes = Array.from({ length: jobs }, (_, n) => ({
  taskId: String(n),
  lane: `lane ${n % lanes}`,
}));
await db().$transaction((tx) => enqueue(tx, "apply-task", wishes));
await allDone.promise;
process.send?.((performance.now() - started) / 1000);
await boss.stop({ graceful: false });
await db().$disconnect();
process.exit();
