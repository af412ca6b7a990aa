import { relative } from "node:path";
import type { SandboxFacts } from "./sandbox-facts.ts";

interface Welcome {
  url: string;
  logs: string;
  sandbox: SandboxFacts | undefined;
  /** What the portal's health says is not there yet; undefined when all is. */
  missing: unknown;
}

/** The one block that a start ends with: where to go, as whom, and how to go on. */
export function welcome({ url, logs, sandbox, missing }: Welcome): string {
  const rows: [string, string][] = [
    ...(sandbox ? [["Its command line", 'eval "$(npm run --silent sandbox:env)"'] as const] : []),
    [sandbox ? "A real tenant" : "The tenant", "docs/operating.md"],
    ["Logs", relative(process.cwd(), logs) || logs],
    ["Stop", "Ctrl-C"],
  ].map(([label = "", value = ""]) => [label, value]);
  return [
    "",
    missing === undefined
      ? `  Breakwater is ready: ${url}`
      : `  Breakwater runs at ${url}, but not all of it is ready: ${JSON.stringify(missing)}`,
    "",
    ...(sandbox ? sandboxLines(sandbox) : []),
    ...columns(rows),
    "",
  ].join("\n");
}

function sandboxLines({ users, aws, gcp }: SandboxFacts): string[] {
  return [
    "  It manages a sandbox cloud; no real one is touched. Sign in as one of:",
    ...indented(users.map(({ username, roleText }) => [username, roleText])),
    "",
    "  Environment settings, Add environment connects AWS accounts and GCP projects. The sandbox has:",
    ...indented([
      ...aws.accounts.map(({ id, name }): [string, string] => [`AWS ${id}`, name]),
      ...gcp.projects.map(({ projectId, projectNumber }): [string, string] => [
        `GCP ${projectNumber}`,
        projectId,
      ]),
    ]),
    "  The line below lets aws and gcloud in too, for the template and the script of the wizards.",
    "",
  ];
}

function indented(rows: [string, string][]): string[] {
  return columns(rows).map((row) => `  ${row}`);
}

function columns(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
