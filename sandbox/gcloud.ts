import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The services that gcloud asks each at an address of its own; in the sandbox they share one. */
const SERVICES = [
  "cloudresourcemanager",
  "container",
  "iam",
  "iamcredentials",
  "logging",
  "pubsub",
  "serviceusage",
  "sts",
];

/**
 * Gives gcloud a configuration folder of its own, and a file with the token of a project's owner.
 * @returns the environment variables that make gcloud use the sandbox, and nothing that a person has configured
 */
export function pointGcloudAt(
  { gcpUrl }: { gcpUrl: string },
  { projectId, accessToken }: { projectId: string; accessToken: string },
  folder: string,
): Record<string, string> {
  const configuration = join(folder, "gcloud");
  const tokenFile = join(folder, `${projectId}.token`);
  mkdirSync(configuration, { recursive: true });
  writeFileSync(tokenFile, accessToken, { mode: 0o600 });
  const overrides = SERVICES.map((service) => [
    `CLOUDSDK_API_ENDPOINT_OVERRIDES_${service.toUpperCase()}`,
    `${gcpUrl}/`,
  ]);
  return {
    CLOUDSDK_CONFIG: configuration,
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: tokenFile,
    CLOUDSDK_CORE_PROJECT: projectId,
    CLOUDSDK_CORE_DISABLE_PROMPTS: "1",
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: "1",
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: "1",
    ...Object.fromEntries(overrides),
  };
}
