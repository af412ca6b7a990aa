import { CloudFault, FAULTS, type FaultRecord } from "../cloud/faults.ts";
import { connectorCloudFor } from "../cloud/index.ts";
import { requireExternalId, storedAccess } from "../connectors/access.ts";
import { announce } from "../db/announce.ts";
import { db, Prisma } from "../db/client.ts";
import { type ConnectorReading, syncConnector } from "../inventory/sync-connector.ts";
import { enqueue } from "../jobs/boss.ts";
import type { JobData, Outcome } from "../jobs/queues.ts";
import { log } from "../log.ts";
import { judge } from "./evaluate.ts";
import { verifyOnce } from "./verify-due.ts";

/** Under this name discovery stands in the other cloud's own log. */
export const DISCOVERY_SESSION = "breakwater";
const READ_RETRIES = 4;
const AGAIN_SECONDS = 60;
const REGIONS_NAMED = 5;

/** Has the clusters of every connector read: of those with the plan, and of those that were read before. */
export async function readConnected(refresh: boolean): Promise<void> {
  const connectors = await db().connector.findMany({
    where: { OR: [{ containers: true }, { syncedAt: { not: null } }] },
    select: { id: true },
  });
  const jobs = connectors.map(({ id }) => ({ connectorId: id, refresh }));
  if (jobs.length > 0) await enqueue(db(), "discover-connector", jobs);
}

/** Reads the clusters behind one connector with its own identity, and judges each. */
export async function discoverConnector({
  connectorId,
  refresh,
}: JobData["discover-connector"]): Promise<Outcome> {
  const connector = await db().connector.findUnique({ where: { id: connectorId } });
  const access = await storedAccess(connectorId);
  if (!(connector && access)) return "done";
  const cloud = connectorCloudFor(access, {
    sessionName: DISCOVERY_SESSION,
    retries: READ_RETRIES,
  });
  const beganAt = Date.now();
  try {
    requireExternalId(access);
    const reading = await syncConnector(cloud, connector, refresh, judge);
    if (!reading) return "done";
    await end(connectorId, { syncedAt: new Date(), fault: unreadFault(reading) });
    const { clusters } = reading;
    log.info({ connector: connectorId, clusters, ms: Date.now() - beganAt }, "connector read");
    return "done";
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    log.warn(
      { err: error, fault: error.record() },
      "the clusters of a connector could not be read",
    );
    await end(connectorId, { fault: error.record() });
    // The next discovery of the estate tries again what a person has to put right first.
    if (FAULTS[error.kind].next === "stop") {
      // What has just broken is looked into at once; afterwards the two would call each other for ever.
      if (connector.syncFault === null) await verifyOnce([connectorId]);
      return "done";
    }
    return { againInSeconds: Math.max(AGAIN_SECONDS, error.retryAfterSeconds ?? 0) };
  }
}

/** What to say of regions that were closed; the others have been read. */
function unreadFault({ unread }: ConnectorReading): FaultRecord | null {
  const [first] = unread;
  if (!first) return null;
  const named = unread.slice(0, REGIONS_NAMED).map(({ region }) => region);
  const more = unread.length - named.length;
  const where = `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return {
    ...first.fault,
    message: `Not everything could be read; what was known there stays: ${where}. Leave out regions that are closed by choosing the connector's regions. In ${first.region} the cloud says: ${first.fault.message}`,
  };
}

async function end(
  id: string,
  { syncedAt, fault }: { syncedAt?: Date; fault: FaultRecord | null },
): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.connector.updateMany({
      where: { id },
      data: { ...(syncedAt ? { syncedAt } : {}), syncFault: fault ? { ...fault } : Prisma.DbNull },
    });
    await announce(tx, `connector:${id}`, "estate");
  });
}
