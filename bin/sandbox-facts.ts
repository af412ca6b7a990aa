import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Environment } from "./settings.ts";

/** What the sandbox cloud writes down in its folder before it listens. */
const SandboxFacts = z.object({
  url: z.url(),
  awsUrl: z.url(),
  gcpUrl: z.url(),
  tenantId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  caFile: z.string(),
  aws: z.object({ accounts: z.array(z.object({ id: z.string(), name: z.string() })) }),
  gcp: z.object({
    projects: z.array(z.object({ projectId: z.string(), projectNumber: z.string() })),
  }),
  users: z.array(z.object({ username: z.string(), displayName: z.string(), roleText: z.string() })),
});
export type SandboxFacts = z.infer<typeof SandboxFacts>;

/** Reads them; throws when the sandbox of this folder never started. */
export function readSandboxFacts(folder: string): SandboxFacts {
  return SandboxFacts.parse(JSON.parse(readFileSync(join(folder, "sandbox.json"), "utf8")));
}

/** The variables that point the portal at the sandbox; to the portal it is a cloud like any other. */
export function sandboxEnvironment(sandbox: SandboxFacts): Environment {
  return {
    AZURE_AUTHORITY_HOST: sandbox.url,
    AZURE_RESOURCE_MANAGER_URL: sandbox.url,
    AZURE_TENANT_ID: sandbox.tenantId,
    AZURE_CLIENT_ID: sandbox.clientId,
    AZURE_CLIENT_SECRET: sandbox.clientSecret,
    AZURE_CA_FILE: sandbox.caFile,
    AWS_ENDPOINT_URL: sandbox.awsUrl,
    GOOGLE_ENDPOINT_URL: sandbox.gcpUrl,
  };
}
