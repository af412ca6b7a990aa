import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { z } from "zod";

const BuildManifest = z.object({ rootMainFiles: z.array(z.string()) });
const Entries = z.record(
  z.string(),
  z.object({ entryJSFiles: z.record(z.string(), z.array(z.string())) }),
);

/**
 * The gzipped bytes of the scripts that Next's manifests name for the first load of a page: those of every page,
 * and those of the page's own entry and of the layouts around it. Polyfills are for browsers without modules.
 * @param page the page's folder below app, such as `/(portal)/environments`
 */
export function firstLoadBytes(build: string, page: string): number {
  const manifest = BuildManifest.parse(
    JSON.parse(readFileSync(join(build, "build-manifest.json"), "utf8")),
  );
  const entries = entriesOf(join(build, "server/app", page, "page_client-reference-manifest.js"));
  const files = new Set([...manifest.rootMainFiles, ...entries]);
  return [...files].reduce((sum, file) => sum + gzipped(join(build, decodeURI(file))), 0);
}

/** The manifest is a script that assigns to a global; it is run on its own and read. */
function entriesOf(file: string): string[] {
  const context: { globalThis: { __RSC_MANIFEST?: unknown } } = { globalThis: {} };
  runInNewContext(readFileSync(file, "utf8"), context);
  const entries = Entries.parse(context.globalThis.__RSC_MANIFEST);
  return Object.values(entries).flatMap(({ entryJSFiles }) => Object.values(entryJSFiles).flat());
}

function gzipped(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}
