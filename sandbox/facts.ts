import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AccountKey } from "./aws/seed.ts";
import type { ProjectOwner } from "./gcp/seed/projects.ts";
import { CLI, PORTAL, TENANT_ID, USERS } from "./identities.ts";
import type { Settings } from "./settings.ts";

interface Secrets {
  portal: string;
  cli: string;
  control: string;
}

/** Made at the first start and kept with the state. */
export function secretsFrom(settings: Settings): Secrets {
  const secret = (name: string) => settings.keep(name, () => randomBytes(24).toString("base64url"));
  return {
    portal: secret("portalSecret"),
    cli: secret("cliSecret"),
    control: secret("controlKey"),
  };
}

interface Places {
  url: string;
  signInUrl: string;
  awsUrl: string;
  gcpUrl: string;
  caFile: string;
  secrets: Secrets;
  aws: { accounts: readonly AccountKey[] };
  gcp: { projects: readonly ProjectOwner[] };
}

/** sandbox.json tells those who may read the data folder how to talk to the sandbox. */
export function writeFacts(folder: string, { secrets, ...places }: Places): void {
  const facts = {
    ...places,
    tenantId: TENANT_ID,
    clientId: PORTAL.clientId,
    clientSecret: secrets.portal,
    cliClientId: CLI.clientId,
    cliClientSecret: secrets.cli,
    controlKey: secrets.control,
    users: USERS.map(({ username, displayName, roleText }) => ({
      username,
      displayName,
      roleText,
    })),
  };
  writeFileSync(join(folder, "sandbox.json"), `${JSON.stringify(facts, null, 2)}\n`, {
    mode: 0o600,
  });
}
