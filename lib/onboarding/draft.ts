import { randomUUID } from "node:crypto";
import type { Person } from "../access/model.ts";
import { canSeeConnector } from "../access/scope.ts";
import type { ConnectorFacts, ForeignCloud } from "../cloud/cloud.ts";
import { cloudFor } from "../cloud/index.ts";
import type { ConnectorChoice } from "../connectors/choice.ts";
import { choiceOf } from "../connectors/document.ts";
import { fingerprintOf } from "../connectors/model.ts";
import { factsOfConnector } from "../connectors/store.ts";
import { db, type Prisma } from "../db/client.ts";
import type { Connector } from "../db/generated/client.ts";
import { Refusal } from "../result.ts";
import { beginning, DraftChoice, draftOfChoice } from "./choice.ts";

/** A draft as it is stored, of the person who asked. */
export interface Draft {
  id: string;
  choice: DraftChoice;
  /** Lower-cased ARM id of the connector that is edited; "" for a new one. */
  connectorId: string;
  externalId: string;
  baseline: string;
  at: Date;
}

/** Begins a new connector. Its external ID is made here, and nothing that a browser sends can change it. */
export async function beginDraft(
  { cloud }: { cloud: ForeignCloud },
  person: Person,
): Promise<{ draftId: string }> {
  const { id } = await db().connectorDraft.create({
    data: {
      personId: person.id,
      cloud,
      externalId: newExternalId(cloud),
      choice: beginning(cloud) as Prisma.InputJsonObject,
    },
  });
  return { draftId: id };
}

/** What only AWS asks for; a connector that was made elsewhere, without the Containers plan, has none yet. */
function newExternalId(cloud: ForeignCloud): string {
  return cloud === "aws" ? randomUUID() : "";
}

/** Begins to edit a connector, from what it is now. A draft of it that was begun before is thrown away. */
export async function beginEdit(
  { connectorId }: { connectorId: string },
  person: Person,
): Promise<{ draftId: string }> {
  const row = await visibleConnector(person, connectorId);
  const facts = await freshConnector(person, row.armId);
  const choice = withPermissions(choiceOf(facts), row.permissions);
  const key = { personId: person.id, connectorId: row.id };
  await db().connectorDraft.deleteMany({ where: key });
  const { id } = await db().connectorDraft.create({
    data: {
      ...key,
      cloud: facts.cloud,
      externalId: row.externalId || facts.externalId || newExternalId(facts.cloud),
      baseline: fingerprintOf(facts),
      choice: draftOfChoice(choice) as Prisma.InputJsonObject,
    },
  });
  return { draftId: id };
}

/** Keeps what a person has filled in so far, so that they can leave and come back. */
export async function keepDraft(
  { draftId, choice }: { draftId: string; choice: DraftChoice },
  person: Person,
): Promise<object> {
  const { count } = await db().connectorDraft.updateMany({
    where: { id: draftId, personId: person.id, cloud: choice.cloud },
    data: { choice: choice as Prisma.InputJsonObject },
  });
  if (count === 0) throw noDraft();
  return {};
}

/** Throws a draft away. */
export async function discardDraft(
  { draftId }: { draftId: string },
  person: Person,
): Promise<object> {
  await db().connectorDraft.deleteMany({ where: { id: draftId, personId: person.id } });
  return {};
}

/** One of the person's drafts; throws where there is none. */
export async function draftOf(person: Person, draftId: string): Promise<Draft> {
  const row = /^[0-9a-f-]{36}$/i.test(draftId)
    ? await db().connectorDraft.findFirst({ where: { id: draftId, personId: person.id } })
    : null;
  const choice = DraftChoice.safeParse(row?.choice);
  if (!row || !choice.success) throw noDraft();
  const { id, connectorId, externalId, baseline, updatedAt: at } = row;
  return { id, connectorId, externalId, baseline, at, choice: choice.data };
}

/** The person's drafts, the latest first. */
export async function draftsOf(person: Person): Promise<Draft[]> {
  const rows = await db().connectorDraft.findMany({
    where: { personId: person.id },
    orderBy: { updatedAt: "desc" },
    take: 50,
  });
  return rows.flatMap((row) => {
    const choice = DraftChoice.safeParse(row.choice);
    return choice.success ? [{ ...row, at: row.updatedAt, choice: choice.data }] : [];
  });
}

/** A connector that the person can see; throws where there is none for them. */
export async function visibleConnector(person: Person, connectorId: string): Promise<Connector> {
  const id = connectorId.toLowerCase();
  const seen = await canSeeConnector(person, id);
  const row = seen ? await db().connector.findUnique({ where: { id } }) : null;
  if (!row) throw new Refusal("There is no such connector.", "missing");
  return row;
}

/** A connector as it is now, read in the person's name. */
async function freshConnector(person: Person, armId: string): Promise<ConnectorFacts> {
  const found = await cloudFor({ kind: "person", ...person }).connector(armId);
  if (!found) throw new Refusal("The connector no longer exists.", "missing");
  return found;
}

/** What is chosen about a connector, by its row. */
export function storedChoice(row: Connector): ConnectorChoice {
  return withPermissions(choiceOf(factsOfConnector(row)), row.permissions);
}

/** Azure does not keep with which permissions the template was chosen; we do. */
function withPermissions(choice: ConnectorChoice, permissions: string): ConnectorChoice {
  return { ...choice, access: permissions === "least" ? "least" : "default" };
}

function noDraft(): Refusal {
  return new Refusal("There is no such draft: it was saved or discarded.", "missing");
}
