import type { Person } from "../access/model.ts";
import { record } from "../audit/record.ts";
import type { ClusterFacts } from "../cloud/cloud.ts";
import { isGranted } from "../cloud/wishes.ts";
import { announce } from "../db/announce.ts";
import { db, type Tx } from "../db/client.ts";
import { storeClusters } from "../inventory/store.ts";
import type { RecommendationId } from "../recommendations/catalog.ts";
import { judge } from "../recommendations/evaluate.ts";
import { askedOf } from "./asked.ts";
import { partOfVerb, VERBS, type Verb } from "./catalog.ts";
import { type FaultedTask, fail } from "./faulted.ts";
import type { Options } from "./model.ts";
import { announceTask, move } from "./move.ts";

export interface SettlingTask extends FaultedTask {
  before: unknown;
  intent: unknown;
  requestId: string | null;
}

interface SettleContext {
  person: Person;
  correlationId: string;
  recommendationId: RecommendationId;
  verb: Verb;
  options: Options;
}

/**
 * Ends a task whose cluster has come to rest: stores the cluster as the cloud describes it, judges it, and
 * believes that judgement alone. The cluster, its assessments, the task and the audit entry change together.
 */
export async function settle(
  task: SettlingTask,
  facts: ClusterFacts,
  context: SettleContext,
): Promise<void> {
  const at = new Date();
  const says = VERBS[context.verb];
  await db().$transaction(async (tx) => {
    const verifying = (await move(tx, task.id, "find")) || (await move(tx, task.id, "settle"));
    if (!verifying) return;
    await judge(tx, await storeClusters(tx, [facts], at), at);
    if (!(await isSo(tx, task, facts, context))) {
      await fail(tx, task, notSo(facts, task.requestId, says.still), context);
      return;
    }
    await move(tx, task.id, "pass", { finishedAt: at, nextAt: null, fault: null });
    await record(tx, {
      actor: context.person,
      action: says.action,
      outcome: "done",
      subscriptionId: task.subscriptionId,
      resourceGroup: task.resourceGroup,
      resourceId: task.clusterId,
      resourceName: task.clusterName,
      summary: task.intent ? says.changed : says.wasSo,
      before: task.before,
      after: task.intent,
      correlationId: context.correlationId,
      requestId: task.requestId,
    });
    await announceTask(tx, task);
    await announce(tx, `person:${context.person.id}`);
  });
}

/** A fix is done when the recommendation is met; the other verbs when the cluster is as they ask. */
async function isSo(
  tx: Tx,
  { clusterId }: SettlingTask,
  facts: ClusterFacts,
  { verb, recommendationId, options }: SettleContext,
): Promise<boolean> {
  if (verb !== "fix" || partOfVerb(verb, recommendationId) === "cluster") {
    return isGranted(facts, await askedOf(verb, recommendationId, options, facts.connectorId));
  }
  const verdict = await tx.assessment.findUnique({
    where: { recommendationId_clusterId: { recommendationId, clusterId } },
  });
  return verdict?.status === "healthy";
}

function notSo(facts: ClusterFacts, requestId: string | null, still: string) {
  return {
    kind: "failed" as const,
    code: "NotAsWished",
    message: `The operation on ${facts.name} has ended, but ${still}.`,
    status: 200,
    requestId,
  };
}
