import { randomUUID } from "node:crypto";
import { z } from "zod";
import { record } from "../audit/record.ts";
import { config } from "../config.ts";
import { db } from "../db/client.ts";
import { log } from "../log.ts";
import { entra, keepTokens, pkce, signInScopes } from "./entra.ts";
import type { Person } from "./model.ts";
import { readRights } from "./read-rights.ts";
import { secret } from "./seal.ts";
import { openSession } from "./session.ts";

const ATTEMPT_MS = 10 * 60_000;

const Claims = z.looseObject({
  oid: z.string().min(1),
  tid: z.string().min(1),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  groups: z.array(z.string()).optional(),
});

/** The address that the identity provider sends people back to. */
function redirectUri(): string {
  return `${config().publicUrl}/api/auth/callback`;
}

/** Begins a sign-in: the address of the identity provider, and the state to bind to this browser. */
export async function beginSignIn(returnTo: string): Promise<{ url: string; state: string }> {
  const { verifier, challenge } = await pkce();
  const [state, nonce] = [secret(), secret()];
  await db().signInAttempt.deleteMany({ where: { expiresAt: { lt: new Date() } } });
  await db().signInAttempt.create({
    data: { state, nonce, verifier, returnTo, expiresAt: new Date(Date.now() + ATTEMPT_MS) },
  });
  const url = await entra().getAuthCodeUrl({
    scopes: signInScopes(),
    redirectUri: redirectUri(),
    codeChallenge: challenge,
    codeChallengeMethod: "S256",
    responseMode: "query",
    state,
    nonce,
  });
  return { url, state };
}

/**
 * Ends a sign-in: redeems the code, stores the person and their tokens, reads their rights and opens a session.
 * Null when the state is unknown or used up. Throws msal's error when the provider refuses.
 */
export async function endSignIn(
  code: string,
  state: string,
  userAgent: string,
): Promise<{ cookie: string; returnTo: string } | null> {
  const attempt = await db().signInAttempt.findUnique({ where: { state } });
  const { count } = await db().signInAttempt.deleteMany({
    where: { state, expiresAt: { gt: new Date() } },
  });
  if (!attempt || count === 0) return null;
  const app = entra();
  const answer = await app.acquireTokenByCode(
    {
      code,
      codeVerifier: attempt.verifier,
      redirectUri: redirectUri(),
      scopes: signInScopes(),
      state,
      nonce: attempt.nonce,
    },
    { state, code },
  );
  if (!answer.account) throw new Error("The identity provider named no account.");
  const person = await keepPerson(answer.account.homeAccountId, Claims.parse(answer.idTokenClaims));
  await keepTokens(app, answer.account);
  await readRights(person).catch((error) => log.warn({ err: error }, "rights not read at sign-in"));
  const cookie = await openSession(person.id, userAgent);
  await record(db(), {
    actor: person,
    action: "access.sign-in",
    outcome: "done",
    summary: `${person.username} signed in.`,
    correlationId: randomUUID(),
  });
  return { cookie, returnTo: attempt.returnTo };
}

async function keepPerson(homeAccountId: string, claims: z.infer<typeof Claims>): Promise<Person> {
  if (claims.tid.toLowerCase() !== config().azure.tenantId.toLowerCase()) {
    throw new Error("The account belongs to another tenant.");
  }
  const username = claims.preferred_username ?? claims.oid;
  const told = {
    homeAccountId,
    tenantId: claims.tid,
    username,
    displayName: claims.name ?? username,
    groups: claims.groups ?? [],
    signedInAt: new Date(),
  };
  const { id, tenantId, displayName } = await db().person.upsert({
    where: { id: claims.oid },
    create: { id: claims.oid, ...told },
    update: told,
  });
  return { id, tenantId, homeAccountId, username, displayName };
}
