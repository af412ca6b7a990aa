import { installable, TASKS } from "./catalog.ts";
import type { Request, Target } from "./model.ts";
import { inComment } from "./quote.ts";

const NAMED = 5;

/** The sentence that says what an output does, to how many clusters. */
export function sentence(
  { task, installable: id }: Pick<Request, "task" | "installable">,
  count: number,
): string {
  const { named, clusters } = installable(id);
  const kind = clusters === "aks" ? "AKS" : "Azure Arc-enabled Kubernetes";
  const on = count === 1 ? `1 ${kind} cluster` : `${count} ${kind} clusters`;
  return {
    deploy: `Installs ${named} on ${on}.`,
    verify: `Looks whether ${named} is on ${on}, and changes nothing.`,
    remove: `Removes ${named} from ${on}.`,
  }[task];
}

/** The lines that a file begins with, for who finds it in a year. Names in them can't end the comment. */
export function heading(request: Request, targets: readonly Target[], more: readonly string[]) {
  const { label, role } = installable(request.installable);
  const names = targets.slice(0, NAMED).map(({ name }) => inComment(name));
  const rest = targets.length - names.length;
  return [
    `${TASKS[request.task]}: ${label}`,
    sentence(request, targets.length),
    `Clusters: ${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`,
    ...(request.task === "verify" ? [] : [`Needs the role ${role} on the clusters.`]),
    ...more,
  ];
}

/** The name of a download: from our own words alone, so that no name of a cluster gets into a header. */
export function fileName({ task, installable: id }: Request, ending: string): string {
  const words = id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `${task}-${words}.${ending}`;
}
