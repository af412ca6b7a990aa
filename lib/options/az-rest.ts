import { aksCalls, aksRow } from "./az-rest-aks.ts";
import { arcCalls, arcRow } from "./az-rest-arc.ts";
import { bashScript, CLOSING, FILE, OPENING } from "./bash-frame.ts";
import { installable } from "./catalog.ts";
import { fileName, heading } from "./heading.ts";
import type { OutputFile, Request, Target } from "./model.ts";
import { bash } from "./quote.ts";

/** The REST calls as a Bash script that makes them by `az rest`, reading before it writes. */
export function azRestFile(request: Request, targets: readonly Target[]): OutputFile {
  const aks = installable(request.installable).clusters === "aks";
  const changes = request.task !== "verify";
  return {
    name: fileName(request, "rest.sh"),
    does:
      aks && changes
        ? "The call made safely, by az rest: the script reads each cluster, changes only what is named, and puts the whole back unless somebody changed it meanwhile."
        : "The calls, made one after the other by az rest.",
    text: bashScript(heading(request, targets, changes ? HOW : [SIGNED_IN]), [
      ...OPENING,
      ...(changes ? [...FILE, "", ...WAITING] : ["missing=0"]),
      "",
      ...(aks ? aksCalls : arcCalls)(request),
      "",
      ...targets.map((target) =>
        ["each", ...(aks ? aksRow : arcRow)(request, target).map(bash)].join(" "),
      ),
      "",
      ...CLOSING[request.task],
    ]),
  };
}

const SIGNED_IN = "It needs the Azure CLI, signed in (az login).";
const HOW = [
  `${SIGNED_IN} What is as wanted already is left as it is.`,
  "It asks every PAUSE_SECONDS (15 unless you set it) how far Azure is.",
];

/** A change of a cluster takes minutes; half an hour is more than any. */
const WAITING = [
  "settled() {",
  "  local cluster=$1 url=$2 query=$3 state try",
  "  for try in {1..120}; do",
  `    state=$(az rest --method=get --url="$url" --query="$query" --output=tsv) ||`,
  `      stop "$cluster" 'It could not be read.'`,
  "    case $state in",
  "    Succeeded) return ;;",
  `    Failed | Canceled) stop "$cluster" "Azure reports the change as $state." ;;`,
  "    esac",
  `    sleep "\${PAUSE_SECONDS:-15}"`,
  "  done",
  `  stop "$cluster" "Azure has not finished after $try looks."`,
  "}",
];
