import type { Person } from "../access/model.ts";
import { record } from "../audit/record.ts";
import type { ClusterFacts } from "../cloud/cloud.ts";
import { announce } from "../db/announce.ts";
import { db } from "../db/client.ts";
import { storeClusters } from "../inventory/store.ts";
import type { RecommendationId } from "../recommendations/catalog.ts";
import { judge } from "../recommendations/evaluate.ts";
import { type FaultedTask, fail } from "./faulted.ts";
import { announceTask, move } from "./move.ts";

export interface SettlingTask extends FaultedTask {
  before: unknown;
  intent: unknown;
  requestId: string | null;
}

/**
 * Ends a task whose cluster has come to rest: stores the cluster as the cloud describes it, judges it, and
 * believes that judgement alone. The cluster, its assessments, the task and the audit entry change together.
 */
export async function settle(
  task: SettlingTask,
  facts: ClusterFacts,
  context: { person: Person; correlationId: string; recommendationId: RecommendationId },
): Promise<void> {
  const at = new Date();
  await db().$transaction(async (tx) => {
    const verifying = (await move(tx, task.id, "find")) || (await move(tx, task.id, "settle"));
    if (!verifying) return;
    await storeClusters(tx, [facts], at);
    await judge(tx, [facts], at);
    const verdict = await tx.assessment.findUnique({
      where: {
        recommendationId_clusterId: {
          recommendationId: context.recommendationId,
          clusterId: task.clusterId,
        },
      },
    });
    if (verdict?.status !== "healthy") {
      await fail(tx, task, stillUnhealthy(facts, task.requestId), context);
      return;
    }
    await move(tx, task.id, "pass", { finishedAt: at, nextAt: null, fault: null });
    await record(tx, {
      actor: context.person,
      action: "clusters.fix",
      outcome: "done",
      subscriptionId: task.subscriptionId,
      resourceGroup: task.resourceGroup,
      resourceId: task.clusterId,
      resourceName: task.clusterName,
      summary: task.intent
        ? "The cluster was changed and is healthy."
        : "The cluster was healthy already; nothing was sent.",
      before: task.before,
      after: task.intent,
      correlationId: context.correlationId,
      requestId: task.requestId,
    });
    await announceTask(tx, task);
    await announce(tx, `person:${context.person.id}`);
  });
}

function stillUnhealthy(facts: ClusterFacts, requestId: string | null) {
  return {
    kind: "failed" as const,
    code: "StillUnhealthy",
    message: `Azure reports the operation on ${facts.name} as ${facts.provisioningState}, but the cluster still does not meet the recommendation.`,
    status: 200,
    requestId,
  };
}
