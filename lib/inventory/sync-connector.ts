import type { ClusterPage, ConnectorCloud } from "../cloud/cloud.ts";
import { isSettledState } from "../cloud/wishes.ts";
import { db, sql, type Tx } from "../db/client.ts";
import { factsOfStored, storeClusters } from "./store.ts";
import type { Judge } from "./sync.ts";
import { lockTwins, matchTwins, standingIn } from "./twins.ts";

const HOUR_MS = 3_600_000;

export interface ConnectorReading {
  clusters: number;
  /** What could not be read; what is known of it stays. */
  unread: ClusterPage["unread"];
}

interface Connected {
  id: string;
  subscriptionId: string;
  scanHours: number;
}

/** The connector has been taken away while its clusters were read. */
class Gone extends Error {}

/**
 * Reads every cluster behind a connector, and forgets those that are gone. What is known and was described within
 * the connector's interval is only listed, unless something was under way on it, or a person asks for a refresh.
 * A fault in the middle forgets nothing. Null when the connector has left meanwhile.
 */
export async function syncConnector(
  cloud: ConnectorCloud,
  connector: Connected,
  refresh: boolean,
  judge: Judge,
): Promise<ConnectorReading | null> {
  const seenAt = new Date();
  const fresh = refresh ? new Set() : await freshOf(connector, seenAt);
  const reading: ConnectorReading = { clusters: 0, unread: [] };
  try {
    for await (const page of cloud.clusters((id) => !fresh.has(id))) {
      await db().$transaction((tx) => storePage(tx, connector, page, { seenAt, judge }));
      reading.clusters += page.described.length + page.unchanged.length;
      reading.unread.push(...page.unread);
    }
    await db().$transaction((tx) => forget(tx, connector, reading, { seenAt, judge }));
  } catch (error) {
    if (error instanceof Gone) return null;
    throw error;
  }
  return reading;
}

/** Ids of clusters that need not be described again. */
async function freshOf({ id, scanHours }: Connected, now: Date): Promise<Set<unknown>> {
  const known = await db().cluster.findMany({
    where: {
      connectorId: id,
      describedAt: { gt: new Date(now.getTime() - scanHours * HOUR_MS) },
    },
    select: { id: true, provisioningState: true },
  });
  const settled = known.filter(({ provisioningState }) => isSettledState(provisioningState));
  return new Set(settled.map((cluster) => cluster.id));
}

async function storePage(
  tx: Tx,
  connector: Connected,
  { described, unchanged }: ClusterPage,
  { seenAt, judge }: { seenAt: Date; judge: Judge },
): Promise<void> {
  await holdConnector(tx, connector);
  await lockTwins(tx);
  const stored = await storeClusters(tx, described, seenAt);
  await tx.cluster.updateMany({
    where: { id: { in: unchanged }, seenAt: { lt: seenAt } },
    data: { seenAt },
  });
  // The connector's plan may have changed since they were judged.
  await judge(tx, [...stored, ...(await factsOfStored(tx, unchanged))], seenAt);
}

async function forget(
  tx: Tx,
  connector: Connected,
  { unread }: ConnectorReading,
  { seenAt, judge }: { seenAt: Date; judge: Judge },
): Promise<void> {
  await holdConnector(tx, connector);
  await lockTwins(tx);
  const left = {
    connectorId: connector.id,
    seenAt: { lt: seenAt },
    region: { notIn: unread.map(({ region }) => region) },
  };
  const gone = await tx.cluster.findMany({ where: left, select: { id: true } });
  // Nobody has left: all twins are as they were, and a subscription may have a thousand connectors.
  if (gone.length === 0) return;
  const ids = gone.map(({ id }) => id);
  await tx.cluster.deleteMany({ where: { id: { in: ids } } });
  await tx.assessment.deleteMany({ where: { clusterId: { in: ids } } });
  // Whoever has left may have been taken for one that stays.
  const changed = await matchTwins(tx, standingIn(connector.subscriptionId));
  await judge(tx, await factsOfStored(tx, changed), seenAt);
}

/** Keeps the connector from leaving until the transaction ends, so that no cluster stays behind without it. */
async function holdConnector(tx: Tx, { id }: Connected): Promise<void> {
  const held = await tx.$queryRaw<unknown[]>(
    sql`SELECT 1 FROM connector WHERE id = ${id} FOR KEY SHARE`,
  );
  if (held.length === 0) throw new Gone(`The connector ${id} is gone.`);
}
