import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const LONGEST_MS = 60_000;

/** What a command printed. */
export interface Printed {
  stdout: string;
  stderr: string;
}

/**
 * The real kubectl with a kubeconfig, and with a home of its own, because it keeps what it learns of a server.
 * @throws Error with what kubectl wrote when it ends with anything but 0
 */
export function kubectlWith(kubeconfig: string, folder: string) {
  const file = join(folder, "kubeconfig");
  writeFileSync(file, kubeconfig, { mode: 0o600 });
  return (...args: string[]): Promise<Printed> =>
    run("kubectl", args, {
      env: { ...process.env, HOME: folder, KUBECONFIG: file },
      timeout: LONGEST_MS,
    });
}
