import { randomUUID } from "node:crypto";
import type { PlanDocument } from "../cloud/cloud.ts";
import { db, type Tx } from "../db/client.ts";
import { CONTAINERS } from "./catalog.ts";
import type { PlanChoice } from "./choice.ts";
import { choiceOf, fingerprintOf } from "./model.ts";

export interface PlanState {
  document: PlanDocument;
  fingerprint: string;
  choice: PlanChoice;
  seenAt: Date;
}

/** The Containers plan of a subscription as it was last read, or null before the first discovery. */
export async function planState(tx: Tx, subscriptionId: string): Promise<PlanState | null> {
  const plan = await tx.plan.findUnique({
    where: { subscriptionId_name: { subscriptionId, name: CONTAINERS } },
  });
  if (!plan) return null;
  const document = plan.document as unknown as PlanDocument;
  const policyIds = await assignedPolicies(tx, subscriptionId);
  const choice = choiceOf(document, policyIds);
  return { document, choice, fingerprint: stateFingerprint(document, choice), seenAt: plan.seenAt };
}

/** Definitions of the policies that are assigned to the subscription itself. */
export async function assignedPolicies(tx: Tx, subscriptionId: string): Promise<Set<string>> {
  const rows = await tx.policyAssignment.findMany({
    where: { subscriptionId, resourceGroup: "" },
    select: { policyDefinitionId: true },
  });
  return new Set(rows.map((row) => row.policyDefinitionId));
}

/** The fingerprint of plan and policies together: what a person saw when they chose. */
export function stateFingerprint(document: PlanDocument, choice: PlanChoice): string {
  return fingerprintOf({
    ...document,
    subPlan: `${document.subPlan ?? ""}|${choice.components.azurePolicy}`,
  });
}

/** A correlation id for one press of a button: it links its audit entries, jobs and calls. */
export function newCorrelationId(): string {
  return randomUUID();
}

/** The newest wish of a subscription, if one was ever made. */
export function latestWish(subscriptionId: string) {
  return db().planWish.findFirst({
    where: { subscriptionId, name: CONTAINERS },
    orderBy: { id: "desc" },
  });
}
