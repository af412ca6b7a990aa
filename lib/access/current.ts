import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { log } from "../log.ts";
import { ASKED_FOR } from "./cookies.ts";
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

/**
 * Who is signed in; sends everybody else to the sign-in page, and afterwards back to what they asked for, with its
 * filters. The portal's frame asks first, so it could not be the page that knows its address.
 */
export async function requirePerson(): Promise<Person> {
  const person = await currentPerson();
  if (person) return person;
  const returnTo = (await headers()).get(ASKED_FOR);
  const query = returnTo ? `?${new URLSearchParams({ returnTo })}` : "";
  redirect(`/sign-in${query}` as never);
}
