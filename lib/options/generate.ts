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
  return { files: WRITERS[request.language](request, fit), leftOut, warning: warningOf(request) };
}

/** What a person must know before they run it. */
function warningOf({ task, installable: id, language }: Request): string | null {
  const { clusters, named } = installable(id);
  if (task === "remove") {
    return `Whatever installs ${named} by itself brings it back: the component of the Containers plan, and policy assignments at the subscription or above it.`;
  }
  if (language === "rest" && task === "deploy" && clusters === "aks") {
    return "A PUT replaces the whole cluster. The script reads it first and keeps everything; the bare call, as Microsoft's article prints it, loses what it does not name.";
  }
  return null;
}
