import { createHash } from "node:crypto";

/** A Kubernetes object, as far as this API server looks into it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  spec?: Readonly<Record<string, unknown>>;
  status?: Readonly<Record<string, unknown>>;
  [member: string]: unknown;
}

interface Metadata {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
  deletionTimestamp?: string;
  labels?: Readonly<Record<string, string>>;
  [member: string]: unknown;
}

const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

/** A name's random-looking end, as Kubernetes writes it; the same words give the same end. */
export function suffix(length: number, ...words: (string | number)[]): string {
  const digest = createHash("sha256").update(words.join("\n")).digest();
  return [...digest.subarray(0, length)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** A uid that is always the same for the same words. */
export function uidOf(...words: (string | number)[]): string {
  const hex = createHash("sha256").update(words.join("\n")).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** A number from 0 up to 1 that is always the same for the same words. */
export function fractionOf(...words: (string | number)[]): number {
  return createHash("sha256").update(words.join("\n")).digest().readUInt32BE(0) / 2 ** 32;
}

/** Times as Kubernetes writes them: whole seconds. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
