import { armFile } from "./arm-template.ts";
import { azRestFile } from "./az-rest.ts";
import { bashFile } from "./bash.ts";
import { bicepFiles } from "./bicep.ts";
import { installable, type Language } from "./catalog.ts";
import {
  impossible,
  type Output,
  type OutputFile,
  type Request,
  sorted,
  type Target,
} from "./model.ts";
import { powershellFile } from "./powershell.ts";
import { restFile } from "./rest.ts";
import { terraformFile } from "./terraform.ts";

const WRITERS: Record<Language, (request: Request, targets: readonly Target[]) => OutputFile[]> = {
  rest: (request, targets) => [azRestFile(request, targets), restFile(request, targets)],
  bash: (request, targets) => [bashFile(request, targets)],
  powershell: (request, targets) => [powershellFile(request, targets)],
  arm: (request, targets) => [armFile(request, targets)],
  bicep: bicepFiles,
  terraform: (request, targets) => [terraformFile(request, targets)],
};

/** The task for the clusters in the language, to be copied or downloaded. */
export function generate(request: Request): Output {
  const reason = impossible(request);
  if (reason) return { cannot: reason };
  const { fit, leftOut } = sorted(request);
  if (fit.length === 0) return { cannot: "There is no cluster that it could be written for." };
  const files = WRITERS[request.language](request, fit);
  return { files, leftOut, warnings: warningsOf(request, fit) };
}

/** What a person must know before they run it. */
function warningsOf(request: Request, targets: readonly Target[]): string[] {
  return [backAgain(request), wholeCluster(request), defaultWorkspace(request, targets)].filter(
    (text) => text !== null,
  );
}

function backAgain({ task, installable: id }: Request): string | null {
  if (task !== "remove") return null;
  return `Whatever installs ${installable(id).named} by itself brings it back: the component of the Containers plan, and policy assignments at the subscription or above it.`;
}

function wholeCluster({ task, installable: id, language }: Request): string | null {
  const { clusters } = installable(id);
  if (language !== "rest" || task === "verify" || clusters !== "aks") return null;
  return "A PUT replaces the whole cluster. The script reads it first and keeps everything; the bare call, as Microsoft's article prints it, loses what it does not name.";
}

/** The Azure CLI creates a default workspace that is missing; nothing else does. */
function defaultWorkspace({ task, language }: Request, targets: readonly Target[]): string | null {
  const byItself = language === "bash" || language === "powershell";
  const count = targets.filter(({ workspace }) => workspace?.isDefault).length;
  if (task !== "deploy" || byItself || count === 0) return null;
  const whose = count === 1 ? "1 cluster reports" : `${count} clusters report`;
  return `${whose} to the default workspace of the region, which must be there before this is run. The Azure CLI creates it when it is missing.`;
}
