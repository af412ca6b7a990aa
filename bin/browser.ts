import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Refusal } from "./refusal.mjs";
import { say } from "./terminal.mjs";

const COMMANDS = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"];
const MAC_APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * The browser for the end-to-end tests: CHROMIUM_PATH, else an installed Chrome or Chromium, else Debian's
 * package, installed now where we may. Throws a Refusal when there is none to be had.
 */
export function ensureBrowser(): string {
  const found = findBrowser() ?? installFromDebian();
  if (found) return found;
  throw new Refusal(
    "The browser tests need Chrome or Chromium: install one, or name it in CHROMIUM_PATH.",
  );
}

/** The first browser that is there and may be run. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter);
  const installed = COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [env.CHROMIUM_PATH ?? "", ...installed, ...MAC_APPLICATIONS].find(mayRun);
}

function mayRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installFromDebian(): string | undefined {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const run = (...words: string[]) => {
    const [command = "", ...args] = [...sudo, ...words];
    return spawnSync(command, args, { encoding: "utf8" }).status === 0;
  };
  if (!run("apt-get", "--version")) return undefined;
  say("Installing Debian's Chromium…");
  run("apt-get", "update", "-q");
  run("apt-get", "install", "-qy", "--no-install-recommends", "chromium");
  return findBrowser();
}
