/**
 * Completes package-lock.json after `npm install`: npm leaves out the packages for platforms that the
 * registry did not serve at that moment, and `npm ci` then refuses the lock on every platform
 * (https://github.com/npm/cli/issues/4828). The entries need no more than a version and the platform; npm
 * looks the rest up where it installs them.
 *
 *   node bin/complete-lock.mjs
 */
import { readFileSync, writeFileSync } from "node:fs";
import { say } from "./terminal.mjs";

const OS = /\b(android|darwin|freebsd|linux|openharmony|win32|windows)\b/;
const CPU = /\b(arm64|arm|x64|ia32|ppc64|riscv64|s390x|wasm32)\b/;

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const present = new Set(
  Object.keys(lock.packages).map((path) => path.split("node_modules/").at(-1)),
);
const missing = Object.values(lock.packages)
  .flatMap(({ optionalDependencies = {} }) => Object.entries(optionalDependencies))
  .filter(([name, version]) => !present.has(name) && /^\d/.test(String(version)));
for (const [name, version] of missing) lock.packages[`node_modules/${name}`] = entry(name, version);
const [root, ...others] = Object.entries(lock.packages);
others.sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries([root, ...others]);
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
say(`${missing.length} packages of other platforms added to package-lock.json`);

/** The names of such packages end in the platform, as in `@next/swc-linux-arm64-musl`. */
function entry(name, version) {
  const os = OS.exec(name)?.[1]?.replace("windows", "win32");
  const cpu = CPU.exec(name)?.[1];
  return {
    version,
    optional: true,
    ...(os && { os: [os] }),
    ...(cpu && { cpu: [cpu] }),
    ...(os === "linux" && { libc: [name.includes("musl") ? "musl" : "glibc"] }),
  };
}
