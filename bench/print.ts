import type { FixReport } from "./fixes.ts";
import type { ListReport } from "./lists.ts";
import type { ScriptReport } from "./scripts.ts";
import { type Cell, printTable } from "./table.ts";

const KINDS = [
  ["page", "Pages over HTTP, signed in, ms"],
  ["queries", "Their queries alone, ms"],
] as const;

/** The same lists over estates of different sizes, side by side. */
export function printLists(reports: readonly ListReport[]): void {
  const size = ({ clusters }: ListReport) => clusters.toLocaleString("en");
  const seconds = (one: ListReport): Cell[] => [size(one), one.startSeconds, one.discoverySeconds];
  const heads = ["clusters", "start of everything, s", "of which discovery, s"];
  printTable("Starting with an empty folder", heads, reports.map(seconds));
  const names = reports[0]?.lists.map(({ name }) => name) ?? [];
  for (const [kind, title] of KINDS) {
    const rows = names.flatMap((name): Cell[][] => {
      const measured = reports.map((one) => one.lists.find((list) => list.name === name)?.[kind]);
      if (!measured.every((one) => one)) return [];
      return [[name, ...measured.flatMap((one) => (one ? [one.p50, one.p95] : []))]];
    });
    printTable(title, ["list", ...reports.flatMap((one) => [`${size(one)}: p50`, "p95"])], rows);
  }
  const started = reports.map(({ fix }) => [fix.tasks, fix.seconds]);
  printTable("Pressing Fix on all that match", ["tasks", "until all are queued, s"], started);
}

/** Fixes a second, beside what the queue alone does. */
export function printFixes({ tasks, lanes, fixed, seconds, noOpSeconds }: FixReport): void {
  printTable(
    `${tasks} tasks in ${lanes} lanes, a cloud that works at once`,
    ["what", "done", "seconds", "a second"],
    [
      ["fixes, from the press to the last healthy cluster", fixed, seconds, fixed / seconds],
      ["jobs of the same queue that do nothing", tasks, noOpSeconds, tasks / noOpSeconds],
    ],
  );
}

/** Kilobytes of scripts, and how many times those of a bare page. */
export function printScripts({ main, bare }: ScriptReport): void {
  const row = (name: string, of: "manifest" | "browser"): Cell[] => [
    name,
    main[of] / 1024,
    bare[of] / 1024,
    (main[of] / bare[of]).toFixed(2),
  ];
  printTable(
    "First-load JavaScript, KiB compressed",
    ["measured by", "main page", "bare page", "times"],
    [row("the build's manifests", "manifest"), row("what Chromium fetched", "browser")],
  );
}
