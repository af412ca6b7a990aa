import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditPage } from "../audit/queries.ts";
import { record } from "../audit/record.ts";
import { db } from "../db/client.ts";
import { subscription } from "../environments/queries.ts";
import { containersPlan, plans } from "../plans/queries.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { assessmentLines } from "../recommendations/export.ts";
import { type AssessmentQuery, assessmentPage } from "../recommendations/queries.ts";
import { liveRemediation } from "../remediations/live.ts";
import { mayWatch, remediation, remediations, taskPage } from "../remediations/queries.ts";
import { cancelRemediation, retryRemediation } from "../remediations/steer.ts";
import { fixAllIn, fixThese, SENSOR, unhealthyIn } from "../remediations/testing.ts";
import { MIRAS_GROUP, openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import type { Person } from "./model.ts";

type Name = keyof typeof SUBSCRIPTION;
const ALL = Object.keys(SUBSCRIPTION) as Name[];

/** Whom the sandbox knows: the subscriptions that they see as a whole, and where they may fix. */
const PEOPLE: Record<string, { sees: Name[]; fixes: Name[] }> = {
  "olivia.owner": { sees: ALL, fixes: ALL },
  "carlos.contributor": { sees: ALL, fixes: ALL },
  "sana.secadmin": { sees: ALL, fixes: [] },
  "sven.secreader": { sees: ALL, fixes: [] },
  "rita.reader": { sees: ALL, fixes: [] },
  "mixed.mira": { sees: ["retail", "shipping", "platform"], fixes: ["retail"] },
  "nora.norights": { sees: [], fixes: [] },
};

let portal: Portal;
const person: Record<string, Person> = {};
beforeAll(async () => {
  portal = await openPortal();
  await planOnInPayments();
  for (const name of Object.keys(PEOPLE)) person[name] = await portal.signIn(name);
});
afterAll(() => portal?.close());

/** In payments Mira sees one resource group only; with the plan on there is something to fix in it. */
async function planOnInPayments() {
  const path = `/subscriptions/${SUBSCRIPTION.payments}/providers/Microsoft.Security/pricings/Containers`;
  const body = { properties: { pricingTier: "Standard" } };
  await portal.sandbox.arm("PUT", `${path}?api-version=2024-01-01`, { body });
  await discoverEstate();
}

function who(name: string): Person {
  const found = person[name];
  if (!found) throw new Error(`${name} has not signed in.`);
  return found;
}

function queryOf(status: AssessmentQuery["status"], ...subscriptions: string[]): AssessmentQuery {
  const filter = subscriptions.length > 0 ? { subscription: subscriptions } : {};
  return { status, filter, sort: "name", descending: false, cursor: null, backward: false };
}

/** Where the clusters stand of which the person sees anything at all, by every list of the recommendation. */
async function seenInLists(viewer: Person) {
  const pages = await Promise.all(
    (["unhealthy", "healthy", "notApplicable"] as const).map((status) =>
      assessmentPage(viewer, SENSOR, queryOf(status), 1000),
    ),
  );
  return pages.flatMap(({ rows }) => rows);
}

async function linesFor(viewer: Person, query: AssessmentQuery): Promise<string[]> {
  const lines: string[] = [];
  for await (const chunk of assessmentLines(viewer, SENSOR, query)) lines.push(chunk);
  return lines.join("").split("\n").filter(Boolean);
}

describe.each(Object.entries(PEOPLE))("%s", (name, { sees, fixes }) => {
  test.each(ALL)(
    "the subscription %s exists for them or does not, on every page alike",
    async (key) => {
      const id = SUBSCRIPTION[key];
      const whole = sees.includes(key);
      const groupOnly = name === "mixed.mira" && key === "payments";
      expect((await subscription(who(name), id)) !== null).toBe(whole || groupOnly);
      expect((await plans(who(name), id)) !== null).toBe(whole);
      // The plan of a subscription that never registered Microsoft.Security has never been read.
      expect((await containersPlan(who(name), id)) !== null).toBe(whole && key !== "lab");
      expect(await mayWatch(who(name), `subscription:${id}`)).toBe(whole || groupOnly);
    },
  );

  test("lists and exports show the clusters of those subscriptions and no others", async () => {
    const rows = await seenInLists(who(name));
    const seen = ALL.filter((key) => rows.some((row) => row.subscriptionId === SUBSCRIPTION[key]));
    const expected = name === "mixed.mira" ? [...sees, "payments"] : sees;
    expect(new Set(seen)).toEqual(new Set(expected));
    const unhealthy = await assessmentPage(who(name), SENSOR, queryOf("unhealthy"), 1000);
    const [head, ...lines] = await linesFor(who(name), queryOf("unhealthy"));
    expect(head).toContain("Cluster");
    expect(lines).toHaveLength(unhealthy.rows.length);
  });

  test.each(["payments", "shipping", "retail"] as const)(
    "in %s they fix what their role allows and nothing else",
    async (key) => {
      const fix = fixAllIn(who(name), SUBSCRIPTION[key]);
      const group = name === "mixed.mira" && key === "payments" ? MIRAS_GROUP : undefined;
      if (!fixes.includes(key) && !group) {
        const code = sees.includes(key) ? "forbidden" : "missing";
        return expect(fix).rejects.toMatchObject({ code });
      }
      const { remediationId } = await fix;
      const tasks = await db().task.findMany({ where: { remediationId } });
      expect(tasks.length).toBeGreaterThan(0);
      expect(tasks.filter(({ resourceGroup }) => group && resourceGroup !== group)).toEqual([]);
      await cancelRemediation(remediationId, who(name));
    },
  );
});

test("of a remediation a person sees the tasks that they may see; without any it does not exist for them", async () => {
  const olivia = who("olivia.owner");
  const mira = who("mixed.mira");
  const all = await unhealthyIn(SUBSCRIPTION.payments);
  const hers = all.filter((id) => id.includes(`/resourcegroups/${MIRAS_GROUP}/`));
  const foreign = all.filter((id) => !hers.includes(id));
  expect([hers.length > 0, foreign.length > 1]).toEqual([true, true]);

  const [one = "", ...others] = foreign;
  const mixed = await fixThese(olivia, ...hers, one);
  expect((await remediation(mira, mixed.remediationId))?.total).toBe(hers.length);
  const { rows } = await taskPage(mira, mixed.remediationId, {});
  expect(rows.map((row) => row.clusterId).sort()).toEqual([...hers].sort());
  expect(await mayWatch(mira, `remediation:${mixed.remediationId}`)).toBe(true);

  const { remediationId } = await fixThese(olivia, ...others);
  for (const stranger of [mira, who("nora.norights")]) {
    expect(await remediation(stranger, remediationId)).toBeNull();
    expect(await liveRemediation(stranger, remediationId, {})).toBeNull();
    expect((await taskPage(stranger, remediationId, {})).rows).toEqual([]);
    expect(await mayWatch(stranger, `remediation:${remediationId}`)).toBe(false);
    expect((await remediations(stranger, {})).rows.map(({ id }) => id)).not.toContain(
      remediationId,
    );
    for (const steer of [cancelRemediation, retryRemediation])
      await expect(steer(remediationId, stranger)).rejects.toMatchObject({ code: "missing" });
  }
  await expect(cancelRemediation(remediationId, who("rita.reader"))).rejects.toMatchObject({
    code: "forbidden",
  });
  await cancelRemediation(remediationId, olivia);
  await cancelRemediation(mixed.remediationId, olivia);
});

test("in a subscription of which one sees a resource group, only its clusters are listed", async () => {
  const mira = who("mixed.mira");
  const rows = (await seenInLists(mira)).filter(
    (row) => row.subscriptionId === SUBSCRIPTION.payments,
  );
  expect(new Set(rows.map((row) => row.resourceGroup))).toEqual(new Set([MIRAS_GROUP]));
});

test("a person reads in the audit log of what they can see, and of themselves", async () => {
  const entry = (resourceGroup: string) => ({
    actor: who("olivia.owner"),
    action: "clusters.fix" as const,
    outcome: "done" as const,
    subscriptionId: SUBSCRIPTION.payments,
    resourceGroup,
    summary: `Something in ${resourceGroup}.`,
    correlationId: randomUUID(),
  });
  await record(db(), entry(MIRAS_GROUP));
  await record(db(), entry("rg-of-others"));
  const summaries = async (name: string) =>
    (await auditPage(who(name), { search: "Something in" })).rows.map(({ summary }) => summary);
  expect(await summaries("mixed.mira")).toEqual([`Something in ${MIRAS_GROUP}.`]);
  expect(await summaries("rita.reader")).toHaveLength(2);
  expect(await summaries("nora.norights")).toEqual([]);
  const own = (await auditPage(who("nora.norights"), {})).rows;
  expect(own.map(({ action, actor }) => [action, actor])).toEqual([
    ["access.sign-in", "Nora Norights"],
  ]);
});

test.each([
  "UPDATE audit_entry SET summary = 'Nothing happened.'",
  "DELETE FROM audit_entry",
  "TRUNCATE audit_entry",
])("the audit log refuses: %s", async (statement) => {
  const before = await db().auditEntry.count();
  await expect(db().$executeRawUnsafe(statement)).rejects.toThrow(/audit/i);
  expect(await db().auditEntry.count()).toBe(before);
});
