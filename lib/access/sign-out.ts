import { randomUUID } from "node:crypto";
import { record } from "../audit/record.ts";
import { db } from "../db/client.ts";
import { closeEverySession, closeSession, personOfSession } from "./session.ts";

/** Ends a session, or all sessions of its person, and writes it down. */
export async function signOut(cookie: string, everywhere: boolean): Promise<void> {
  const person = await personOfSession(cookie);
  if (!person) return;
  if (everywhere) await closeEverySession(person);
  else await closeSession(cookie);
  await record(db(), {
    actor: person,
    action: "access.sign-out",
    outcome: "done",
    summary: `${person.username} signed out${everywhere ? " everywhere" : ""}.`,
    correlationId: randomUUID(),
  });
}
