import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Kernel } from "../types.ts";
import { unauthenticated } from "./errors.ts";

const Member = z.object({
  /** As IAM writes members of bindings: `user:…`, `serviceAccount:…` or `principal://…`. */
  name: z.string(),
  /** The groups of principals that a federated identity belongs to: `principalSet://…`. */
  sets: z.array(z.string()).optional(),
});
export type Member = z.infer<typeof Member>;

const Content = Member.extend({
  /** Milliseconds since 1970; a token without it does not expire. */
  exp: z.number().optional(),
  nonce: z.string(),
});

/** Whom a request speaks for, in the sentences of errors and in the log: an e-mail address where there is one. */
export function shownMember({ name }: Member): string {
  return name.replace(/^(user|serviceAccount):/, "");
}

/**
 * An access token for somebody. Tokens are signed rather than stored, so that they survive whatever becomes of
 * the process; how long they are good for goes by the sandbox's clock.
 */
export function issueToken(kernel: Kernel, member: Member, lifetimeSeconds?: number): string {
  const content = {
    ...member,
    nonce: randomBytes(9).toString("base64url"),
    ...(lifetimeSeconds !== undefined && { exp: kernel.clock.now() + lifetimeSeconds * 1000 }),
  };
  return signed(kernel, content);
}

/** The token of a project's owner, always the same and good for ever. */
export function ownerToken(kernel: Pick<Kernel, "settings">, member: Member): string {
  return signed(kernel, { ...member, nonce: "owner" });
}

/**
 * Whom the token of an Authorization header speaks for.
 * @throws GoogleError 401
 */
export function memberOf(kernel: Kernel, authorization: string | undefined): Member {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) throw unauthenticated("CREDENTIALS_MISSING");
  const [prefix, payload = "", signature = ""] = token.split(".");
  const wanted = Buffer.from(signatureOf(kernel, payload));
  const given = Buffer.from(signature);
  const good = wanted.length === given.length && timingSafeEqual(wanted, given);
  if (prefix !== "ya29" || !good) throw unauthenticated("ACCESS_TOKEN_EXPIRED");
  const content = Content.parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
  if (content.exp !== undefined && content.exp <= kernel.clock.now()) {
    throw unauthenticated("ACCESS_TOKEN_EXPIRED");
  }
  return { name: content.name, ...(content.sets && { sets: content.sets }) };
}

function signed(kernel: Pick<Kernel, "settings">, content: z.infer<typeof Content>): string {
  const payload = Buffer.from(JSON.stringify(content)).toString("base64url");
  return `ya29.${payload}.${signatureOf(kernel, payload)}`;
}

function signatureOf({ settings }: Pick<Kernel, "settings">, payload: string): string {
  const secret = settings.keep("googleTokenSecret", () => randomBytes(32).toString("base64url"));
  return createHmac("sha256", secret).update(payload).digest("base64url");
}
