import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import type { RunningSandbox } from "./running-sandbox.ts";

/**
 * Gives the Azure CLI a configuration folder of its own in which the cloud named AzureCloud is the
 * sandbox, and a bundle of authorities that has the sandbox's in it.
 * @returns the environment variables that make `az` use the two
 */
export function pointAzureCliAt(
  { url, caFile }: Pick<RunningSandbox, "url" | "caFile">,
  folder: string,
): Record<string, string> {
  const configuration = join(folder, "azure");
  const bundle = join(folder, "ca-bundle.pem");
  mkdirSync(configuration, { recursive: true });
  writeFileSync(join(configuration, "clouds.config"), cloudsConfig(url));
  writeFileSync(bundle, [readFileSync(caFile, "utf8"), ...rootCertificates].join("\n"));
  return {
    AZURE_CONFIG_DIR: configuration,
    AZURE_CORE_COLLECT_TELEMETRY: "no",
    REQUESTS_CA_BUNDLE: bundle,
  };
}

/**
 * The cloud keeps its name, because `az aks update --enable-defender` knows the default workspaces
 * of named clouds only. The authority ends in /adfs, because az 2.45 has no switch for instance
 * discovery and asks login.microsoftonline.com about every other authority that it doesn't know.
 */
function cloudsConfig(url: string): string {
  const base = url.replace(/\/$/, "");
  return [
    "[AzureCloud]",
    `endpoint_resource_manager = ${base}/`,
    `endpoint_active_directory = ${base}/adfs`,
    `endpoint_active_directory_graph_resource_id = ${base}/`,
    `endpoint_microsoft_graph_resource_id = ${base}/`,
    "",
  ].join("\n");
}
