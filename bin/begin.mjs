import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "./packages.mjs";
import { say, sentenceOf } from "./terminal.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs one of our TypeScript programs in a folder where nothing may be installed yet and whose Node may be
 * too old for it: installs the packages, one of which is Node itself, and goes on in that Node.
 * @param {string} program path from the root, such as "bin/start.ts"
 */
export async function begin(program) {
  process.chdir(ROOT);
  try {
    await installPackages();
    process.exitCode = await runInOwnNode(program, process.argv.slice(2));
  } catch (error) {
    say(sentenceOf(error));
    process.exitCode = 1;
  }
}

/**
 * The channel between the two tells the program when this process is killed. Signals are passed on; those
 * that a terminal sends reach both, and this one then only waits.
 * @param {string} program @param {string[]} args @returns {Promise<number>} its exit code
 */
function runInOwnNode(program, args) {
  const bin = join(ROOT, "node_modules", ".bin");
  const node = join(ROOT, "node_modules", "node", "bin", "node");
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", program, ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
  });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
