// Judges recorded traffic between clients and the sandbox by Azure's own OpenAPI files.
//   node sandbox/judge/judge.ts [recording.jsonl …]
// Without recordings it judges what the tests recorded, if they did, and a walk over every route.
import { parseArgs } from "node:util";
import { readExceptions } from "./exceptions.ts";
import { isResourceManagerCall, readExchanges } from "./exchange.ts";
import { judgeAll, type Verdict } from "./report.ts";
import { prepareSpecifications, type Specifications } from "./specifications.ts";
import { recordTraffic } from "./traffic.ts";
import { assertAwake, loadValidator } from "./validator.ts";

const { positionals } = parseArgs({ allowPositionals: true });
using specifications = prepare();
if (specifications) {
  const verdict = await judgeRecordings(specifications.folder);
  report(verdict);
  process.exitCode = verdict.violations.size === 0 && verdict.judged > 0 ? 0 : 1;
}

function prepare(): Specifications | null {
  const prepared = prepareSpecifications();
  if ("folder" in prepared) return prepared;
  say(`skipped: Azure's OpenAPI files are not in ${prepared.missing} (set WIRE_SPECS).`);
  return null;
}

async function judgeRecordings(folder: string): Promise<Verdict> {
  const recordings = positionals.length > 0 ? positionals : await recordTraffic();
  const judge = await loadValidator(folder);
  await assertAwake(judge);
  const exchanges = recordings.flatMap(readExchanges).filter(isResourceManagerCall);
  return judgeAll(exchanges, judge, readExceptions());
}

function report({ judged, violations, excused }: Verdict): void {
  for (const [{ reason, url }, count] of excused) say(`${count} excused: ${url}: ${reason}`);
  for (const [violation, count] of violations) say(`${count}x ${violation}`);
  const total = [...violations.values()].reduce((sum, count) => sum + count, 0);
  say(`${judged} exchanges judged, ${total} violations`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
