import { db } from "../db/client.ts";
import type { Person } from "./model.ts";
import { hashOf, secret } from "./seal.ts";

/** `__Host-` makes the browser insist on Secure, on path "/" and on no other host setting it. */
export const SESSION_COOKIE = "__Host-breakwater";

const IDLE_LIMIT_MS = 2 * 3_600_000;
/** After this long a person signs in again, however busy they are. */
export const ABSOLUTE_LIMIT_MS = 12 * 3_600_000;
const TOUCH_EVERY_MS = 60_000;

/** Opens a session with an id of its own and answers the cookie's value, which is stored nowhere. */
export async function openSession(personId: string, userAgent: string): Promise<string> {
  const value = secret();
  await db().session.create({
    data: {
      idHash: hashOf(value),
      personId,
      userAgent: userAgent.slice(0, 200),
      expiresAt: new Date(Date.now() + ABSOLUTE_LIMIT_MS),
    },
  });
  await db().session.deleteMany({ where: { expiresAt: { lt: new Date() } } });
  return value;
}

/** Who holds the cookie, or null when the session is unknown, idle for too long or over. */
export async function personOfSession(cookie: string): Promise<Person | null> {
  const idHash = hashOf(cookie);
  const session = await db().session.findUnique({ where: { idHash }, include: { person: true } });
  if (!session) return null;
  const now = Date.now();
  const idle = now - session.lastSeenAt.getTime();
  if (session.expiresAt.getTime() < now || idle > IDLE_LIMIT_MS) {
    await db().session.deleteMany({ where: { idHash } });
    return null;
  }
  if (idle > TOUCH_EVERY_MS) {
    await db().session.updateMany({ where: { idHash }, data: { lastSeenAt: new Date() } });
  }
  const { id, tenantId, homeAccountId, username, displayName } = session.person;
  return { id, tenantId, homeAccountId, username, displayName };
}

/** Ends this session. Running jobs go on in the person's name: they were started with full right. */
export async function closeSession(cookie: string): Promise<void> {
  await db().session.deleteMany({ where: { idHash: hashOf(cookie) } });
}

/** Ends every session of the person and forgets their tokens, so that unfinished jobs stop as well. */
export async function closeEverySession(person: Person): Promise<void> {
  await db().$transaction([
    db().session.deleteMany({ where: { personId: person.id } }),
    db().tokenCache.deleteMany({ where: { partition: person.homeAccountId } }),
  ]);
}
