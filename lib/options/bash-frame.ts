import type { Task } from "./catalog.ts";

/**
 * A script that can also be pasted: it runs in a shell of its own, so that its end is not the end of the person's,
 * and it is read as a whole before its first line runs.
 */
export function bashScript(head: readonly string[], body: readonly string[]): string {
  return `${["#!/usr/bin/env bash", ...head.map((line) => `# ${line}`), LITERAL, "(", ...body, ")"].join("\n")}\n`;
}

/** ShellCheck wonders about a dollar sign in single quotes, which is there to stay one. */
const LITERAL = "# shellcheck disable=SC2016";

/** Every script begins so: it knows how far it is, and says so. */
export const OPENING = [
  "set -euo pipefail",
  "number=0",
  "",
  "# Names are printed as Bash quotes them, so that nothing in them reaches the terminal.",
  `say() { printf '%d  %q  %s\\n' "$number" "$1" "$2" >&2; }`,
  "stop() {",
  `  say "$1" "$2 The script stops here; run it again to go on."`,
  "  exit 1",
  "}",
];

/** A file that nobody else can read and that is gone at the end. */
export const FILE = ["umask 077", "file=$(mktemp)", `trap 'rm -f -- "$file"' EXIT`];

/** What a script says at its end. */
export const CLOSING: Record<Task, readonly string[]> = {
  deploy: [`printf 'Done: %d clusters.\\n' "$number" >&2`],
  remove: [`printf 'Done: %d clusters.\\n' "$number" >&2`],
  verify: [
    `printf '%d of %d clusters do not have it.\\n' "$missing" "$number" >&2`,
    `[ "$missing" -eq 0 ]`,
  ],
};

/** Passes over a cluster that has nothing left to do, and announces the change of the others. */
export function unlessDone(test: string): string[] {
  return [
    `  if ${test}; then`,
    `    say "$cluster" 'is as wanted already.'`,
    "    return",
    "  fi",
    `  say "$cluster" 'is being changed. This takes some minutes.'`,
  ];
}

/** Says what Azure reports, and counts the clusters that do not have it. */
export function reported(test: string, state: string): string[] {
  return [
    `  if ${test}; then`,
    `    say "$cluster" 'has it, as Azure reports.'`,
    "  else",
    `    say "$cluster" "does not have it: Azure reports '${state}'."`,
    "    missing=$((missing + 1))",
    "  fi",
  ];
}
