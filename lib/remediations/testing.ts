import type { Person } from "../access/model.ts";
import type { FaultRecord } from "../cloud/faults.ts";
import { db } from "../db/client.ts";
import type { Portal } from "../testing.ts";
import { until } from "../testing.ts";
import type { Verb } from "./catalog.ts";
import { LIVE_STATES, type TaskState } from "./flow.ts";
import type { FixRequest } from "./model.ts";
import { startRemediation } from "./start.ts";

/** The recommendation that the walking path fixes. */
export const SENSOR = "aksDefenderProfile" as const;

/** Starts the sensor's fix of everything unhealthy in the subscriptions. */
export function fixAllIn(person: Person, ...subscription: string[]) {
  return startRemediation(
    { recommendationId: SENSOR, selection: { kind: "all", filter: { subscription } } },
    person,
  );
}

/** Starts the sensor's fix of single clusters by their (lower-cased) ids. */
export async function fixThese(person: Person, ...clusterIds: string[]) {
  const assessments = await db().assessment.findMany({
    where: { recommendationId: SENSOR, clusterId: { in: clusterIds } },
  });
  const ids = assessments.map(({ id }) => id);
  return startRemediation({ recommendationId: SENSOR, selection: { kind: "these", ids } }, person);
}

/** Does a verb to everything in the subscriptions that it can be done to, by default with the sensor. */
export function changeAllIn(
  person: Person,
  verb: Verb,
  subscription: string[],
  {
    options,
    recommendationId = SENSOR,
  }: Pick<Partial<FixRequest>, "options" | "recommendationId"> = {},
) {
  return startRemediation(
    { recommendationId, selection: { kind: "all", filter: { subscription } }, verb, options },
    person,
  );
}

/** Ids of unhealthy clusters of a subscription, by name. */
export async function unhealthyIn(subscriptionId: string): Promise<string[]> {
  const rows = await db().assessment.findMany({
    where: { recommendationId: SENSOR, subscriptionId, status: "unhealthy" },
    orderBy: { clusterName: "asc" },
  });
  return rows.map((row) => row.clusterId);
}

/** The tasks of a remediation by the cluster's name. */
export function tasksOf(remediationId: string) {
  return db().task.findMany({ where: { remediationId }, orderBy: { clusterName: "asc" } });
}

/** How many tasks of a remediation are in one of the states. */
export function countIn(remediationId: string, ...states: TaskState[]): Promise<number> {
  return db().task.count({ where: { remediationId, state: { in: states } } });
}

/** Waits until no task of the remediation moves any more. */
export function untilFinished(remediationId: string, withinMs?: number): Promise<void> {
  return until(
    "every task has come to its end",
    async () => (await countIn(remediationId, ...LIVE_STATES)) === 0,
    withinMs,
  );
}

/** How often the sandbox accepted a change of each cluster that was changed at all. */
export async function clusterEffects(portal: Portal): Promise<Record<string, number>> {
  const { byResource } = await portal.effects();
  return Object.fromEntries(
    Object.entries(byResource)
      .filter(([id]) => id.includes("/managedclusters/"))
      .map(([id, kinds]) => [id, Object.values(kinds).reduce((sum, count) => sum + count, 0)]),
  );
}

/** A plain cluster that is unhealthy now, of those that the test had made. */
export async function someUnhealthy(subscriptionId: string): Promise<string> {
  const made = (await unhealthyIn(subscriptionId)).filter((id) => id.includes("/rg-booking-"));
  const [id] = made;
  if (!id) throw new Error("There is no unhealthy cluster left.");
  return id;
}

/** Why a remediation of one cluster failed. */
export async function onlyFault(remediationId: string): Promise<FaultRecord> {
  const [task] = await tasksOf(remediationId);
  if (task?.state !== "failed") throw new Error(`The task is ${task?.state}, not failed.`);
  return task.fault as unknown as FaultRecord;
}
