import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** No command that the sandbox answers takes so long; a limit so that a hanging az ends. */
const LONGEST_MS = 120_000;

/** Where a program lies on PATH, or nothing. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** Runs the Azure CLI with these variables and gives what it printed as JSON; nothing where it printed nothing. */
export async function az(
  variables: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<unknown> {
  const { stdout } = await run("az", [...args, "--output", "json", "--only-show-errors"], {
    env: { ...process.env, ...variables },
    timeout: LONGEST_MS,
  });
  return stdout.trim() === "" ? undefined : JSON.parse(stdout);
}
