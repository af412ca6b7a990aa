import { reported, unlessDone } from "./bash-frame.ts";
import { clusterPath, versionOf } from "./bodies.ts";
import type { Request, Target } from "./model.ts";
import { bash, jsonInQuery } from "./quote.ts";

const API = versionOf("managedClusters");

const STATE_OF: Record<string, string> = {
  aksSensor: "properties.securityProfile.defender.securityMonitoring.enabled",
  aksPolicyAddon:
    "properties.addonProfiles.azurepolicy.enabled || properties.addonProfiles.azurePolicy.enabled",
};

/** What the script is told of a cluster: its name, its address, and the change where that differs by cluster. */
export function aksRow(request: Request, target: Target): string[] {
  const row = [target.name, `${clusterPath(target, request.installable)}${API}`];
  return differs(request) ? [...row, sensorChange(true, target.workspace?.id)] : row;
}

/** The function that is called for each cluster. */
export function aksCalls(request: Request): string[] {
  const { installable: id, task } = request;
  const look = `join(' ', [to_string(not_null(${STATE_OF[id]}, \`false\`)), not_null(eTag, '*')])`;
  const read = [
    "each() {",
    `  local cluster=$1 url=$2${differs(request) ? " change=$3" : ""} answer`,
    "  number=$((number + 1))",
    `  answer=$(az rest --method=get --url="$url" --query=${bash(look)} --output=tsv) ||`,
    `    stop "$cluster" 'It could not be read.'`,
  ];
  const is = (wanted: boolean) => `[ "\${answer%% *}" = ${wanted} ]`;
  if (task === "verify") return [...read, ...reported(is(true), `\${answer%% *}`), "}"];
  const enabled = task === "deploy";
  const change = id === "aksSensor" ? sensorChange(enabled) : addonChange(enabled);
  return [
    ...(differs(request) ? [] : [`change=${bash(change)}`]),
    ...read,
    ...unlessDone(is(enabled)),
    "  # The whole cluster as it is, with the change merged into it.",
    `  az rest --method=get --url="$url" --query="$change" --output=json >"$file" ||`,
    `    stop "$cluster" 'It could not be read.'`,
    "  # The ETag makes Azure refuse the call if the cluster was changed since it was looked at.",
    `  az rest --method=put --url="$url" --headers="If-Match=\${answer#* }" --body=@"$file" --output=none ||`,
    `    stop "$cluster" 'Azure refused the call; its words are above.'`,
    `  settled "$cluster" "$url" properties.provisioningState`,
    `  say "$cluster" 'is done.'`,
    "}",
  ];
}

/** Each cluster's sensor may report to another workspace. */
function differs({ installable: id, task }: Request): boolean {
  return id === "aksSensor" && task === "deploy";
}

// The changes are queries in JMESPath, which az has built in: they give the cluster as it was read, but for one part.

function sensorChange(enabled: boolean, workspaceId?: string): string {
  const defender = {
    ...(enabled && { logAnalyticsWorkspaceResourceId: workspaceId }),
    securityMonitoring: { enabled },
  };
  const merged = `merge(not_null(properties.securityProfile.defender, \`{}\`), \`${jsonInQuery(defender)}\`)`;
  return inProperties(
    "securityProfile",
    `merge(not_null(properties.securityProfile, \`{}\`), {defender: ${merged}})`,
  );
}

function addonChange(enabled: boolean): string {
  const path = "properties.addonProfiles";
  const merged = (key: string) =>
    `{${key}: merge(not_null(${path}.${key}, \`{}\`), \`{"enabled":${enabled}}\`)}`;
  // The key comes in two spellings; a second one beside the first would be refused.
  const either = `${path}.azurePolicy && ${merged("azurePolicy")} || ${merged("azurepolicy")}`;
  return inProperties("addonProfiles", `merge(not_null(${path}, \`{}\`), ${either})`);
}

function inProperties(member: string, after: string): string {
  return `merge(@, {properties: merge(properties, {${member}: ${after}})})`;
}
