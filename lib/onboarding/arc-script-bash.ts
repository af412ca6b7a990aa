import { bashScript } from "../options/bash-frame.ts";
import { bash } from "../options/quote.ts";
import type { ArcPart } from "../recommendations/catalog.ts";
import { CLOSING, EACH, FINISHED_BEFORE, OPENING, SAYING } from "./arc-bash-frame.ts";
import {
  type ArcRequest,
  type ArcTarget,
  arcHeading,
  EXTENSIONS,
  keyOf,
  stemOf,
  TOOLS,
} from "./arc-script.ts";

/** The request as a Bash script. Its logic is the same whatever the clusters are called; they stand below it as data. */
export function arcBash(request: ArcRequest): string {
  return bashScript(arcHeading(request), [
    ...OPENING,
    ...settings(request),
    ...SAYING,
    ...checked(request),
    "",
    ...FINISHED_BEFORE,
    "",
    ...CREDENTIALS[request.cloud],
    "",
    ...CONNECTING,
    "",
    ...EXTENDING,
    "",
    ...attempting(request.parts),
    "",
    ...EACH,
    "",
    ...request.targets.map((target) => rowOf(target, request.parts)),
    "",
    ...CLOSING,
  ]);
}

function rowOf(target: ArcTarget, parts: readonly ArcPart[]): string {
  const { id, name, region, arcName, subscriptionId, resourceGroup } = target;
  const words = [keyOf(target, parts), id, name, region, arcName, subscriptionId, resourceGroup];
  return ["each", ...words.map(bash)].join(" ");
}

function settings(request: ArcRequest): string[] {
  const { cloud, environment, projectNumber, location, targets } = request;
  const { distribution, infrastructure } = TOOLS[cloud];
  return [
    `total=${targets.length}`,
    `environment=${bash(environment)}`,
    ...(cloud === "gcp" ? [`project_number=${bash(projectNumber)}`] : []),
    `location=${bash(location)}`,
    `distribution=${distribution} infrastructure=${infrastructure}`,
    `here=$(CDPATH='' cd -- "$(dirname -- "\${BASH_SOURCE[0]:-.}")" && pwd)`,
    `log=$here/${stemOf(request)}.log`,
    `state=$here/${stemOf(request)}.state`,
    "work=$(mktemp -d)",
    `trap 'rm -rf -- "$work"' EXIT`,
    "# The kubeconfig of the person is not touched: this one is gone at the end.",
    `export KUBECONFIG=$work/kubeconfig`,
    "",
  ];
}

/** Tools, sign-ins, and that these are the account and the project of the connector: before anything is changed. */
function checked({ cloud }: ArcRequest): string[] {
  const { programs } = TOOLS[cloud];
  return [
    `for tool in ${programs.join(" ")}; do`,
    `  command -v "$tool" >/dev/null || refuse "Install $tool first."`,
    "done",
    "run az account show --output=none || refuse 'Sign in to Azure first, by az login.'",
    "for extension in connectedk8s k8s-extension; do",
    `  run az extension show --name="$extension" --output=none ||`,
    `    refuse "Install the extension first, by az extension add --name $extension."`,
    "done",
    ...IDENTITY[cloud],
  ];
}

const IDENTITY = {
  aws: [
    "account=$(run aws sts get-caller-identity --query=Account --output=text) || refuse 'Sign in to AWS first: aws sts get-caller-identity fails.'",
    `if [ "$account" != "$environment" ]; then`,
    `  printf 'The AWS CLI is signed in to the account %q, and these clusters are of the account %q.\\n' "$account" "$environment" >&2`,
    "  refuse 'Sign in to the account of the connector, or choose its profile by AWS_PROFILE.'",
    "fi",
  ],
  gcp: [
    "active=$(run gcloud config get-value project) || refuse 'Sign in to Google Cloud first, by gcloud auth login.'",
    `if [ "$active" != "$environment" ]; then`,
    `  printf 'The active project of gcloud is %q, and the connector is of the project %q.\\n' "$active" "$environment" >&2`,
    "  refuse 'Choose the project of the connector, by gcloud config set project.'",
    "fi",
    `number_there=$(run gcloud projects describe "$environment" '--format=value(projectNumber)') || refuse 'gcloud can not read the project: sign in by gcloud auth login.'`,
    `[ "$number_there" = "$project_number" ] || refuse 'The project has another number than that of the connector.'`,
  ],
} as const;

const CREDENTIALS = {
  aws: [
    "credentials() {",
    `  rm -f -- "$KUBECONFIG"`,
    `  run aws eks update-kubeconfig --name="$1" --region="$2" --kubeconfig="$KUBECONFIG" >/dev/null`,
    "}",
  ],
  gcp: [
    "credentials() {",
    `  rm -f -- "$KUBECONFIG"`,
    `  run gcloud container clusters get-credentials "$1" --location="$2" --project="$environment" >/dev/null`,
    "}",
  ],
} as const;

const CONNECTING = [
  "connect() {",
  "  local id=$1 name=$2 region=$3 arc=$4 subscription=$5 group=$6 status",
  `  status=$(run az connectedk8s list --subscription="$subscription" --resource-group="$group" --query="[?name=='$arc'].connectivityStatus | [0]" --output=tsv) || {`,
  `    fail "$name" 'Azure Arc could not be asked for it.'`,
  "    return 1",
  "  }",
  "  case $status in",
  "  Connected | Connecting) return 0 ;;",
  "  '' | None) ;;",
  "  *)",
  `    fail "$name" "is known to Azure Arc as $arc, which does not reach it: $status. Bring it back, or delete the resource and run this again."`,
  "    return 1",
  "    ;;",
  "  esac",
  "  acted=1",
  `  say "$name" "is being connected to Azure Arc as $arc."`,
  `  credentials "$name" "$region" || {`,
  `    fail "$name" 'gives this person no kubeconfig.'`,
  "    return 1",
  "  }",
  `  run az connectedk8s connect --subscription="$subscription" --resource-group="$group" --name="$arc" --location="$location" --distribution="$distribution" --infrastructure="$infrastructure" --kube-config="$KUBECONFIG" --tags="ms_defender_cluster_id=$id" --output=none || {`,
  `    fail "$name" 'could not be connected to Azure Arc.'`,
  "    return 1",
  "  }",
  "}",
];

const EXTENDING = [
  "extend() {",
  "  local name=$1 arc=$2 subscription=$3 group=$4 extension=$5 type=$6 listed found_type found_state state sent=0 tries=0",
  "  while :; do",
  `    listed=$(run az k8s-extension list --cluster-type=connectedClusters --subscription="$subscription" --resource-group="$group" --cluster-name="$arc" --query='[].[extensionType,provisioningState]' --output=tsv) || {`,
  `      fail "$name" 'Its extensions could not be read.'`,
  "      return 1",
  "    }",
  "    state=",
  "    while IFS=$'\\t' read -r found_type found_state; do",
  '      if [[ $found_type == "$type" ]]; then state=$found_state; fi',
  `    done <<<"$listed"`,
  "    case $state in",
  "    Succeeded) return 0 ;;",
  "    Creating | Updating | Deleting) ;;",
  "    *)",
  `      if [ "$sent" -eq 1 ]; then`,
  `        fail "$name" "Azure reports $type as \${state:-missing}."`,
  "        return 1",
  "      fi",
  "      sent=1 acted=1",
  `      say "$name" "gets $type. This takes some minutes."`,
  `      run az k8s-extension create --cluster-type=connectedClusters --subscription="$subscription" --resource-group="$group" --cluster-name="$arc" --name="$extension" --extension-type="$type" --output=none || {`,
  `        fail "$name" "did not get $type."`,
  "        return 1",
  "      }",
  "      continue",
  "      ;;",
  "    esac",
  "    tries=$((tries + 1))",
  `    if [ "$tries" -gt 120 ]; then`,
  `      fail "$name" "Azure still reports $type as $state."`,
  "      return 1",
  "    fi",
  `    sleep "$pause"`,
  "  done",
  "}",
];

function attempting(parts: readonly ArcPart[]): string[] {
  return [
    "# One cluster; each step says itself what went wrong.",
    "attempt() {",
    "  local key=$1 id=$2 name=$3 region=$4 arc=$5 subscription=$6 group=$7",
    "  acted=0",
    `  connect "$id" "$name" "$region" "$arc" "$subscription" "$group" || return 1`,
    ...parts.map((part) => {
      const { name, type } = EXTENSIONS[part];
      return `  extend "$name" "$arc" "$subscription" "$group" ${bash(name)} ${bash(type)} || return 1`;
    }),
    `  printf '%s\\n' "$key" >>"$state"`,
    `  if [ "$acted" -eq 1 ]; then`,
    "    changed=$((changed + 1))",
    `    say "$name" 'is done.'`,
    "  else",
    "    same=$((same + 1))",
    `    say "$name" 'is as wanted already.'`,
    "  fi",
    "}",
  ];
}
