import type { Person } from "../access/model.ts";
import { subscriptionVisibleTo, visibleTo } from "../access/scope.ts";
import type { ForeignCloud } from "../cloud/cloud.ts";
import type { FaultRecord } from "../cloud/faults.ts";
import { db, sql } from "../db/client.ts";
import { likePattern } from "../db/like.ts";
import { lackingAt } from "../policy/lacking.ts";
import { Refusal } from "../result.ts";
import type { DraftChoice } from "./choice.ts";
import { draftOf, draftsOf } from "./draft.ts";
import { StoredWish, type WishVerb } from "./wish.ts";

export { connectorOutline } from "./review.ts";

const OPTIONS_MAX = 100;

export interface Places {
  subscriptions: { id: string; name: string }[];
  /** Whether there are more than are shown: then they are searched. */
  more: boolean;
  /** Resource groups of the chosen subscription that the portal knows. */
  groups: string[];
}

/** Where a connector can stand: subscriptions that match, and what is known of the chosen one's groups. */
export async function places(
  person: Person,
  { search, subscriptionId }: { search: string; subscriptionId: string },
): Promise<Places> {
  const pattern = likePattern(search);
  const id = subscriptionId.toLowerCase();
  const [rows, groups] = await Promise.all([
    db().$queryRaw<Places["subscriptions"]>(sql`
      SELECT s.id, s.display_name AS name FROM subscription s WHERE ${subscriptionVisibleTo(person, sql`s.id`)}
        AND (s.display_name ILIKE ${pattern} OR s.id ILIKE ${pattern} OR s.id = ${id})
      ORDER BY s.id <> ${id}, s.display_name, s.id LIMIT ${OPTIONS_MAX + 1}`),
    db().$queryRaw<{ name: string }[]>(sql`
      SELECT DISTINCT name FROM (
        SELECT c.resource_group AS name FROM cluster c WHERE c.subscription_id = ${id} AND ${visibleTo(person, sql`c`)}
        UNION ALL
        SELECT k.resource_group FROM connector k WHERE k.subscription_id = ${id} AND ${visibleTo(person, sql`k`)}
      ) known ORDER BY name LIMIT ${OPTIONS_MAX}`),
  ]);
  return {
    subscriptions: rows.slice(0, OPTIONS_MAX),
    more: rows.length > OPTIONS_MAX,
    groups: groups.map(({ name }) => name),
  };
}

export interface WizardPage {
  draftId: string;
  choice: DraftChoice;
  externalId: string;
  /** The connector that is edited; "" for a new one. */
  connectorId: string;
  places: Places;
}

/** A draft with what its wizard offers, or null when there is none for the person. */
export async function wizardPage(person: Person, draftId: string): Promise<WizardPage | null> {
  try {
    const { id, choice, externalId, connectorId } = await draftOf(person, draftId);
    const { subscriptionId } = choice;
    const found = await places(person, { search: "", subscriptionId });
    return { draftId: id, choice, externalId, connectorId, places: found };
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

export interface DraftLine {
  id: string;
  cloud: ForeignCloud;
  title: string;
  connectorId: string;
  at: Date;
}

/** What the person had begun and not created yet, the latest first. */
export async function drafts(person: Person): Promise<DraftLine[]> {
  const rows = await draftsOf(person);
  return rows.map(({ id, choice, connectorId, at }) => ({
    id,
    cloud: choice.cloud,
    title: choice.name.trim() || choice.accountId || choice.projectId || "Without a name yet",
    connectorId,
    at,
  }));
}

export interface Saving {
  connectorId: string;
  name: string;
  verb: WishVerb;
  state: "queued" | "applying" | "applied" | "failed" | "conflict";
  fault: FaultRecord | null;
  by: string;
  at: Date;
  /** The person's own draft that it came from, as long as it is there. */
  draftId: string | null;
}

/** The last change that was asked of a connector, for who can see it or asked for it themselves. */
export async function lastSaving(person: Person, rawId: string): Promise<Saving | null> {
  const connectorId = rawId.toLowerCase();
  const [wish] = await db().$queryRaw<{ id: string }[]>(sql`
    SELECT w.id FROM connector_wish w WHERE w.connector_id = ${connectorId}
      AND (w.person_id = ${person.id} OR ${visibleTo(person, sql`w`)}) ORDER BY w.id DESC LIMIT 1`);
  const row = wish && (await db().connectorWish.findUnique({ where: { id: wish.id } }));
  if (!row) return null;
  const { draftId } = StoredWish.parse(row.wanted);
  const [by, draft] = await Promise.all([
    db().person.findUnique({ where: { id: row.personId } }),
    draftId ? db().connectorDraft.findFirst({ where: { id: draftId, personId: person.id } }) : null,
  ]);
  return {
    connectorId,
    name: row.armId.split("/").at(-1) ?? "",
    verb: row.verb as WishVerb,
    state: row.state as Saving["state"],
    fault: row.fault as unknown as FaultRecord | null,
    by: by?.displayName ?? "someone",
    at: row.updatedAt,
    draftId: draft?.id ?? null,
  };
}

/** What a person lacks to change a connector, in words; null when they may. */
export function connectorLacks(
  person: Person,
  { subscriptionId, resourceGroup }: { subscriptionId: string; resourceGroup: string },
): Promise<string | null> {
  const scope = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  return lackingAt(person, "connectors:write", scope);
}
