import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { ensureBrowser } from "./browser.ts";
import { outputOf } from "./run-tool.ts";
import { sentenceOf } from "./terminal.mjs";

/** Longer than any check takes on two busy cores; what hangs is ended and counts as failed. */
const CHECK_LIMIT_MS = 20 * 60_000;

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Check {
  name: string;
  /** Commands of our packages, one after the other; the first that fails ends the check. */
  commands: [tool: string, ...args: string[]][];
  /** Variables for the commands; what it throws is why the check could not run. */
  env?: () => Record<string, string>;
  /** Where the last command writes its own counts. Without, the whole check counts as one. */
  report?: { file: string; read: (json: unknown) => Count };
}

/** Where the reports are written. */
export const REPORTS = ".data/reports";

const VitestReport = z
  .object({ numPassedTests: z.number(), numFailedTests: z.number(), numPendingTests: z.number() })
  .transform((report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests,
  }));

const PlaywrightReport = z
  .object({
    stats: z.object({
      expected: z.number(),
      unexpected: z.number(),
      flaky: z.number(),
      skipped: z.number(),
    }),
  })
  .transform(({ stats }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  }));

/** The checks, in lanes that run beside each other; within a lane one follows the other. */
export const LANES: Check[][] = [
  [
    { name: "style", commands: [["biome", "check"]] },
    {
      name: "types",
      commands: [
        ["next", "typegen"],
        ["tsc", "--noEmit"],
      ],
    },
    { name: "dead code", commands: [["knip"]] },
    { name: "production build", commands: [["node", "bin/build.ts"]] },
  ],
  [
    {
      name: "unit and integration tests",
      commands: [["vitest", "run", "--reporter=default", "--reporter=json"]],
      env: () => ({ VITEST_JSON: join(REPORTS, "vitest.json") }),
      report: { file: join(REPORTS, "vitest.json"), read: (json) => VitestReport.parse(json) },
    },
  ],
];

/** What comes when the lanes are through: a browser test wants the machine for itself. */
export const BROWSER_TESTS: Check = {
  name: "browser tests",
  commands: [["playwright", "test"]],
  env: () => ({
    SANDBOX_RECORD: freshRecording(),
    CHROMIUM_PATH: ensureBrowser(),
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(REPORTS, "playwright.json"),
  }),
  report: { file: join(REPORTS, "playwright.json"), read: (json) => PlaywrightReport.parse(json) },
};

/** Where the portal's calls to the sandbox are written while the browser walks it; `npm run wire:judge` reads it. */
function freshRecording(): string {
  const file = resolve(".data/wire/tests.jsonl");
  rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

/** Runs a check. It never throws: what can't run has failed, and its output says why. */
export async function runCheck(
  check: Check,
  stop: AbortSignal,
): Promise<{ count: Count; output: string }> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(CHECK_LIMIT_MS)]);
  let output = "";
  let ok = true;
  try {
    const env = check.env?.() ?? {};
    for (const [tool, ...args] of check.commands) {
      if (!ok) break;
      const result = await outputOf(`node_modules/.bin/${tool}`, args, env, signal);
      output += result.output;
      ok = result.code === 0;
    }
  } catch (error) {
    output += sentenceOf(error);
    ok = false;
  }
  return { count: countOf(check, ok), output };
}

/** A report that is missing or says "none failed" does not make a command that failed succeed. */
function countOf({ report }: Check, ok: boolean): Count {
  const whole = { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  if (!report || !existsSync(report.file)) return whole;
  const count = report.read(JSON.parse(readFileSync(report.file, "utf8")));
  return ok ? count : { ...count, failed: Math.max(count.failed, 1) };
}
