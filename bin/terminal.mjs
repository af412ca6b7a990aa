import { Refusal } from "./refusal.mjs";

/** What the system's error codes mean to the person who has to do something about it (errno(3)). */
const MEANINGS = {
  EACCES: "is not ours to use: check who owns it and its permissions",
  EPERM: "is not ours to use: check who owns it and its permissions",
  EROFS: "is on a file system that can't be written",
  ENOSPC: "can't be written: the disk is full",
  ENOTDIR: "should be a folder",
  EEXIST: "is in the way: move it and start again",
};

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * What to tell the person at the terminal: a Refusal's sentence, the meaning of a file system error, and
 * for anything else, which is a bug of ours, the whole stack.
 * @param {unknown} error @returns {string}
 */
export function sentenceOf(error) {
  if (error instanceof Refusal) return error.message;
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error ?? {});
  const meaning = MEANINGS[/** @type {keyof typeof MEANINGS} */ (code)];
  if (meaning && path) return `${path} ${meaning}.`;
  return error instanceof Error ? String(error.stack) : String(error);
}
