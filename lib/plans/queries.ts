import { lacks, type Person } from "../access/model.ts";
import { placesOf, rightsOf } from "../access/rights.ts";
import { seesWhole } from "../access/scope.ts";
import type { PlanDocument } from "../cloud/cloud.ts";
import type { FaultRecord } from "../cloud/faults.ts";
import { db, sql } from "../db/client.ts";
import { installedOn } from "../inventory/installed.ts";
import { CONTAINERS, LEGACY_PLANS, PLANS, planLabel } from "./catalog.ts";
import { coverageOf, type PlanChoice } from "./choice.ts";
import { type Stay, staysUnder } from "./model.ts";
import { latestWish, planState } from "./state.ts";
import { StoredWish } from "./wish.ts";

export interface PlanRow {
  name: string;
  label: string;
  section: "cspm" | "workload";
  pricing: string;
  on: boolean;
  subPlan: string | null;
  deprecated: boolean;
  freeTrialDays: number | null;
  coverage: "full" | "partial" | "off" | null;
}

export interface ContainersPlan {
  document: PlanDocument;
  fingerprint: string;
  /** What the cloud last said. */
  applied: PlanChoice;
  seenAt: Date;
  /** What a person wants and the cloud has not confirmed, or how the last change ended. */
  wish: {
    id: string;
    choice: PlanChoice;
    state: string;
    fault: FaultRecord | null;
    by: string;
    at: Date;
  } | null;
  clusters: number;
  cores: number;
  /** What is still on clusters although its component is off. */
  stays: Stay[];
  /** Null when the person may; else the sentence that says what they lack. */
  mayNot: { plans: string | null; policies: string | null };
}

/** The plans of a subscription in the portal's order, or null when it does not exist for the person. */
export async function plans(person: Person, subscriptionId: string): Promise<PlanRow[] | null> {
  if (!(await seesWhole(person, subscriptionId))) return null;
  const [rows, state] = await Promise.all([
    db().plan.findMany({ where: { subscriptionId } }),
    planState(db(), subscriptionId),
  ]);
  const order = Object.keys(PLANS);
  return rows
    .map((row) => planRow(row.name, row.document as unknown as PlanDocument, state?.choice ?? null))
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name) || a.name.localeCompare(b.name));
}

/** The Containers plan with all that its pages show, or null when there is none for the person. */
export async function containersPlan(
  person: Person,
  subscriptionId: string,
): Promise<ContainersPlan | null> {
  if (!(await seesWhole(person, subscriptionId))) return null;
  const [state, wish, size, mayNot, installed] = await Promise.all([
    planState(db(), subscriptionId),
    latestWish(subscriptionId),
    sizeOf(subscriptionId),
    lacking(person, subscriptionId),
    installedOn(subscriptionId),
  ]);
  if (!state) return null;
  const { document, fingerprint, choice, seenAt } = state;
  return {
    document,
    fingerprint,
    applied: choice,
    seenAt,
    ...size,
    stays: staysUnder(choice, installed),
    mayNot,
    wish: wish && (await shown(wish)),
  };
}

/** Plans that Containers replaces and that are still on. */
export async function legacyPlansOn(subscriptionId: string): Promise<string[]> {
  const rows = await db().plan.findMany({
    where: { subscriptionId, name: { in: [...LEGACY_PLANS] }, tier: "Standard" },
  });
  return rows.map((row) => row.name);
}

function planRow(name: string, document: PlanDocument, containers: PlanChoice | null): PlanRow {
  const spec = PLANS[name];
  return {
    name,
    label: planLabel(name),
    section: spec?.section ?? "workload",
    pricing: spec?.pricing ?? "",
    on: document.pricingTier === "Standard",
    subPlan: document.subPlan ?? null,
    deprecated: document.deprecated === true,
    freeTrialDays: daysOf(document.freeTrialRemainingTime),
    coverage: name === CONTAINERS && containers ? coverageOf(containers) : null,
  };
}

async function sizeOf(subscriptionId: string): Promise<{ clusters: number; cores: number }> {
  const [row] = await db().$queryRaw<{ clusters: number; cores: number }[]>(sql`
    SELECT count(*)::int AS clusters, COALESCE(sum(core_count), 0)::int AS cores
      FROM cluster WHERE subscription_id = ${subscriptionId}`);
  return row ?? { clusters: 0, cores: 0 };
}

async function lacking(person: Person, subscriptionId: string): Promise<ContainersPlan["mayNot"]> {
  const rights = await rightsOf(person);
  const place = (await placesOf([subscriptionId])).get(subscriptionId);
  const sentence = (permission: "plans:write" | "policies:write") =>
    place && rights.may(permission, place) ? null : lacks(permission, "this subscription");
  return { plans: sentence("plans:write"), policies: sentence("policies:write") };
}

async function shown(
  wish: NonNullable<Awaited<ReturnType<typeof latestWish>>>,
): Promise<ContainersPlan["wish"]> {
  const by = await db().person.findUnique({ where: { id: wish.personId } });
  return {
    id: wish.id,
    choice: StoredWish.parse(wish.wanted).choice,
    state: wish.state,
    fault: wish.fault as unknown as FaultRecord | null,
    by: by?.displayName ?? "someone",
    at: wish.updatedAt,
  };
}

/** Whole days of an ISO duration such as P29DT4H; null when there is none, 0 when it has ended. */
function daysOf(duration: string | null | undefined): number | null {
  if (!duration) return null;
  return Number(/^P(\d+)D/.exec(duration)?.[1] ?? 0);
}
