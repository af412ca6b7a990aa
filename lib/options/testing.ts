import fc from "fast-check";
import {
  INSTALLABLES,
  type Installable,
  installable,
  LANGUAGES,
  type Language,
  TASKS,
  type Task,
} from "./catalog.ts";
import { generate } from "./generate.ts";
import type { Request, Target } from "./model.ts";

/** Every output that there is. */
export const OUTPUTS = keysOf(INSTALLABLES).flatMap((id) =>
  keysOf(TASKS).flatMap((task) =>
    keysOf(LANGUAGES).map((language) => ({ installable: id, task, language })),
  ),
);

export interface OutputOf {
  installable: Installable;
  task: Task;
  language: Language;
}

/** What is asked for, with settings that are usual. */
export function requestOf(output: OutputOf, targets: Target[]): Request {
  return {
    ...output,
    targets,
    resourceManager: "https://management.azure.com",
    auditLogPath: "/var/log/audit.log",
  };
}

/** The text of an output's files. */
export function textsOf(output: OutputOf, targets: Target[]): string[] {
  const answer = generate(requestOf(output, targets));
  if ("cannot" in answer) throw new Error(answer.cannot);
  return answer.files.map(({ text }) => text);
}

/** The text of an output's first file. */
export function textOf(output: OutputOf, targets: Target[]): string {
  return textsOf(output, targets)[0] ?? "";
}

function keysOf<Key extends string>(table: Record<Key, unknown>): Key[] {
  return Object.keys(table) as Key[];
}

export const SUBSCRIPTION = "a3c1f0de-5b7e-4f0a-9d51-6f2c80b41e01";

const TYPES = {
  aks: "Microsoft.ContainerService/managedClusters",
  arc: "Microsoft.Kubernetes/connectedClusters",
} as const;

/** A cluster to write an output for. */
export function targetOf(
  id: Installable,
  place: Partial<Pick<Target, "subscriptionId" | "resourceGroup" | "name">> = {},
  isDefault = false,
): Target {
  const { clusters, label } = installable(id);
  const { subscriptionId = SUBSCRIPTION, resourceGroup = "rg-shop", name = "aks-shop" } = place;
  const armId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${TYPES[clusters]}/${name}`;
  const workspace = { id: workspaceIn("rg-logs", "law-shop"), isDefault };
  return {
    armId,
    subscriptionId,
    resourceGroup,
    name,
    region: "westeurope",
    workspace: label.includes("Defender") ? workspace : null,
  };
}

/** The id of a workspace. */
export function workspaceIn(group: string, name: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.OperationalInsights/workspaces/${name}`;
}

/** What has led shells, templates and terminals astray, alone and between other text. */
const BITES = [
  ...[
    "'",
    '"',
    "`",
    "\\",
    "$",
    "$(touch canary)",
    "`touch canary`",
    `$${"{IFS}"}`,
    "$0",
    "!!",
    "%PATH%",
  ],
  ...[
    ";touch canary;",
    "&&touch canary",
    "|touch canary",
    ">canary",
    "<(touch canary)",
    "#",
    "~",
    "*",
  ],
  ...["\n", "\r", "\r\n", "\t", "\u001b[2J", "\u0007", "\u2028", "\u2029", "\u0085", "\ufeff"],
  ...[
    "-",
    "--name",
    "--",
    "-rf",
    "=",
    "@",
    "@canary",
    "{{",
    "}}",
    "${",
    "%{",
    "$${",
    "[",
    "]",
    "[[",
    "]]",
  ],
  ...[
    "'\\''",
    "'''",
    '"""',
    "\u2018",
    "\u2019",
    "\u201b",
    "\u201c",
    "\u202e",
    "EOF",
    "\nEOF\n",
    "*/",
    "#>",
  ],
  ...[
    "Größe",
    "山田",
    "é",
    "e\u0301",
    "👩‍🔬",
    "\u00a0",
    " ",
    "(",
    ")",
    "rg(prod).v1_",
    "%27",
    "..",
    "/",
  ],
];

/** A name as nobody should give it. */
export const hostileName: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...BITES) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
      { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join("").replaceAll("\0", ""))
  .filter((name) => name !== "" && name !== "." && name !== "..");

/** The same, but for what the Azure CLI takes for the name of a file: such a cluster is left out. */
export const shellName = hostileName.map((name) => (name.startsWith("@") ? `a${name}` : name));

/** So many hostile names, as the clusters of one output: each has a subscription, a group and a name of its own. */
export function hostilePlaces(rows: number, name = hostileName) {
  return fc.array(fc.record({ subscriptionId: name, resourceGroup: name, name }), {
    minLength: rows,
    maxLength: rows,
  });
}
