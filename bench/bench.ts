/**
 * Measures what docs/benchmarks.md says: `npm run bench`, or a part of it with `npm run bench -- scripts`.
 * Everything runs on this machine against the sandbox cloud, in folders that are thrown away.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { ensureBuild, ensureClient } from "../bin/build.ts";
import { printFixes, printLists, printScripts } from "./print.ts";

const SIZES = [1_000, 100_000];

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  scripts: async () => printScripts(await reportOf("scripts.ts")),
  fixes: async () => printFixes(await reportOf("fixes.ts")),
  lists: async () => {
    const reports: Parameters<typeof printLists>[0][number][] = [];
    for (const size of SIZES) reports.push(await reportOf("lists.ts", String(size)));
    printLists(reports);
  },
};

process.chdir(resolve(import.meta.dirname, ".."));
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in PARTS));
if (unknown) {
  process.stderr.write(`There is no part “${unknown}”: ${Object.keys(PARTS).join(", ")}.\n`);
  process.exit(1);
}
const never = new AbortController().signal;
await ensureClient(never);
await ensureBuild(never);
for (const [name, run] of Object.entries(PARTS)) {
  if (asked.length === 0 || asked.includes(name)) await run();
}

/** Runs a program of this folder, which has settings of its own, and returns what it reports. */
async function reportOf<Report>(program: string, ...args: string[]): Promise<Report> {
  // Its own log would only tell that its database leaves before it does; the portal's processes keep theirs.
  const env = { ...process.env, LOG_LEVEL: "silent" };
  const child = fork(join(import.meta.dirname, program), args, { env });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`bench/${program} ended with ${code} before it reported.`);
  });
  ended.catch(() => undefined);
  const [report] = await Promise.race([once(child, "message"), ended]);
  // The next part begins when the machine is quiet again.
  if (child.exitCode === null) await once(child, "exit");
  return report as Report;
}
