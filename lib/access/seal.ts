import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { config } from "../config.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts text for storage (AES-256-GCM). `purpose` is bound to it: the text opens only for the same one. */
export function seal(text: string, purpose: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", config().key, nonce).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]));
}

/** The text that was sealed. Throws when the key, the purpose or a single bit is another. */
export function unseal(sealed: Uint8Array, purpose: string): string {
  const bytes = Buffer.from(sealed);
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", config().key, nonce)
    .setAAD(Buffer.from(purpose))
    .setAuthTag(tag);
  const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([body, decipher.final()]).toString("utf8");
}

/** A fresh unguessable value for a cookie or a state, 256 bits, URL-safe. */
export function secret(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored in place of a secret. */
export function hashOf(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
