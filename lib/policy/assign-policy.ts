import type { Person } from "../access/model.ts";
import { placeOfScope } from "../access/rights.ts";
import type { AuditAction } from "../audit/model.ts";
import { record } from "../audit/record.ts";
import type { AzureCloud } from "../cloud/cloud.ts";
import { CloudFault, FAULTS, type FaultRecord, OWN_FAULT, WishEnded } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import { announce } from "../db/announce.ts";
import { db, Prisma } from "../db/client.ts";
import type { Outcome } from "../jobs/queues.ts";
import { roleName } from "./roles.ts";
import { storeAssignments } from "./store.ts";
import { StoredWish, VERBS, WishStep, type WishVerb } from "./wish.ts";

const ATTEMPTS_MAX = 8;
/** A change that waits for longer than this on a busy or throttling cloud is given up. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
/** Entra ID tells every directory server of a new identity within minutes. */
const UNKNOWN_FOR_MS = 10 * 60_000;
const UNKNOWN_SECONDS = 2;
const LIVE = { in: ["queued", "applying"] };

interface Run {
  wish: {
    id: string;
    assignmentId: string;
    verb: string;
    attempts: number;
    steps: unknown;
    correlationId: string;
    createdAt: Date;
  };
  wanted: StoredWish;
  person: Person;
  cloud: AzureCloud;
}

/**
 * Makes an assignment what a person wanted, in their name: the assignment, its identity's roles, its remediation
 * task. Each part is looked at before it is changed, so that it may be called again after a crash at any point.
 */
export async function assignPolicy(wishId: string): Promise<Outcome> {
  const live = { id: wishId, state: LIVE };
  const { count } = await db().assignmentWish.updateMany({
    where: live,
    data: { state: "applying" },
  });
  if (count === 0) return "done";
  const wish = await db().assignmentWish.findUniqueOrThrow({ where: { id: wishId } });
  const person = await db().person.findUniqueOrThrow({ where: { id: wish.personId } });
  const gate = async () => {
    if ((await db().assignmentWish.count({ where: live })) === 0) throw new WishEnded();
  };
  const actor = { kind: "person", id: person.id, homeAccountId: person.homeAccountId } as const;
  const cloud = cloudFor(actor, { gate });
  const run: Run = { wish, person, cloud, wanted: StoredWish.parse(wish.wanted) };
  try {
    const ended = await CARRY_OUT[wish.verb as WishVerb](run);
    if (typeof ended === "object" && "againInSeconds" in ended) return ended;
    await conclude(run, { state: "applied", ...ended });
    return "done";
  } catch (error) {
    if (error instanceof WishEnded) return "done";
    if (!(error instanceof CloudFault)) throw error;
    return afterFault(run, error);
  }
}

/** Ends a wish whose job has failed too often by a fault of our own. */
export async function giveUpAssignment(wishId: string): Promise<void> {
  const wish = await db().assignmentWish.findFirst({ where: { id: wishId, state: LIVE } });
  if (!wish) return;
  const person = await db().person.findUniqueOrThrow({ where: { id: wish.personId } });
  const cloud = cloudFor({ kind: "person", id: person.id, homeAccountId: person.homeAccountId });
  const run = { wish, person, cloud, wanted: StoredWish.parse(wish.wanted) };
  await conclude(run, { state: "failed", fault: OWN_FAULT });
}

type End = { before?: unknown; after?: unknown; requestId?: string | null };

const CARRY_OUT: Record<WishVerb, (run: Run) => Promise<End | { againInSeconds: number }>> = {
  assign,
  remove,
  async remediate(run) {
    const found = await run.cloud.policyAssignment(run.wish.assignmentId);
    if (!found) throw gone();
    await startTask(run, found.armId);
    return {};
  },
};

async function assign(run: Run): Promise<End | { againInSeconds: number }> {
  const { cloud, wanted } = run;
  if (!wanted.wish) throw new Error("A wish to assign has no assignment.");
  const { assignment, before, call, requestId } = await cloud.ensureAssignment(wanted.wish);
  // Written down before the roles: whoever chooses a workspace now goes by what is in force.
  await storeAssignments(
    db(),
    [{ ...assignment, document: propertiesOf(assignment.document) }],
    new Date(),
  );
  await say(run, call ? "The assignment is saved." : "The assignment was so already.");
  const { principalId } = assignment;
  for (const grant of principalId ? wanted.grants : []) {
    const answer = await cloud.ensureRole({ ...grant, principalId: principalId ?? "" });
    if (answer === "unknown") return waitForIdentity(run);
    const what = `the role ${roleName(grant.roleId)} on ${grant.scope}`;
    await say(run, answer === "granted" ? `Granted ${what}.` : `The identity had ${what}.`);
  }
  if (wanted.remediate) await startTask(run, assignment.armId);
  return { before: before?.document, after: assignment.document, requestId };
}

async function remove({ cloud, wish }: Run): Promise<End> {
  const requestId = await cloud.removeAssignment(wish.assignmentId);
  await db().policyAssignment.deleteMany({ where: { id: wish.assignmentId } });
  return { requestId };
}

async function startTask(run: Run, assignmentId: string): Promise<void> {
  const scope = assignmentId.slice(
    0,
    assignmentId.toLowerCase().lastIndexOf("/providers/microsoft.authorization/"),
  );
  const name = `breakwater-${run.wish.id}`;
  const task = await run.cloud.ensureTask({ scope, name, assignmentId });
  await say(run, `The remediation task ${task.name} is started.`);
}

/** A new identity is known to Entra ID, and not yet to every server that grants roles. */
function waitForIdentity({ wish }: Run): { againInSeconds: number } {
  const [saved] = WishStep.array().parse(wish.steps);
  if (saved && Date.now() - Date.parse(saved.at) > UNKNOWN_FOR_MS) {
    const message = "Entra ID still does not know the assignment's identity. Save again later.";
    throw new CloudFault({ ...UNANSWERED, kind: "failed", code: "PrincipalNotFound", message });
  }
  return { againInSeconds: UNKNOWN_SECONDS };
}

const UNANSWERED = { status: 400, requestId: null };

function gone(): CloudFault {
  const message = "The assignment no longer exists.";
  return new CloudFault({
    ...UNANSWERED,
    kind: "missing",
    code: "PolicyAssignmentNotFound",
    message,
  });
}

/** Keeps what was done, once however often the job runs. */
async function say({ wish, person }: Run, says: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const row = await tx.assignmentWish.findUniqueOrThrow({ where: { id: wish.id } });
    const steps = WishStep.array().parse(row.steps);
    if (steps.some((step) => step.says === says)) return;
    const at = new Date().toISOString();
    await tx.assignmentWish.update({
      where: { id: wish.id },
      data: { steps: [...steps, { says, at }] },
    });
    await announce(tx, `person:${person.id}`);
  });
}

async function afterFault(run: Run, fault: CloudFault): Promise<Outcome> {
  const { wish } = run;
  const { next } = FAULTS[fault.kind];
  const late = Date.now() - wish.createdAt.getTime() > GIVE_UP_AFTER_MS;
  if (next === "stop" || late || (next === "retry" && wish.attempts + 1 >= ATTEMPTS_MAX)) {
    await conclude(run, { state: "failed", fault: fault.record() });
    return "done";
  }
  await db().assignmentWish.update({
    where: { id: wish.id },
    data: {
      fault: { ...fault.record() },
      attempts: { increment: next === "retry" ? 1 : 0 },
    },
  });
  return { againInSeconds: fault.retryAfterSeconds ?? 2 ** Math.min(wish.attempts, 5) };
}

const AUDITED_AS: Record<WishVerb, AuditAction> = {
  assign: "policies.apply",
  remove: "policies.remove",
  remediate: "policies.remediate",
};

async function conclude(
  { wish, wanted, person }: Run,
  end: End & { state: "applied" | "failed"; fault?: FaultRecord },
): Promise<void> {
  const verb = wish.verb as WishVerb;
  const place = await placeOfScope(wish.assignmentId);
  const { fault } = end;
  await db().$transaction(async (tx) => {
    const { count } = await tx.assignmentWish.updateMany({
      where: { id: wish.id, state: LIVE },
      data: { state: end.state, fault: fault ? { ...fault } : Prisma.DbNull },
    });
    if (count === 0) return;
    await record(tx, {
      actor: person,
      action: AUDITED_AS[verb],
      outcome: fault ? "failed" : "done",
      subscriptionId: place?.subscriptionId || null,
      resourceGroup: place?.resourceGroup ?? "",
      resourceId: wish.assignmentId,
      resourceName: wanted.wish?.displayName ?? "",
      summary: fault ? fault.message : `${VERBS[verb].done}.`,
      before: end.before,
      after: end.after,
      correlationId: wish.correlationId,
      requestId: end.requestId ?? fault?.requestId ?? null,
    });
    await announce(tx, `person:${person.id}`, "estate");
  });
}

/** Rows keep an assignment's properties, as Resource Graph gives them. */
function propertiesOf(document: unknown): unknown {
  return (document as { properties?: unknown }).properties;
}
