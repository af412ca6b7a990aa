import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Settings } from "../settings.ts";

/** What a session token says; nobody but the sandbox can make one. */
const Session = z.object({
  accessKeyId: z.string(),
  account: z.string(),
  roleArn: z.string(),
  /** `AROA…`: a role that was made anew under the same name is another. */
  roleId: z.string(),
  sessionName: z.string(),
  /** By the sandbox's clock, in milliseconds since 1970. */
  expiresAt: z.number(),
  /** A policy that limits the session further, as JSON. */
  policy: z.string().optional(),
});
export type Session = z.infer<typeof Session>;

export interface TemporaryCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: number;
}

/** Makes the credentials of a session. All of it stands in the token, so nothing has to be kept. */
export function openSession(
  settings: Settings,
  session: Omit<Session, "accessKeyId">,
): TemporaryCredentials {
  const accessKeyId = `ASIA${uniqueId()}`;
  const content = Buffer.from(JSON.stringify({ ...session, accessKeyId })).toString("base64url");
  return {
    accessKeyId,
    secretAccessKey: secretOf(settings, accessKeyId),
    sessionToken: `${content}.${mac(settings, `token ${content}`).toString("base64url")}`,
    expiresAt: session.expiresAt,
  };
}

/** The session that a token opened for this key, and the secret that must sign; undefined where it was not ours. */
export function sessionOf(
  settings: Settings,
  { accessKeyId, sessionToken }: { accessKeyId: string; sessionToken: string },
): { session: Session; secretAccessKey: string } | undefined {
  const [content = "", proof = ""] = sessionToken.split(".");
  const wanted = mac(settings, `token ${content}`);
  const given = Buffer.from(proof, "base64url");
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  const session = Session.parse(JSON.parse(Buffer.from(content, "base64url").toString("utf8")));
  if (session.accessKeyId !== accessKeyId) return undefined;
  return { session, secretAccessKey: secretOf(settings, accessKeyId) };
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What follows the four letters in ids such as `AROA…` and `AKIA…`. */
export function uniqueId(): string {
  return [...randomBytes(16)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

function secretOf(settings: Settings, accessKeyId: string): string {
  return mac(settings, `secret ${accessKeyId}`).toString("base64").slice(0, 40);
}

function mac(settings: Settings, text: string): Buffer {
  const key = settings.keep("awsSessionKey", () => randomBytes(32).toString("base64url"));
  return createHmac("sha256", key).update(text).digest();
}
