import { z } from "zod";
import type { AzureCloud, Call } from "../cloud/cloud.ts";
import type { AssignmentState, AssignmentWish } from "../cloud/policy.ts";
import type { Tx } from "../db/client.ts";
import { CONTAINERS } from "../plans/catalog.ts";
import { storePlans } from "../plans/store.ts";
import { storeAssignments } from "../policy/store.ts";
import type { RemovableId } from "./catalog-removal.ts";
import type { StepKind } from "./choice.ts";
import { componentOff, notScopesChange } from "./offers.ts";

/** What is about to be sent, with the resource before and after. */
export interface StepIntent {
  call: Call;
  before: unknown;
  after: unknown;
}

/** What became of a step; `store` writes what the cloud is now like, in the transaction that ends the step. */
export interface DoneStep {
  requestId: string | null;
  store: (tx: Tx) => Promise<void>;
}

interface StepToDo {
  recommendationId: string;
  target: string;
  details: unknown;
  /** To be called between looking and changing. */
  intend: (intent: StepIntent) => Promise<void>;
}

type DoStep = (cloud: AzureCloud, step: StepToDo) => Promise<DoneStep>;

/** How each kind of step is done: it looks, changes only what differs, and may be called again. */
export const DO_STEP: Record<StepKind, DoStep> = {
  planComponent: turnComponentOff,
  notScopes: leaveOut,
  assignment: deleteAssignment,
};

const Details = z.object({ scopes: z.array(z.string()) });

async function turnComponentOff(
  cloud: AzureCloud,
  { recommendationId, target: subscriptionId, intend }: StepToDo,
): Promise<DoneStep> {
  const plan = await cloud.plan(subscriptionId, CONTAINERS);
  const stored = (facts: typeof plan, requestId: string | null) => ({
    requestId,
    store: (tx: Tx) => storePlans(tx, [facts], new Date()),
  });
  // A plan that is off deploys nothing; to write its component would turn it on.
  if (plan.tier !== "Standard") return stored(plan, null);
  const wish = componentOff(recommendationId as RemovableId);
  const { call, before, after } = cloud.planChange(plan, wish);
  if (!call) return stored(plan, null);
  await intend({ call, before, after });
  const done = await cloud.ensurePlan(
    subscriptionId,
    CONTAINERS,
    wish,
    ({ tier }) => tier === "Standard",
  );
  return stored(done.plan, done.requestId);
}

async function deleteAssignment(
  cloud: AzureCloud,
  { target: id, intend }: StepToDo,
): Promise<DoneStep> {
  const found = await cloud.policyAssignment(id);
  const requestId = found ? await remove(found) : null;
  return {
    requestId,
    store: async (tx) => {
      await tx.policyAssignment.deleteMany({ where: { id } });
    },
  };

  async function remove({ armId, document }: AssignmentState) {
    await intend({ call: cloud.removalCall(armId), before: document, after: null });
    return cloud.removeAssignment(armId);
  }
}

async function leaveOut(
  cloud: AzureCloud,
  { target: id, details, intend }: StepToDo,
): Promise<DoneStep> {
  const found = await cloud.policyAssignment(id);
  if (!found) {
    return {
      requestId: null,
      store: async (tx) => {
        await tx.policyAssignment.deleteMany({ where: { id } });
      },
    };
  }
  const wish = without(found, Details.parse(details).scopes);
  const call = cloud.assignmentCall(wish, found);
  if (call) {
    const { before, after } = notScopesChange(propertiesOf(found), wish.notScopes);
    await intend({ call, before, after });
  }
  const { assignment, requestId } = await cloud.ensureAssignment(wish);
  const facts = { ...assignment, ...propertiesOf(assignment) };
  return { requestId, store: (tx) => storeAssignments(tx, [facts], new Date()) };
}

/** The assignment as it is, with these scopes left out of it as well. */
function without(found: AssignmentState, scopes: readonly string[]): AssignmentWish {
  const { document } = propertiesOf(found);
  return {
    scope: found.armId.slice(0, found.scope.length),
    name: found.name,
    displayName: found.displayName,
    description: document.description ?? "",
    definitionId: document.policyDefinitionId,
    parameters: Object.fromEntries(
      Object.entries(document.parameters ?? {}).map(([name, { value }]) => [name, value]),
    ),
    notScopes: notScopesChange({ document }, scopes).after.notScopes,
    enforced: document.enforcementMode !== "DoNotEnforce",
    region: found.region,
  };
}

const Whole = z.looseObject({
  properties: z.looseObject({
    description: z.string().nullish(),
    policyDefinitionId: z.string(),
    parameters: z.record(z.string(), z.looseObject({ value: z.unknown() })).nullish(),
    enforcementMode: z.string().nullish(),
    notScopes: z.array(z.string()).nullish(),
  }),
});

/** The properties of an assignment, as its row keeps them. */
function propertiesOf({ document }: AssignmentState) {
  return { document: Whole.parse(document).properties };
}
