import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { az, findProgram } from "../az-command.ts";
import { pointAzureCliAt } from "../azure-cli.ts";
import type { Sandbox } from "../testing.ts";
import { findAwsCli } from "./aws.ts";
import { findGcloud } from "./gcp.ts";

const run = promisify(execFile);

/** What stands in for what the Azure CLI and gcloud would download first. */
const STAND_INS = ["sandbox/testing/az-extensions", "sandbox/testing"].map((path) => resolve(path));

type Azure = Pick<Sandbox, "url" | "caFile" | "tenantId" | "cliClientId" | "cliClientSecret">;

/** Runs a program in a folder, with a cloud's variables besides; gives its exit code and all that it said. */
export type Carry = (
  program: string,
  words: string[],
  cloud: Record<string, string>,
  home: string,
) => Promise<{ code: number; said: string }>;

/** Which of the tools that generated scripts call are not installed. */
export function missingTools(...clouds: ("aws" | "gcp")[]): string[] {
  const missing = ["az", "kubectl", "python3"].filter((name) => !findProgram(name));
  if (clouds.includes("aws") && !findAwsCli()) missing.push("aws");
  if (clouds.includes("gcp") && !findGcloud()) missing.push("gcloud");
  return missing;
}

/**
 * The clouds' real command line tools, pointed at the sandbox: az signed in as the Owner's application, with settings
 * of its own in `folder`. AWS's and Google's own variables are given with each run.
 */
export async function realTools(sandbox: Azure, folder: string): Promise<Carry> {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  // Debian's AWS CLI knows no variable for the endpoint.
  const aws = `#!/bin/sh\nexec ${findAwsCli()} "$@" --endpoint-url "$AWS_ENDPOINT_URL"\n`;
  writeFileSync(join(bin, "aws"), aws);
  chmodSync(join(bin, "aws"), 0o755);
  const azure = pointAzureCliAt(sandbox, folder);
  const { cliClientId, cliClientSecret, tenantId } = sandbox;
  const who = ["-u", cliClientId, "-p", cliClientSecret, "--tenant", tenantId];
  await az(azure, "login", "--service-principal", ...who);
  return (program, words, cloud, home) => {
    const path = [bin, ...STAND_INS, "/usr/bin", process.env.PATH].join(":");
    const env = {
      ...process.env,
      ...azure,
      ...cloud,
      HOME: folder,
      PAUSE_SECONDS: "0.5",
      PATH: path,
    };
    return run(program, words, { env, cwd: home }).then(
      ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
      ({ code, stdout, stderr }) => ({ code: code as number, said: (stdout + stderr) as string }),
    );
  };
}
