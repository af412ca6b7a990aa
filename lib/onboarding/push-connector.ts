import type { Person } from "../access/model.ts";
import type { AuditAction } from "../audit/model.ts";
import { record } from "../audit/record.ts";
import type { AzureCloud } from "../cloud/cloud.ts";
import { CloudFault, FAULTS, type FaultRecord, OWN_FAULT, WishEnded } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import { documentOf } from "../connectors/document.ts";
import { fingerprintOf } from "../connectors/model.ts";
import { storeConnectors } from "../connectors/store.ts";
import { announce } from "../db/announce.ts";
import { db, Prisma, type Tx } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import type { Outcome } from "../jobs/queues.ts";
import { StoredWish, VERBS, type WishVerb } from "./wish.ts";

const ATTEMPTS_MAX = 8;
/** A change that waits for longer than this on a busy or throttling cloud is given up. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
const LIVE = { in: ["queued", "applying"] };

type Wish = NonNullable<Awaited<ReturnType<typeof read>>>;

interface Run {
  wish: Wish;
  person: Person;
  cloud: AzureCloud;
}

interface End {
  before?: unknown;
  after?: unknown;
  requestId?: string | null;
}

/**
 * Makes a connector what a person wanted, in their name. It is looked at before it is changed, so that this may be
 * called again after a crash at any point; what somebody else changed meanwhile is left as it is.
 */
export async function pushConnector(wishId: string): Promise<Outcome> {
  const live = { id: wishId, state: LIVE };
  const { count } = await db().connectorWish.updateMany({
    where: live,
    data: { state: "applying" },
  });
  const wish = count > 0 && (await read(wishId));
  if (!wish) return "done";
  const person = await db().person.findUniqueOrThrow({ where: { id: wish.personId } });
  const gate = async () => {
    if ((await db().connectorWish.count({ where: live })) === 0) throw new WishEnded();
  };
  const actor = { kind: "person", id: person.id, homeAccountId: person.homeAccountId } as const;
  const run: Run = { wish, person, cloud: cloudFor(actor, { gate }) };
  try {
    await conclude(run, "applied", await CARRY_OUT[wish.verb as WishVerb](run));
    return "done";
  } catch (error) {
    if (error instanceof WishEnded) return "done";
    if (!(error instanceof CloudFault)) throw error;
    return afterFault(run, error);
  }
}

/** Ends a wish whose job has failed too often by a fault of our own. */
export async function giveUpConnector(wishId: string): Promise<void> {
  const wish = await db().connectorWish.findFirst({ where: { id: wishId, state: LIVE } });
  if (!wish) return;
  const person = await db().person.findUniqueOrThrow({ where: { id: wish.personId } });
  await conclude({ wish, person }, "failed", {}, OWN_FAULT);
}

function read(id: string) {
  return db().connectorWish.findUnique({ where: { id } });
}

const CARRY_OUT: Record<WishVerb, (run: Run) => Promise<End>> = { save, delete: remove };

async function save({ wish, cloud }: Run): Promise<End> {
  const { choice } = StoredWish.parse(wish.wanted);
  if (!choice) throw new Error("A wish to save has no choice.");
  const seen = await cloud.connector(wish.armId);
  const document = documentOf(choice, wish.externalId, seen?.properties);
  const { connector, before, requestId } = await cloud.ensureConnector(
    wish.armId,
    document,
    (found) => (found ? fingerprintOf(found) : "") === wish.baseline,
  );
  await storeConnectors(db(), [connector], new Date());
  await db().connector.update({
    where: { id: connector.id },
    // What is verified from here on is held against the new choice.
    data: { permissions: choice.access, externalId: wish.externalId },
  });
  return { before: before?.properties, after: connector.properties, requestId };
}

async function remove({ wish, cloud }: Run): Promise<End> {
  const requestId = await cloud.removeConnector(wish.armId);
  await db().connector.deleteMany({ where: { id: wish.connectorId } });
  return { requestId };
}

async function afterFault(run: Run, fault: CloudFault): Promise<Outcome> {
  const { wish } = run;
  // Somebody else's change is not written over: the person looks at it and decides anew.
  if (fault.kind === "changed") {
    await conclude(run, "conflict", {}, fault.record());
    return "done";
  }
  const { next } = FAULTS[fault.kind];
  const late = Date.now() - wish.createdAt.getTime() > GIVE_UP_AFTER_MS;
  if (next === "stop" || late || (next === "retry" && wish.attempts + 1 >= ATTEMPTS_MAX)) {
    await conclude(run, "failed", {}, fault.record());
    return "done";
  }
  await db().connectorWish.update({
    where: { id: wish.id },
    data: { fault: { ...fault.record() }, attempts: { increment: next === "retry" ? 1 : 0 } },
  });
  return { againInSeconds: fault.retryAfterSeconds ?? 2 ** Math.min(wish.attempts, 5) };
}

const AUDITED_AS: Record<WishVerb, AuditAction> = {
  save: "connectors.apply",
  delete: "connectors.remove",
};

async function conclude(
  { wish, person }: Pick<Run, "wish" | "person">,
  state: "applied" | "failed" | "conflict",
  { before, after, requestId }: End,
  fault?: FaultRecord,
): Promise<void> {
  const verb = wish.verb as WishVerb;
  await db().$transaction(async (tx) => {
    const { count } = await tx.connectorWish.updateMany({
      where: { id: wish.id, state: LIVE },
      data: { state, fault: fault ? { ...fault } : Prisma.DbNull },
    });
    if (count === 0) return;
    await record(tx, {
      ...entryOf(wish, fault),
      actor: person,
      action: AUDITED_AS[verb],
      before,
      after,
      requestId: requestId ?? fault?.requestId ?? null,
    });
    if (state === "applied") await FOLLOW[verb](tx, wish);
    await announce(tx, `person:${person.id}`, `connector:${wish.connectorId}`, "estate");
  });
}

const FOLLOW: Record<WishVerb, (tx: Tx, wish: Wish) => Promise<void>> = {
  save: followSaved,
  // The estate is read again, so that the clusters leave which were known through the connector alone.
  delete: (tx) => enqueue(tx, "discover-estate", [{ reason: "person" }]),
};

/** What follows from a connector that is saved: its access is verified, and what it connects is read. */
async function followSaved(tx: Tx, { connectorId, personId, wanted }: Wish): Promise<void> {
  const { draftId } = StoredWish.parse(wanted);
  await tx.connectorDraft.deleteMany({ where: { id: draftId, personId } });
  await enqueue(tx, "verify-access", [{ connectorId, since: new Date().toISOString() }]);
  const read = await tx.connector.count({ where: { id: connectorId, syncedAt: { not: null } } });
  if (read > 0) await enqueue(tx, "discover-connector", [{ connectorId, refresh: false }]);
}

function entryOf(wish: Wish, fault: FaultRecord | undefined) {
  return {
    outcome: fault ? ("failed" as const) : ("done" as const),
    subscriptionId: wish.subscriptionId,
    resourceGroup: wish.resourceGroup,
    resourceId: wish.connectorId,
    resourceName: wish.armId.split("/").at(-1) ?? "",
    summary: fault ? fault.message : `${VERBS[wish.verb as WishVerb].done}.`,
    correlationId: wish.correlationId,
  };
}
