/**
 * How many fixes a second the portal carries out, from the press of Fix to the last healthy cluster, with a cloud
 * that works at once; and how many jobs a second the queue alone gets done: `node bench/fixes.ts`.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase } from "../bin/embedded-postgres.ts";
import { db } from "../lib/db/client.ts";
import { startRemediation } from "../lib/remediations/start.ts";
import { signIn } from "./browser-session.ts";
import { startEstate } from "./estate.ts";

const OWNER = "olivia.owner@northwind.example";
/** Of which about one in six can be fixed. */
const CLUSTERS = 6_000;
/** What all generated names hold. Those written by hand would wait: one of them is being upgraded for a while. */
const GENERATED = { search: "-00" };
const LOOK_MS = 250;

export interface FixReport {
  tasks: number;
  lanes: number;
  fixed: number;
  startSeconds: number;
  seconds: number;
  /** The same number of jobs, in as many lanes, with a handler that does nothing. */
  noOpSeconds: number;
}

const estate = await startEstate(CLUSTERS);
try {
  await estate.settings({ operationSeconds: { min: 0, max: 0 }, operationRetryAfter: 1 });
  const fixes = await fixAll();
  const noOpSeconds = await noOp(fixes.tasks, fixes.lanes);
  process.send?.({ ...fixes, noOpSeconds } satisfies FixReport);
} finally {
  await estate.stop();
}
// The portal's own code, as it is used here, holds connections for as long as its process lives.
process.exit();

async function fixAll() {
  await signIn(estate.portalUrl, OWNER);
  const person = await db().person.findFirstOrThrow({ where: { username: OWNER } });
  const pressed = performance.now();
  const { remediationId, total } = await startRemediation(
    { recommendationId: "aksDefenderProfile", selection: { kind: "all", filter: GENERATED } },
    person,
  );
  const startSeconds = secondsSince(pressed);
  const where = { remediationId };
  while (await db().task.count({ where: { ...where, finishedAt: null } })) await sleep(LOOK_MS);
  const seconds = secondsSince(pressed);
  const fixed = await db().task.count({ where: { ...where, state: "fixed" } });
  const lanes = (await db().task.groupBy({ by: ["lane"], where })).length;
  return { tasks: total, lanes, fixed, startSeconds, seconds };
}

/** In a database of its own, so that the portal's worker does not take the jobs. */
async function noOp(jobs: number, lanes: number): Promise<number> {
  const url = Object.assign(new URL(estate.databaseUrl), { pathname: "/queue_alone" }).href;
  await createDatabase(url);
  const child = fork(`${import.meta.dirname}/queue-alone.ts`, [String(jobs), String(lanes)], {
    env: { ...process.env, DATABASE_URL: url },
  });
  const [seconds] = await once(child, "message");
  return Number(seconds);
}

function secondsSince(moment: number): number {
  return (performance.now() - moment) / 1000;
}
