import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { type AwsKeys, pointAwsCliAt } from "../aws-cli.ts";
import { findProgram } from "../az-command.ts";
import type { Sandbox } from "../testing.ts";

const run = promisify(execFile);

/** Debian's package is version 2; a version of pip's may stand before it on PATH. */
const DEBIANS = "/usr/bin/aws";

/** Where the AWS CLI is, if it is installed. */
export function findAwsCli(): string | undefined {
  return existsSync(DEBIANS) ? DEBIANS : findProgram("aws");
}

/** The administrator's keys of one of the sandbox's accounts, by its name. */
export function keysOf({ aws }: Pick<Sandbox, "aws">, name = "northwind-prod") {
  const found = aws.accounts.find((account) => account.name === name);
  if (!found) throw new Error(`The sandbox has no AWS account ${name}.`);
  return found;
}

/** What every client of the AWS SDK takes to reach the sandbox. */
export function clientOptions(
  { awsUrl }: Pick<Sandbox, "awsUrl">,
  credentials: AwsKeys,
  region = "eu-west-1",
) {
  return { endpoint: awsUrl, region, credentials };
}

/**
 * Runs the real AWS CLI against the sandbox and gives what it printed as JSON; nothing where it printed nothing.
 * Rejects with what it said on stderr.
 */
export async function awsCli(
  sandbox: Pick<Sandbox, "awsUrl">,
  keys: AwsKeys,
  ...args: string[]
): Promise<unknown> {
  const options = { env: { ...process.env, ...pointAwsCliAt(sandbox, keys) }, timeout: 120_000 };
  const everywhere = ["--endpoint-url", sandbox.awsUrl, "--output", "json"];
  const { stdout } = await run(findAwsCli() ?? "aws", [...args, ...everywhere], options);
  return stdout.trim() === "" ? undefined : JSON.parse(stdout);
}

/** SHA-1 of a server's certificate, as an account notes it to trust an identity provider. */
export function thumbprintOf(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: hostname, port: Number(port), servername: hostname, rejectUnauthorized: false },
      () => {
        resolve(createHash("sha1").update(socket.getPeerCertificate().raw).digest("hex"));
        socket.destroy();
      },
    );
    socket.on("error", reject);
  });
}
