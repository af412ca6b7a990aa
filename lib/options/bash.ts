import { bashScript, CLOSING, FILE, OPENING, reported, unlessDone } from "./bash-frame.ts";
import { installable } from "./catalog.ts";
import { CLI, type Word } from "./cli.ts";
import { fileName, heading } from "./heading.ts";
import type { OutputFile, Request, Target } from "./model.ts";
import { bash } from "./quote.ts";
import { rowOf } from "./row.ts";

/** The task as a Bash script that looks before it changes anything, and stops at the first error. */
export function bashFile(request: Request, targets: readonly Target[]): OutputFile {
  const body = [
    ...OPENING,
    ...(needsFile(request) ? FILE : []),
    "",
    ...signedIn(request),
    "",
    ...(request.task === "verify" ? verifying(request) : changing(request)),
    "",
    ...targets.map((target) => ["each", ...rowOf(request, target).map(bash)].join(" ")),
    "",
    ...CLOSING[request.task],
  ];
  return {
    name: fileName(request, "sh"),
    does: "A Bash script for all of the clusters. It looks first, leaves those that are as wanted, and stops at the first error; run it again to go on.",
    text: bashScript(heading(request, targets, HOW[request.task]), body),
  };
}

const SIGNED_IN = "It needs the Azure CLI, signed in (az login).";
const HOW = {
  deploy: [`${SIGNED_IN} What is as wanted already is left as it is.`],
  remove: [`${SIGNED_IN} What is as wanted already is left as it is.`],
  verify: [`${SIGNED_IN} With kubectl it lists the pods as well.`],
} as const;

function needsFile({ installable: id, task }: Request): boolean {
  const { clusters } = installable(id);
  return clusters === "aks" && (task === "verify" || (task === "deploy" && id === "aksSensor"));
}

function signedIn({ installable: id }: Request): string[] {
  const { needs } = CLI[id];
  return [
    `az account show --output=none || stop az 'Sign in first, by az login.'`,
    ...(needs
      ? [
          `az extension show --name=${needs} --output=none || stop az 'Install it first, by az extension add --name ${needs}.'`,
        ]
      : []),
  ];
}

function changing(request: Request): string[] {
  const { installable: id, task } = request;
  const change = task === "deploy" ? CLI[id].deploy : CLI[id].remove;
  const { command, done } = CLI[id].look[task];
  const more = moreWords(request);
  return [
    "each() {",
    `  local subscription=$1 group=$2 cluster=$3${more.length > 0 ? ` workspace=\${4-}` : ""} state`,
    "  number=$((number + 1))",
    `  state=$(${inBash(command)}) ||`,
    `    stop "$cluster" 'It could not be read.'`,
    ...unlessDone(`[ "$state" ${done.test === "is" ? "=" : "!="} ${bash(done.answer)} ]`),
    ...more,
    `  ${inBash(change)}${more.length > 0 ? ' "$@"' : ""} ||`,
    `    stop "$cluster" 'Azure did not do it; its words are above.'`,
    `  say "$cluster" 'is done.'`,
    "}",
  ];
}

/** Options that only some of the clusters have, put into "$@". */
function moreWords({ installable: id, task, auditLogPath }: Request): string[] {
  if (task !== "deploy") return [];
  if (id === "aksSensor") {
    return [
      "  set --",
      `  if [ -n "$workspace" ]; then`,
      `    printf '%s' "$workspace" >"$file"`,
      `    set -- --defender-config="$file"`,
      "  fi",
    ];
  }
  if (id !== "arcDefenderExtension") return [];
  const path = auditLogPath ? ` auditLogPath=${bash(auditLogPath)}` : "";
  return [
    `  set --${path && ` --configuration-settings${path}`}`,
    `  if [ -n "$workspace" ]; then`,
    `    set -- --configuration-settings logAnalyticsWorkspaceResourceID="$workspace"${path}`,
    "  fi",
  ];
}

function verifying(request: Request): string[] {
  const { installable: id } = request;
  const { clusters, pods } = installable(id);
  const { command, done } = CLI[id].look.verify;
  return [
    "missing=0",
    "each() {",
    "  local subscription=$1 group=$2 cluster=$3 state",
    "  number=$((number + 1))",
    `  state=$(${inBash(command)}) ||`,
    `    stop "$cluster" 'It could not be read.'`,
    ...reported(`[ "$state" = ${bash(done.answer)} ]`, "$state"),
    "  if command -v kubectl >/dev/null; then pods; fi",
    "}",
    "",
    "# The pods, as the cluster's own API reports them; a private cluster answers from its own network only.",
    "pods() {",
    "  local pod found=0 list",
    // Arc hands out no kubeconfig: the person's own is used, in which contexts are named after clusters.
    ...(clusters === "aks" ? PODS_OF_AKS : []),
    `  list=$(kubectl ${clusters === "aks" ? '--kubeconfig="$file"' : '--context="$cluster"'} get pods --namespace=${pods.namespace} --no-headers) || {`,
    `    say "$cluster" ${clusters === "aks" ? "'does not list its pods to this machine.'" : `'is no context of your kubeconfig that lists pods; az connectedk8s proxy makes one.'`}`,
    "    return",
    "  }",
    "  while IFS= read -r pod; do",
    `    case $pod in`,
    `    ${pods.prefixes.map((prefix) => (prefix ? `${prefix}*` : "?*")).join(" | ")})`,
    `      printf '   %s\\n' "$pod"`,
    "      found=1",
    "      ;;",
    "    esac",
    `  done <<<"$list"`,
    `  [ "$found" -eq 1 ] || say "$cluster" 'has no such pod in the namespace ${pods.namespace}.'`,
    "}",
  ];
}

const PODS_OF_AKS = [
  `  az aks get-credentials --subscription="$subscription" --resource-group="$group" --name="$cluster" --file="$file" --overwrite-existing --only-show-errors || {`,
  `    say "$cluster" 'gives this person no kubeconfig.'`,
  "    return",
  "  }",
];

function inBash(words: readonly Word[]): string {
  return words
    .map((word) => (typeof word === "string" ? option(word) : `--${word.option}="$${word.of}"`))
    .join(" ");
}

/** An option's value in quotes, its name without them. */
function option(word: string): string {
  const at = word.indexOf("=");
  return at < 0 ? bash(word) : `${word.slice(0, at + 1)}${bash(word.slice(at + 1))}`;
}
