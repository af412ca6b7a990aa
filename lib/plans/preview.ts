import type { Person } from "../access/model.ts";
import type { PlanDocument } from "../cloud/cloud.ts";
import { cloudFor } from "../cloud/index.ts";
import { db } from "../db/client.ts";
import { installedOn } from "../inventory/installed.ts";
import { Refusal } from "../result.ts";
import { CONTAINERS, LEGACY_PLANS } from "./catalog.ts";
import { policyWishes, staysUnder, wishOf } from "./model.ts";
import { assignedPolicies, planState } from "./state.ts";
import type { PlanPreview, PreviewPlan } from "./wish.ts";

/** What Save would send, worked out from the plan as it was last read. Nothing is sent. */
export async function previewPlan(
  { subscriptionId, choice, replaceLegacy }: PreviewPlan,
  person: Person,
): Promise<PlanPreview> {
  const state = await planState(db(), subscriptionId);
  if (!state) throw new Refusal("This plan has not been read from Azure yet.", "missing");
  const cloud = cloudFor({ kind: "person", ...person });
  const plan = {
    subscriptionId,
    name: CONTAINERS,
    tier: state.document.pricingTier,
    document: state.document,
  };
  const change = cloud.planChange(plan, wishOf(choice, state.document));
  const policies = policyWishes(choice, await assignedPolicies(db(), subscriptionId));
  const legacy = replaceLegacy ? await legacyChanges(subscriptionId) : [];
  return {
    calls: [
      ...(change.call ? [{ ...change, call: change.call }] : []),
      ...policies.map((wish) => ({
        call: cloud.policyCall(subscriptionId, wish),
        before: { assigned: !wish.assigned },
        after: { assigned: wish.assigned },
      })),
      ...legacy,
    ],
    sentAs: person.username,
    now: state.choice,
    baseline: state.fingerprint,
    stays: staysUnder(choice, await installedOn(subscriptionId)),
  };

  async function legacyChanges(id: string) {
    const rows = await db().plan.findMany({
      where: { subscriptionId: id, name: { in: [...LEGACY_PLANS] } },
    });
    return rows.flatMap((row) => {
      const document = row.document as unknown as PlanDocument;
      const facts = { subscriptionId: id, name: row.name, tier: row.tier, document };
      const { call, before, after } = cloud.planChange(facts, { tier: "Free", extensions: {} });
      return call ? [{ call, before, after }] : [];
    });
  }
}
