import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { holdFolder } from "./folder-hold.mjs";
import { Refusal } from "./refusal.mjs";
import { say } from "./terminal.mjs";

/** How many of npm's own lines about what went wrong are shown; help texts follow them. */
const SHOWN_LINES = 8;

/** Runs `npm ci` in the current folder when what is installed is not what package-lock.json says. */
export async function installPackages() {
  if (isInstalled(process.cwd())) return;
  const release = await holdFolder(".data");
  try {
    say("Installing packages…");
    await npmCi();
  } finally {
    await release();
  }
  if (!existsSync("node_modules/node/bin/node")) {
    throw new Refusal("npm did not install Node 24: check that npm may run install scripts.");
  }
}

/**
 * Whether node_modules holds the version of every package that package-lock.json asks for. npm writes what
 * it installed to node_modules/.package-lock.json; packages for other platforms are optional.
 * @param {string} folder @returns {boolean}
 */
export function isInstalled(folder) {
  const wanted = lockedPackages(join(folder, "package-lock.json"));
  const present = lockedPackages(join(folder, "node_modules", ".package-lock.json"));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === "" || optional || (version !== undefined && present[path]?.version === version),
  );
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean }>} */
function lockedPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : {};
}

/** @returns {Promise<void>} */
function npmCi() {
  // Inside `npm start` the very npm that runs us is the one to use.
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  const child = spawn(command, [...args, "ci", "--include=dev", "--no-audit", "--no-fund"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      words += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", () =>
      reject(new Refusal("npm could not be run: install Node.js with npm.")),
    );
    child.once("exit", (code) => {
      if (code === 0) return resolve();
      const errors = words.split("\n").filter((line) => line.startsWith("npm error"));
      const shown = errors.slice(0, SHOWN_LINES).join("\n");
      reject(
        new Refusal(`The packages could not be installed (npm ci ended with ${code}).\n${shown}`),
      );
    });
  });
}
