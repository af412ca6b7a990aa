import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { auth, container, type container_v1 } from "@googleapis/container";
import { IdentityPoolClient } from "google-auth-library";
import { findProgram } from "../az-command.ts";
import { pointGcloudAt } from "../gcloud.ts";
import type { Sandbox } from "../testing.ts";
import { ask, type TestAnswer } from "./ask.ts";

const run = promisify(execFile);
/** No command that the sandbox answers takes so long; a limit so that a hanging gcloud ends. */
const LONGEST_MS = 120_000;

type Places = Pick<Sandbox, "gcp" | "gcpUrl" | "dataFolder">;

/** Where gcloud is, if it is installed. */
export function findGcloud(): string | undefined {
  return findProgram("gcloud");
}

/** A project of the sandbox, with its owner's token. */
export function projectOf({ gcp }: Pick<Sandbox, "gcp">, projectId: string) {
  const found = gcp.projects.find((project) => project.projectId === projectId);
  if (!found) throw new Error(`The sandbox has no project ${projectId}.`);
  return found;
}

/** The environment in which gcloud is the owner of a project of the sandbox. */
export function gcloudVariables(sandbox: Places, projectId: string): Record<string, string> {
  return pointGcloudAt(sandbox, projectOf(sandbox, projectId), sandbox.dataFolder);
}

/**
 * Runs the real gcloud as the owner of a project and gives what it printed as JSON; nothing where it printed
 * nothing. Rejects with what it said on stderr.
 */
export async function gcloud(
  sandbox: Places,
  projectId: string,
  ...args: string[]
): Promise<unknown> {
  const { stdout } = await run("gcloud", [...args, "--format=json"], {
    env: { ...process.env, ...gcloudVariables(sandbox, projectId) },
    timeout: LONGEST_MS,
  });
  return stdout.trim() === "" ? undefined : JSON.parse(stdout);
}

/** Asks any of Google's APIs, as the owner of a project unless a token is given. */
export function google(
  sandbox: Pick<Sandbox, "gcp" | "gcpUrl">,
  method: string,
  path: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Promise<TestAnswer> {
  const [, projectId = ""] = /\/projects\/([a-z][a-z0-9-]*)/.exec(path) ?? [];
  const authorization = `Bearer ${token ?? projectOf(sandbox, projectId).accessToken}`;
  return ask(`${sandbox.gcpUrl}${path}`, { method, body, headers: { authorization } });
}

/** Google's own client of the Kubernetes Engine API, pointed at the sandbox. */
export function containerClient(
  { gcpUrl }: Pick<Sandbox, "gcpUrl">,
  accessToken: string,
): container_v1.Container {
  // The client brings its own version of the authentication library, and takes no other's credentials.
  const client = new auth.OAuth2();
  client.setCredentials({ access_token: accessToken });
  return container({ version: "v1", auth: client, rootUrl: `${gcpUrl}/`, retry: false });
}

/** Google's own client of workload identity federation, which shows a token of Entra ID to the sandbox. */
export function federatedClient(
  { gcpUrl }: Pick<Sandbox, "gcpUrl">,
  { audience, serviceAccount, token }: FederatedIdentity,
): IdentityPoolClient {
  return new IdentityPoolClient({
    type: "external_account",
    audience,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `${gcpUrl}/v1/token`,
    service_account_impersonation_url: `${gcpUrl}/v1/projects/-/serviceAccounts/${serviceAccount}:generateAccessToken`,
    subject_token_supplier: { getSubjectToken: async () => token },
    scopes: ["https://www.googleapis.com/auth/cloud-platform"],
  });
}

export interface FederatedIdentity {
  /** The full name of a provider of a workload identity pool. */
  audience: string;
  serviceAccount: string;
  /** Entra ID's. */
  token: string;
}
