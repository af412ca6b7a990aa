import { randomUUID } from "node:crypto";
import { config } from "./config.ts";
import { db } from "./db/client.ts";
import { enqueue } from "./jobs/boss.ts";
import type { GiveUps, Handlers } from "./jobs/queues.ts";
import { work } from "./jobs/work.ts";
import { log } from "./log.ts";
import { giveUpConnector, pushConnector } from "./onboarding/push-connector.ts";
import { verifyAccess } from "./onboarding/verify-access.ts";
import { giveUpPlan, pushPlan } from "./plans/push-plan.ts";
import { assignPolicy, giveUpAssignment } from "./policy/assign-policy.ts";
import { discoverEstate } from "./recommendations/discover.ts";
import { discoverConnector } from "./recommendations/discover-connector.ts";
import { judgeAll } from "./recommendations/evaluate.ts";
import { applyTask, giveUpTask } from "./remediations/apply-task.ts";
import { followLane } from "./remediations/follow-lane.ts";
import { giveUpTakingAway, takeAway } from "./remediations/take-away.ts";
import { watchRemoval } from "./remediations/watch.ts";

const BEAT_MS = 5_000;
const FORGET_MS = 60 * 60_000;
const STOP_MS = 8_000;

/** Every kind of job, and who does it. */
const HANDLERS: Handlers = {
  "discover-estate": ({ reason }) => discoverEstate({ refresh: reason === "person" }),
  "discover-connector": (data) => discoverConnector(data),
  "push-plan": ({ wishId }) => pushPlan(wishId, judgeAll),
  "assign-policy": ({ wishId }) => assignPolicy(wishId),
  "push-connector": ({ wishId }) => pushConnector(wishId),
  "verify-access": ({ connectorId, since }) => verifyAccess(connectorId, since),
  "apply-task": ({ taskId }) => applyTask(taskId),
  "follow-lane": ({ lane }) => followLane(lane),
  "take-away": ({ remediationId }) => takeAway(remediationId),
  "watch-removal": ({ remediationId }) => watchRemoval(remediationId),
};

/** How the work ends of a job that a bug has kept from ending. */
const GIVE_UPS: GiveUps = {
  "push-plan": ({ wishId }) => giveUpPlan(wishId),
  "assign-policy": ({ wishId }) => giveUpAssignment(wishId),
  "push-connector": ({ wishId }) => giveUpConnector(wishId),
  "apply-task": ({ taskId }) => giveUpTask(taskId),
  "take-away": ({ remediationId }) => giveUpTakingAway(remediationId),
};

const id = randomUUID();
const boss = await work(HANDLERS, GIVE_UPS);
await beat();
const beats = setInterval(
  () => void beat().catch((error) => log.warn({ err: error }, "beat")),
  BEAT_MS,
);
await enqueue(db(), "discover-estate", [{ reason: "start" }]);
const discoveries = setInterval(
  () =>
    void enqueue(db(), "discover-estate", [{ reason: "schedule" }]).catch((error) =>
      log.warn({ err: error }, "schedule"),
    ),
  config().discoveryMinutes * 60_000,
);
log.info("worker ready");

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop());

/** Says that this worker is alive, and forgets those that have long been silent. */
async function beat(): Promise<void> {
  const at = new Date();
  await db().workerBeat.upsert({ where: { id }, create: { id, at }, update: { at } });
  await db().workerBeat.deleteMany({ where: { at: { lt: new Date(at.getTime() - FORGET_MS) } } });
}

/** Lets running steps end; what does not end in time comes back by its heartbeat. */
async function stop(): Promise<void> {
  clearInterval(beats);
  clearInterval(discoveries);
  await boss
    .stop({ graceful: true, timeout: STOP_MS })
    .catch((error) => log.warn({ err: error }, "stop"));
  await db().workerBeat.deleteMany({ where: { id } });
  await db().$disconnect();
  process.exit(0);
}
