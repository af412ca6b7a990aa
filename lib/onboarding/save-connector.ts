import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import { CLOUDS } from "../connectors/catalog.ts";
import type { ConnectorChoice } from "../connectors/choice.ts";
import { db, type Prisma, sql } from "../db/client.ts";
import { requireAt } from "../policy/lacking.ts";
import { Refusal } from "../result.ts";
import { choiceOfDraft, problemsOf } from "./choice.ts";
import { type Draft, draftOf, storedChoice, visibleConnector } from "./draft.ts";
import { connectorArmId, groupScope } from "./outline.ts";
import { storeWish } from "./store-wish.ts";
import type { DraftInput } from "./wish.ts";

/** Stores what a person wants connected, with its audit entry and its job, or none of them. */
export async function saveConnector(
  { draftId, choice: filled }: DraftInput,
  person: Person,
): Promise<{ connectorId: string }> {
  const draft = await draftOf(person, draftId);
  const choice = choiceOfDraft(filled);
  if (!choice) {
    const [problem] = problemsOf(filled);
    throw new Refusal(problem ? problem.says : "The choice is not complete.");
  }
  await requireAt(person, "connectors:write", groupScope(choice));
  const armId = connectorArmId(choice);
  const before = draft.connectorId
    ? await editedConnector(person, draft, choice)
    : await refuseSecond(person, choice);
  await db().$transaction(async (tx) => {
    // What the browser had not kept yet is kept now: should Azure say no, the person goes on from here.
    await tx.connectorDraft.updateMany({
      where: { id: draftId, personId: person.id },
      data: { choice: filled as Prisma.InputJsonObject },
    });
    await storeWish(tx, person, {
      armId,
      draftId,
      verb: "save",
      choice,
      externalId: draft.externalId,
      baseline: draft.baseline,
      action: "connectors.save",
      summary: draft.connectorId
        ? `Changed the connector "${choice.name}".`
        : `Connected the ${CLOUDS[choice.cloud].account} ${accountOf(choice)} as "${choice.name}".`,
      before,
    });
  });
  return { connectorId: armId.toLowerCase() };
}

/** The twelve digits of an account, or a project's id. */
function accountOf(choice: ConnectorChoice): string {
  return choice.cloud === "aws" ? choice.accountId : choice.projectId;
}

/** Where it stands and what it connects make a connector what it is: for another one makes a new connector. */
async function editedConnector(
  person: Person,
  { connectorId }: Draft,
  choice: ConnectorChoice,
): Promise<ConnectorChoice> {
  const row = await visibleConnector(person, connectorId);
  const before = storedChoice(row);
  const same =
    connectorArmId(choice).toLowerCase() === row.id &&
    accountOf(choice) === accountOf(before) &&
    choice.region === before.region;
  if (!same) {
    throw new Refusal(
      "Name, place, region and account of a connector can't be changed. Delete it, and connect anew.",
    );
  }
  return before;
}

/** Azure allows one connector for an account or project; where the person can see it, it is named before. */
async function refuseSecond(person: Person, choice: ConnectorChoice): Promise<null> {
  const other = await sameAccount(person, choice);
  if (!other) return null;
  const { account } = CLOUDS[choice.cloud];
  const says = `The ${account} ${accountOf(choice)} is connected already, by "${other.name}".`;
  throw new Refusal(`${says} Open that connector and edit it.`, "conflict");
}

/** A connector of the same account or project, or of the same name at the same place, that the person can see. */
export async function sameAccount(
  person: Person,
  choice: ConnectorChoice,
): Promise<{ id: string; name: string } | null> {
  const hierarchyId = choice.cloud === "aws" ? choice.accountId : choice.projectNumber;
  const rows = await db().$queryRaw<{ id: string; name: string }[]>(sql`
    SELECT c.id, c.name FROM connector c WHERE ${visibleTo(person, sql`c`)}
      AND (c.id = ${connectorArmId(choice).toLowerCase()}
        OR (c.cloud = ${choice.cloud} AND c.hierarchy_id = ${hierarchyId})) LIMIT 1`);
  return rows[0] ?? null;
}
