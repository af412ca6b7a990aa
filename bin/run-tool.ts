import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { Refusal } from "./refusal.mjs";

const LAST_LINES = 40;

interface ToolRun {
  signal: AbortSignal;
  /** The sentence to stop with when it fails; the tool's last lines follow it. */
  failed: string;
  env: Record<string, string>;
}

/** Runs a command of one of our packages in silence. Throws a Refusal with its last words when it fails. */
export async function runTool(name: string, args: string[], run: ToolRun): Promise<void> {
  const { code, output } = await outputOf(`node_modules/.bin/${name}`, args, run.env, run.signal);
  if (code === 0) return;
  if (run.signal.aborted) throw new Refusal("Stopped.");
  throw new Refusal(`${run.failed}\n${output.trim().split("\n").slice(-LAST_LINES).join("\n")}`);
}

/** Runs a command and returns what it wrote on both streams, in order, with its exit code. */
export function outputOf(
  command: string,
  args: string[],
  env: Record<string, string>,
  signal?: AbortSignal,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(signal && { signal }),
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
    }
    // Some tools colour what they write even into a pipe.
    const end = (code: number, last = "") =>
      resolve({ code, output: stripVTControlCharacters(output + last) });
    child.once("error", (error) => end(1, error.message));
    child.once("close", (code) => end(code ?? 1));
  });
}
