/** Everything behind `npm test`: all checks, and a last line with their sum. */
import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { ensureClient } from "./build.ts";
import { BROWSER_TESTS, type Check, type Count, LANES, REPORTS, runCheck } from "./checks.ts";
import { stopRequested } from "./stop-request.ts";
import { say, sentenceOf } from "./terminal.mjs";

process.chdir(resolve(import.meta.dirname, ".."));
const stop = stopRequested();
const total: Count = { passed: 0, failed: 0, skipped: 0 };
try {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  await ensureClient(stop);
  await Promise.all(LANES.map(runLane));
  await runAndTell(BROWSER_TESTS);
} catch (error) {
  say(sentenceOf(error));
  total.failed += 1;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
say(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);

async function runLane(lane: Check[]): Promise<void> {
  for (const check of lane) await runAndTell(check);
}

/** One line for what went well; the whole output of what did not, and the names of what was skipped. */
async function runAndTell(check: Check): Promise<void> {
  if (stop.aborted) return;
  const started = Date.now();
  const { count, output } = await runCheck(check, stop);
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += count[key];
  const seconds = Math.round((Date.now() - started) / 1000);
  const numbers = `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
  if (count.failed > 0) say(`\n── ${check.name} ──\n${output.trim()}\n`);
  say(`${count.failed > 0 ? "✗" : "✓"} ${check.name}: ${numbers} (${seconds} s)`);
}
