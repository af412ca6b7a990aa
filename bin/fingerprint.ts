import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A hash of the names and contents of files; folders count with all that is in them, except what `skip` matches. */
export function fingerprint(paths: string[], skip: RegExp): string {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(filesIn).filter((path) => !skip.test(path))) {
    hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}

/**
 * Does `work` unless it was done for the same sources before. The fingerprint is written to `stamp` only when
 * the work has succeeded; `stamp` lies in what the work makes, so that deleting that forgets the stamp too.
 * @returns whether it worked
 */
export async function unlessDone(
  stamp: string,
  sources: string,
  work: () => Promise<void>,
): Promise<boolean> {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return false;
  await work();
  writeFileSync(stamp, sources);
  return true;
}
