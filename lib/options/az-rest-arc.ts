import { reported, unlessDone } from "./bash-frame.ts";
import { extensionBody, extensionPath, versionOf, workspacePath } from "./bodies.ts";
import { type ExtensionSpec, installable } from "./catalog.ts";
import type { Request, Target } from "./model.ts";
import { bash } from "./quote.ts";

const API = versionOf("extensions");

/** What the script is told of a cluster: its name, the address of its extensions, and what to send there. */
export function arcRow(request: Request, target: Target): string[] {
  const row = [target.name, extensionPath(target, request.installable)];
  if (request.task !== "deploy") return row;
  const body = extensionBody(request, target);
  if (!extensionOf(request).needsWorkspace) return [...row, JSON.stringify(body)];
  // The script puts the secrets in front of the members of the properties, so the brace is left to it.
  const members = JSON.stringify(body.properties).slice(1);
  return [...row, workspacePath(target.workspace?.id ?? ""), members];
}

/** The function that is called for each cluster. */
export function arcCalls(request: Request): string[] {
  const { task } = request;
  const extension = extensionOf(request);
  if (task === "remove") return removal(extension);
  const secret = task === "deploy" && extension.needsWorkspace;
  const told = { deploy: secret ? " workspace=$3 body=$4 secrets" : " body=$3", verify: "" }[task];
  const read = reading(told, found(extension, "properties.provisioningState", ""));
  const there = '[ "$state" = Succeeded ]';
  if (task === "verify") return [...read, ...reported(there, "$state"), "}"];
  const url = `"$url/${extension.name}${API}"`;
  return [
    ...(secret ? SECRETS_OF : []),
    ...read,
    ...unlessDone(there),
    ...(secret ? WITH_SECRETS : [`  printf '%s' "$body" >"$file"`]),
    `  az rest --method=put --url=${url} --body=@"$file" --output=none ||`,
    `    stop "$cluster" 'Azure refused the call; its words are above.'`,
    `  settled "$cluster" ${url} properties.provisioningState`,
    `  say "$cluster" 'is done.'`,
    "}",
  ];
}

function extensionOf({ installable: id }: Request): ExtensionSpec {
  const { extension } = installable(id);
  if (!extension) throw new Error(`${id} is no extension.`);
  return extension;
}

/** Extensions are found by their type: somebody may have given another name. */
function found({ type }: ExtensionSpec, member: string, otherwise: string): string {
  return bash(`value[?properties.extensionType=='${type}'] | [0].${member} || '${otherwise}'`);
}

function reading(told: string, query: string): string[] {
  return [
    "each() {",
    `  local cluster=$1 url=$2${told} state`,
    "  number=$((number + 1))",
    `  state=$(az rest --method=get --url="$url${API}" --query=${query} --output=tsv) ||`,
    `    stop "$cluster" 'It could not be read.'`,
  ];
}

/** The extension is gone when the list no longer has it: until then it says Deleting. */
function removal(extension: ExtensionSpec): string[] {
  const gone = found(extension, "properties.provisioningState", "Succeeded");
  return [
    ...reading("", found(extension, "name", "")),
    ...unlessDone('[ -z "$state" ]'),
    `  az rest --method=delete --url="$url/$state${API}" --output=none ||`,
    `    stop "$cluster" 'Azure refused the call; its words are above.'`,
    `  settled "$cluster" "$url${API}" ${gone}`,
    `  say "$cluster" 'is done.'`,
    "}",
  ];
}

/** The keys of a workspace are read when they are needed: they stand in no script and in no list of processes. */
const SECRETS_OF = [
  "secrets_of() {",
  "  local id key",
  `  id=$(az rest --method=get --url="$1${versionOf("workspaces")}" --query=properties.customerId --output=tsv) || return`,
  `  key=$(az rest --method=post --url="$1/sharedKeys${versionOf("sharedKeys")}" --query=primarySharedKey --output=tsv) || return`,
  "  case $id$key in *[!A-Za-z0-9+/=-]*) return 1 ;; esac",
  `  printf '"omsagent.secret.wsid":"%s","omsagent.secret.key":"%s"' "$id" "$key"`,
  "}",
  "",
];

const WITH_SECRETS = [
  `  secrets=$(secrets_of "$workspace") ||`,
  `    stop "$cluster" 'The keys of its workspace could not be read.'`,
  `  printf '{"identity":{"type":"SystemAssigned"},"properties":{"configurationProtectedSettings":{%s},%s}' "$secrets" "$body" >"$file"`,
];
