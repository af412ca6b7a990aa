import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { log } from "../log.ts";
import type { Person } from "./model.ts";
import { refreshRights } from "./read-rights.ts";
import { personOfSession, SESSION_COOKIE } from "./session.ts";

/** Who is signed in, or null; asked once a request however many components want to know. */
export const currentPerson = cache(async (): Promise<Person | null> => {
  const cookie = (await cookies()).get(SESSION_COOKIE)?.value;
  if (!cookie) return null;
  const person = await personOfSession(cookie);
  // In the background: the cloud itself refuses what a stale table would still allow.
  if (person)
    void refreshRights(person).catch((error) => log.warn({ err: error }, "rights not read"));
  return person;
});

/** Who is signed in; sends everybody else to the sign-in page, and back here afterwards. */
export async function requirePerson(returnTo?: string): Promise<Person> {
  const person = await currentPerson();
  if (person) return person;
  const query = returnTo ? `?${new URLSearchParams({ returnTo })}` : "";
  redirect(`/sign-in${query}` as never);
}
