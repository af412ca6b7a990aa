import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";

/** Where Azure's OpenAPI files lie unless WIRE_SPECS names another archive or folder. */
const USUAL_PLACE = "../shared/specs/azure-openapi.tgz";

/** Azure's OpenAPI files in a folder of their own, until they are disposed of. */
export interface Specifications extends Disposable {
  /** The folder that azure-rest-api-specs calls "specification". */
  folder: string;
}

/** Unpacks or copies Azure's OpenAPI files; `missing` is the place where there were none. */
export function prepareSpecifications(): Specifications | { missing: string } {
  const place = resolve(process.env.WIRE_SPECS ?? USUAL_PLACE);
  if (!existsSync(place)) return { missing: place };
  const copy = mkdtempSync(join(tmpdir(), "wire-specs-"));
  if (statSync(place).isDirectory()) cpSync(place, copy, { recursive: true });
  else execFileSync("tar", ["-xzf", place, "-C", copy]);
  const inside = join(copy, "specification");
  const folder = existsSync(inside) ? inside : copy;
  addSupplements(folder);
  return { folder, [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }) };
}

/**
 * The archive lacks three shared files, and without them oav ignores every file that refers to them.
 * supplements.json holds the few definitions that are referred to.
 */
function addSupplements(folder: string): void {
  const file = new URL("supplements.json", import.meta.url);
  const supplements = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(readFileSync(file, "utf8")));
  for (const [path, content] of Object.entries(supplements)) {
    const target = join(folder, path);
    if (existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, JSON.stringify(content));
  }
}
