import { CloudFault } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import { syncConnectors } from "../connectors/sync.ts";
import { announce } from "../db/announce.ts";
import { db } from "../db/client.ts";
import { syncEnvironments } from "../environments/sync.ts";
import { syncClusters } from "../inventory/sync.ts";
import type { Outcome } from "../jobs/queues.ts";
import { log } from "../log.ts";
import { syncPlans } from "../plans/sync.ts";
import { syncPolicy } from "../policy/sync.ts";
import { forgetWorkspaces } from "../workspaces/ensure.ts";
import { syncWorkspaces } from "../workspaces/sync.ts";
import { readConnected } from "./discover-connector.ts";
import { forgetLeft, judge, judgeConnectors } from "./evaluate.ts";
import { syncExemptions } from "./exemptions.ts";
import { compactTally } from "./tally.ts";
import { verifyDue } from "./verify-due.ts";

/** Runs are kept this long; the pages show the last one. */
const KEEP_MS = 7 * 24 * 3_600_000;
const READ_RETRIES = 5;

/**
 * Reads the whole estate with the portal's own identity and judges every cluster. Clusters of other clouds are read
 * by a job for each connector; with `refresh` all of them are described again.
 */
export async function discoverEstate({ refresh = false } = {}): Promise<Outcome> {
  const run = await db().discovery.create({ data: {} });
  const cloud = cloudFor({ kind: "portal" }, { retries: READ_RETRIES });
  forgetWorkspaces();
  try {
    const subscriptions = await syncEnvironments(cloud);
    await syncPlans(cloud);
    await syncPolicy(cloud);
    await syncWorkspaces(cloud);
    await syncConnectors(cloud);
    await syncExemptions(cloud);
    const clusters = await syncClusters(cloud, judge);
    await judgeConnectors();
    await readConnected(refresh);
    await verifyDue();
    await forgetLeft();
    await compactTally();
    // What a first run brings is unknown to the planner, which would read lists without their indexes.
    await db().$executeRawUnsafe("VACUUM (ANALYZE) cluster, assessment, assessment_tally");
    await finish(run.id, { subscriptions, clusters });
    log.info(
      { subscriptions, clusters, ms: Date.now() - run.startedAt.getTime() },
      "estate discovered",
    );
    return "done";
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    log.warn({ err: error, fault: error.record() }, "the estate could not be discovered");
    await finish(run.id, { fault: error.record() });
    return { againInSeconds: Math.max(30, error.retryAfterSeconds ?? 0) };
  }
}

async function finish(id: string, data: object): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.discovery.update({ where: { id }, data: { finishedAt: new Date(), ...data } });
    await tx.discovery.deleteMany({ where: { startedAt: { lt: new Date(Date.now() - KEEP_MS) } } });
    await announce(tx, "estate");
  });
}
