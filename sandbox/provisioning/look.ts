import { randomUUID } from "node:crypto";
import type { AccessBook } from "../arm/access.ts";
import { readOnlySubscription } from "../arm/errors.ts";
import { policyBookOf } from "../azure/policy-insights/policy-book.ts";
import type { OperationError } from "../operations.ts";
import { ArmError, type Kernel, type Resource } from "../types.ts";
import { type Cause, causeOf, causesFor } from "./causes.ts";
import type { Deployment } from "./deployments.ts";
import type { Target } from "./target.ts";
import { targetOf } from "./targets.ts";

/** A cluster that is busy with something whose end nobody knows is looked at again after so long. */
const BUSY_MS = 30_000;

/** What becomes of a deployment whose time has come. */
type Outcome =
  | { begun: { id: string; endsAt: number } }
  | { laterAt: number }
  | { blocked: ArmError }
  | { failed: ArmError }
  | typeof NOT_NEEDED;

const NOT_NEEDED = { needed: false } as const;

/** Looks at a deployment whose time has come: begins it, ends it, or finds that it has to wait or is not needed. */
export function look(kernel: Kernel, book: AccessBook, deployment: Deployment, at: number): void {
  if (deployment.state === "running") {
    end(kernel, deployment, at);
    return;
  }
  const outcome = outcomeOf(kernel, book, deployment, at);
  const { deployments } = kernel.provisioning;
  if ("laterAt" in outcome) deployments.postpone(deployment, outcome.laterAt);
  else if (deployment.remediationKey) tell(kernel, deployment, outcome, at);
  // Azure Policy reports what it may not do and tries again; here it does once it is given a role.
  else if ("blocked" in outcome) deployments.postpone(deployment, null);
  else deployments.drop(deployment);
}

function outcomeOf(kernel: Kernel, book: AccessBook, deployment: Deployment, at: number): Outcome {
  const cluster = kernel.store.get(deployment.clusterKey);
  const target = targetOf(deployment.definition);
  const cause = cluster && causeOfDeployment(kernel, deployment, cluster);
  if (!cluster || !target || !cause || !target.isLacking(kernel, cluster)) return NOT_NEEDED;
  if (cause.byDefender && target.isExcluded(cluster)) return NOT_NEEDED;
  if (target.isBusy(kernel, cluster)) return { laterAt: freeAt(kernel, cluster, at) };
  const refusal = refusalOf(kernel, target, cluster);
  if (refusal) return { failed: refusal };
  return beginOrFail(kernel, book, { target, cause, cluster, at });
}

/** The cause as it is now; nothing when it is no longer there or no longer concerns the cluster. */
function causeOfDeployment(
  { store }: Kernel,
  { cause, definition, remediationKey }: Deployment,
  cluster: Resource,
): Cause | undefined {
  if (remediationKey) {
    const rule = policyBookOf(store)
      .of(cause)
      .find(({ definition: { id } }) => id === definition);
    return rule && { ...causeOf(rule), byDefender: false };
  }
  return causesFor(store, cluster).find(
    (one) => one.key === cause && one.definition === definition,
  );
}

function freeAt({ operations }: Kernel, cluster: Resource, at: number): number {
  const endsAt = operations.running(cluster.id)?.endsAt;
  return endsAt !== undefined && endsAt > at ? endsAt : at + BUSY_MS;
}

function refusalOf({ store }: Kernel, target: Target, cluster: Resource): ArmError | undefined {
  const subscriptionId = String(cluster.subscriptionId);
  const subscription = store.get(`/subscriptions/${subscriptionId}`);
  if (subscription?.body.state === "Disabled") return readOnlySubscription(subscriptionId);
  return target.refusal(cluster);
}

function beginOrFail(
  kernel: Kernel,
  book: AccessBook,
  { target, cause, cluster, at }: { target: Target; cause: Cause; cluster: Resource; at: number },
): Outcome {
  const { principal, needsRoles, workspaceId } = cause;
  if (!principal) return { blocked: withoutIdentity(cause) };
  const author = { principal: principal.objectId, requestId: randomUUID() };
  const context = { kernel, cluster, author, workspaceId, at };
  const missing = needsRoles ? target.missingRight(context, book.of(principal)) : undefined;
  if (missing) return { blocked: missing };
  try {
    return { begun: target.begin(context) };
  } catch (error) {
    if (error instanceof ArmError) return { failed: error };
    throw error;
  }
}

function withoutIdentity({ key }: Cause): ArmError {
  return new ArmError(
    400,
    "ResourceIdentityRequired",
    `The policy assignment '${key}' has no managed identity to deploy with.`,
  );
}

/** A remediation task keeps what became of each of its deployments; one that ends gives the next its turn. */
function tell(
  { provisioning: { deployments } }: Kernel,
  deployment: Deployment,
  outcome: Exclude<Outcome, { laterAt: number }>,
  at: number,
): void {
  if ("begun" in outcome) {
    deployments.begun(deployment, outcome.begun.id, outcome.begun.endsAt, at);
    return;
  }
  const error = errorOf(outcome);
  deployments.ended(deployment, error ? "failed" : "succeeded", at, error);
  deployments.next(String(deployment.remediationKey), at);
}

function errorOf(outcome: Outcome): OperationError | undefined {
  if ("failed" in outcome) return outcome.failed;
  return "blocked" in outcome ? outcome.blocked : undefined;
}

function end({ operations, provisioning }: Kernel, deployment: Deployment, at: number): void {
  const { deployments } = provisioning;
  const operation = operations.get(String(deployment.operationId));
  if (operation?.status === "InProgress") {
    deployments.postpone(deployment, operation.endsAt);
    return;
  }
  const error = operation?.error;
  deployments.ended(deployment, error ? "failed" : "succeeded", at, error);
  deployments.next(String(deployment.remediationKey), at);
}
