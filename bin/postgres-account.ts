import { spawnSync } from "node:child_process";
import { Refusal } from "./refusal.mjs";

const NAME = "postgres";

/** The account that a process runs as, where it is not our own. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root, so root lends it the account `postgres`, made when it is missing.
 * Undefined means: our own account will do.
 */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return lookUp() ?? create();
}

/** Whether that account may enter a folder; root's own rights say nothing about it. */
export function mayEnter(folder: string, account: Account | undefined): boolean {
  if (!account) return true;
  const tried = spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...account, cwd: "/" });
  return tried.status === 0;
}

function lookUp(): Account | undefined {
  const [uid, gid] = ["-u", "-g"].map((flag) => {
    const answer = spawnSync("id", [flag, NAME], { encoding: "utf8" });
    return answer.status === 0 ? Number(answer.stdout) : undefined;
  });
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function create(): Account {
  spawnSync("useradd", ["--system", "--user-group", "--shell", "/usr/sbin/nologin", NAME]);
  const account = lookUp();
  if (account) return account;
  throw new Refusal(
    "PostgreSQL does not run as root and the account “postgres” could not be made: start as another user, or set DATABASE_URL.",
  );
}
