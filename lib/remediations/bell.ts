import type { Person } from "../access/model.ts";
import { db, sql } from "../db/client.ts";
import { VERBS, type Verb } from "./catalog.ts";
import type { TaskState } from "./flow.ts";
import { type RemediationRow, remediations } from "./queries.ts";
import { finishedOf } from "./states.ts";

export interface BellItem {
  id: string;
  kind: "remediation" | "plan";
  title: string;
  description: string;
  href: string;
  state: "running" | "done" | "failed";
  at: string;
}

const SHOWN = 8;

/** What the person's bell shows: their own fixes and plan changes, newest first, with how they stand. */
export async function bellOf(person: Person): Promise<BellItem[]> {
  const [fixes, plans] = await Promise.all([
    remediations(person, { mine: true }),
    planItems(person),
  ]);
  const items = fixes.rows.slice(0, SHOWN).map(itemOf);
  return [...items, ...plans].sort((a, b) => b.at.localeCompare(a.at)).slice(0, SHOWN);
}

const PLAN_STATE: Record<string, { title: string; state: BellItem["state"] }> = {
  queued: { title: "Saving the Containers plan", state: "running" },
  applying: { title: "Saving the Containers plan", state: "running" },
  applied: { title: "Containers plan saved", state: "done" },
  failed: { title: "Containers plan not saved", state: "failed" },
  conflict: { title: "Containers plan changed by someone else", state: "failed" },
};

async function planItems(person: Person): Promise<BellItem[]> {
  const rows = await db().$queryRaw<
    { id: string; state: string; subscriptionId: string; name: string; at: Date }[]
  >(sql`
    SELECT w.id, w.state, w.subscription_id AS "subscriptionId", COALESCE(s.display_name, w.subscription_id) AS name,
      w.updated_at AS at FROM plan_wish w LEFT JOIN subscription s ON s.id = w.subscription_id
     WHERE w.person_id = ${person.id} AND w.state <> 'superseded' ORDER BY w.created_at DESC LIMIT ${SHOWN}`);
  return rows.flatMap(({ id, state, subscriptionId, name, at }): BellItem[] => {
    const words = PLAN_STATE[state];
    if (!words) return [];
    return [
      {
        id,
        kind: "plan",
        ...words,
        description: name,
        href: `/environments/${subscriptionId}/plans/containers`,
        at: at.toISOString(),
      },
    ];
  });
}

function itemOf(row: RemediationRow): BellItem {
  const { id, title, createdAt } = row;
  const shared = { id, kind: "remediation", description: title } as const;
  return {
    ...shared,
    ...standingOf(row),
    href: `/remediations/${id}`,
    at: createdAt.toISOString(),
  };
}

function standingOf({
  verb,
  counts,
  total,
  stuck,
}: RemediationRow): Pick<BellItem, "title" | "state"> {
  if (stuck) return { title: `A step before ${total} clusters failed`, state: "failed" };
  if (finishedOf(counts) < total) {
    return { title: `${VERBS[verb].doing} ${total} clusters`, state: "running" };
  }
  return { title: endOf(verb, counts, total), state: counts.failed > 0 ? "failed" : "done" };
}

function endOf(verb: Verb, counts: Record<TaskState, number>, total: number): string {
  if (counts.failed > 0) return `${counts.failed} of ${total} clusters failed`;
  const { ended } = VERBS[verb];
  if (counts.cancelled > 0) return `${ended} ${counts.fixed}, ${counts.cancelled} cancelled`;
  return `${ended} ${counts.fixed} clusters`;
}
