import {
  type Installable,
  installable,
  type Language,
  type Task,
  TEMPLATE_CLUSTERS_MAX,
} from "./catalog.ts";

/** A cluster that an output is written for. */
export interface Target {
  armId: string;
  name: string;
  resourceGroup: string;
  subscriptionId: string;
  region: string;
  /** Where a sensor reports to: assigned, chosen, or the default one of the region. Null where none is needed. */
  workspace: { id: string; isDefault: boolean } | null;
}

export interface Request {
  task: Task;
  installable: Installable;
  language: Language;
  targets: readonly Target[];
  /** The address of Azure Resource Manager in the portal's cloud. */
  resourceManager: string;
  auditLogPath: string | null;
}

export interface OutputFile {
  name: string;
  /** What the file is, in a sentence. */
  does: string;
  text: string;
}

/** What there is to copy and download; or why there is nothing. */
export type Output =
  | { files: OutputFile[]; leftOut: { target: Target; why: string }[]; warnings: string[] }
  | { cannot: string };

const WORKSPACE_ID =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourcegroups\/[\p{L}\p{N}_().-]{1,90}\/providers\/microsoft\.operationalinsights\/workspaces\/[a-z0-9][a-z0-9-]{2,61}[a-z0-9]$/iu;

/** Whether the text is the ARM id of a Log Analytics workspace. Rules: Azure's naming rules (2025-01). */
export function isWorkspaceId(text: string): boolean {
  return WORKSPACE_ID.test(text);
}

/** Whether the text can be the path of an audit log on a node. */
export function isAuditLogPath(text: string): boolean {
  return /^\/[\w./-]{1,254}$/.test(text);
}

/**
 * Why a cluster can't be in an output, or null. Azure gives out no such names; whoever finds one has found
 * something that no quoting can carry.
 */
export function unfit(target: Target, language: Language): string | null {
  const values = [target.subscriptionId, target.resourceGroup, target.name];
  if (values.some((value) => value === "" || value === "." || value === "..")) {
    return "Its name, resource group or subscription is empty or made of dots.";
  }
  if (values.some((value) => value.includes("\0"))) {
    return "Its name has a NUL character, which no command can carry.";
  }
  // az takes a value that begins with @ for the name of a file whose content is meant.
  if (isShell(language) && values.some((value) => value.startsWith("@"))) {
    return "Its name begins with @, which the Azure CLI reads as the name of a file.";
  }
  // On Windows az is a batch file, and cmd.exe reads these even in quotes.
  if (language === "powershell" && values.some((value) => /["%\\\p{Cc}]/u.test(value))) {
    return "Its name has characters that cmd.exe, through which az runs on Windows, would interpret.";
  }
  return null;
}

function isShell(language: Language): boolean {
  return language === "bash" || language === "powershell";
}

/** Why a language has no way to do a task at all, or null. */
export function impossible({ task, language, targets, ...ask }: Request): string | null {
  const template = language === "arm" || language === "bicep";
  if (template && targets.length > TEMPLATE_CLUSTERS_MAX) {
    return `A template deploys to ${TEMPLATE_CLUSTERS_MAX} resource groups at most, and ${targets.length} clusters are selected. Narrow the selection, or take the Azure CLI.`;
  }
  const { extension, named } = installable(ask.installable);
  if (template && task === "remove" && extension) {
    return `A template can't remove ${named}: an incremental deployment deletes nothing, and a complete one would delete everything else in the resource group. Take the REST API, the Azure CLI or Terraform.`;
  }
  return null;
}

/** The clusters that can be in the output, and the others with the reason. */
export function sorted({ targets, language }: Pick<Request, "targets" | "language">) {
  const fit: Target[] = [];
  const leftOut: { target: Target; why: string }[] = [];
  for (const target of targets) {
    const why = unfit(target, language);
    if (why) leftOut.push({ target, why });
    else fit.push(target);
  }
  return { fit, leftOut };
}
