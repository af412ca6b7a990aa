import type { Person } from "../access/model.ts";
import { db, type Prisma } from "../db/client.ts";
import { Refusal } from "../result.ts";
import { AssignmentChoice } from "./choice.ts";
import { definitionId } from "./definition.ts";

interface Which {
  definition: string;
  assignmentId: string | null;
}

/** Keeps what a person has filled in so far, so that they can leave and come back; null throws it away. */
export async function saveDraft(
  { definition, assignmentId, choice }: Which & { choice: AssignmentChoice | null },
  person: Person,
): Promise<object> {
  if (!(await definitionId(person, definition)))
    throw new Refusal("There is no such policy definition.", "missing");
  const key = keyOf(person, { definition, assignmentId });
  if (!choice) {
    await db().assignmentDraft.deleteMany({ where: key });
    return {};
  }
  const kept = choice as Prisma.InputJsonObject;
  await db().assignmentDraft.upsert({
    where: { personId_definitionId_assignmentId: key },
    create: { ...key, choice: kept },
    update: { choice: kept },
  });
  return {};
}

/** What the person had filled in, and when; null when they had not begun. */
export async function draftOf(
  person: Person,
  which: Which,
): Promise<{ choice: AssignmentChoice; at: Date } | null> {
  const row = await db().assignmentDraft.findUnique({
    where: { personId_definitionId_assignmentId: keyOf(person, which) },
  });
  const choice = AssignmentChoice.safeParse(row?.choice);
  return row && choice.success ? { choice: choice.data, at: row.updatedAt } : null;
}

function keyOf(person: Person, { definition, assignmentId }: Which) {
  return {
    personId: person.id,
    definitionId: definition.toLowerCase(),
    assignmentId: assignmentId?.toLowerCase() ?? "",
  };
}
