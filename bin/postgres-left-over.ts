import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "./refusal.mjs";

const WAIT_MS = 20_000;
const LOOK_MS = 50;

/**
 * Ends the server that a killed supervisor left running on a data folder, and removes its pid file.
 * After a reboot the number in that file may belong to a stranger, so the process is looked at first.
 */
export async function endLeftOver(data: string): Promise<void> {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (Number.isInteger(pid) && pid > 1 && isServerOf(pid, data)) {
    process.kill(pid, "SIGINT");
    await gone(pid, data);
  }
  rmSync(pidFile, { force: true });
}

function isServerOf(pid: number, data: string): boolean {
  const answer = spawnSync("ps", ["-ww", "-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  return answer.stdout?.includes("postgres") === true && answer.stdout.includes(`-D ${data} `);
}

async function gone(pid: number, data: string): Promise<void> {
  for (let waited = 0; waited < WAIT_MS; waited += LOOK_MS) {
    if (!isServerOf(pid, data)) return;
    await sleep(LOOK_MS);
  }
  throw new Refusal(
    `The database of an earlier start (process ${pid}) does not stop: end it and start again.`,
  );
}
