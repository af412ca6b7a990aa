import type { Person } from "../access/model.ts";
import type { Sql, Tx } from "../db/client.ts";
import { Refusal } from "../result.ts";
import { isRemovable } from "./catalog-removal.ts";
import { STEP_KINDS, type StepOffer, stepKey } from "./choice.ts";
import type { FixRequest } from "./model.ts";
import { removalPlan } from "./removal-plan.ts";

/** A step that was chosen, with the scopes that it leaves out of an assignment. */
export interface ChosenStep extends StepOffer {
  scopes: string[];
}

/**
 * The steps that a request asks for, in the order in which they are gone. Refuses what the planner does not offer
 * now, and what the person may not do.
 */
export async function chosenSteps(
  { recommendationId: id, verb = "fix", options, steps = [] }: FixRequest,
  chosen: Sql,
  person: Person,
): Promise<ChosenStep[]> {
  if (steps.length === 0 && !options?.exclude) return [];
  if (verb !== "remove" || !isRemovable(id)) {
    throw new Refusal("Only a removal takes something away first.");
  }
  const { causes, exclusion } = await removalPlan(id, chosen, person);
  if (options?.exclude && exclusion?.lacks) throw new Refusal(exclusion.lacks, "forbidden");
  const offers = new Map(
    causes.flatMap((cause) =>
      cause.steps.map((step) => [stepKey(step), { ...step, scopes: scopesIn(step) }] as const),
    ),
  );
  const found = steps.map((step) => {
    const offer = offers.get(stepKey(step));
    if (!offer) {
      throw new Refusal("What would bring it back has changed meanwhile. Look again.", "conflict");
    }
    if (offer.lacks) throw new Refusal(offer.lacks, "forbidden");
    return offer;
  });
  return found.sort((a, b) => STEP_KINDS.indexOf(a.kind) - STEP_KINDS.indexOf(b.kind));
}

/** Writes the steps of a remediation, whose tasks wait for them. */
export async function insertSteps(
  tx: Tx,
  remediationId: string,
  steps: readonly ChosenStep[],
): Promise<void> {
  await tx.remediationStep.createMany({
    data: steps.map(({ kind, target, label, scopes }, position) => ({
      remediationId,
      position,
      kind,
      target,
      title: label,
      subscriptionId: subscriptionOf(target),
      details: { scopes },
    })),
  });
}

/** The groups that would be left out: what is in the list afterwards and was not before. */
function scopesIn({ kind, change }: StepOffer): string[] {
  if (kind !== "notScopes" || !change) return [];
  const listed = (side: unknown) => (side as { notScopes: string[] }).notScopes;
  return listed(change.after).filter((scope) => !listed(change.before).includes(scope));
}

function subscriptionOf(target: string): string {
  return /^\/subscriptions\/([^/]+)/.exec(target)?.[1] ?? (target.startsWith("/") ? "" : target);
}
