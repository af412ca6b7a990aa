import { installable } from "./catalog.ts";
import { CLI, type Field, type Word } from "./cli.ts";
import { fileName, heading } from "./heading.ts";
import type { OutputFile, Request, Target } from "./model.ts";
import { powershell } from "./quote.ts";
import { rowOf } from "./row.ts";

/** The task as a PowerShell script, with the same steps as the Bash one. */
export function powershellFile(request: Request, targets: readonly Target[]): OutputFile {
  const lines = [
    ...heading(request, targets, HOW).map((line) => `# ${line}`),
    "& {",
    ...OPENING,
    ...signedIn(request),
    "",
    "$clusters = @(",
    targets.map((target) => row(request, target)).join(",\n"),
    ")",
    "",
    ...(request.task === "verify" ? verifying(request) : changing(request)),
    "}",
  ];
  return {
    name: fileName(request, "ps1"),
    does: "A PowerShell script for all of the clusters. It looks first, leaves those that are as wanted, and stops at the first error; run it again to go on.",
    text: `${lines.join("\n")}\n`,
  };
}

const HOW = ["It needs the Azure CLI, signed in (az login)."];

const OPENING = [
  "Set-StrictMode -Version Latest",
  "$ErrorActionPreference = 'Stop'",
  "",
  "# On Windows az is a batch file: cmd.exe reads parentheses and the like unless they are in quotes.",
  "function Format-Word([string] $Word) {",
  `  if ($env:OS -eq 'Windows_NT') { return '"' + $Word + '"' }`,
  "  return $Word",
  "}",
  "function Invoke-Az([string[]] $Words, [string] $Failure) {",
  "  $quoted = @($Words | ForEach-Object { Format-Word $_ })",
  "  $answer = & az @quoted",
  "  if ($LASTEXITCODE -ne 0) { throw ($Failure + ' The script stops here; run it again to go on.') }",
  "  return ($answer -join ' ').Trim()",
  "}",
  "# Control characters in a name must not reach the terminal.",
  "function Write-Step([string] $Cluster, [string] $Text) {",
  "  Write-Host (($Cluster -replace '\\p{C}', '?') + '  ' + $Text)",
  "}",
  "",
];

function signedIn({ installable: id }: Request): string[] {
  const { needs } = CLI[id];
  return [
    "Invoke-Az @('account', 'show', '--output=none') 'Sign in first, by az login.' | Out-Null",
    ...(needs
      ? [
          `Invoke-Az @('extension', 'show', '--name=${needs}', '--output=none') 'Install it first, by az extension add --name ${needs}.' | Out-Null`,
        ]
      : []),
  ];
}

function row(request: Request, target: Target): string {
  const [subscription = "", group = "", name = "", workspace = ""] = rowOf(request, target);
  const members = { Subscription: subscription, Group: group, Name: name, Workspace: workspace };
  const text = Object.entries(members).map(([member, value]) => `${member} = ${powershell(value)}`);
  return `  @{ ${text.join("; ")} }`;
}

const READ_FAILED = "($cluster.Name + ' could not be read.')";

function changing(request: Request): string[] {
  const { installable: id, task } = request;
  const change = task === "deploy" ? CLI[id].deploy : CLI[id].remove;
  const { command, done } = CLI[id].look[task];
  const file = task === "deploy" && id === "aksSensor";
  const steps = [
    "foreach ($cluster in $clusters) {",
    `  $state = Invoke-Az @(${words(command)}) ${READ_FAILED}`,
    `  if ($state ${done.test === "is" ? "-eq" : "-ne"} ${powershell(done.answer)}) {`,
    "    Write-Step $cluster.Name 'is as wanted already.'",
    "    continue",
    "  }",
    "  Write-Step $cluster.Name 'is being changed. This takes some minutes.'",
    `  $change = @(${words(change)})`,
    ...moreWords(request),
    "  Invoke-Az $change ($cluster.Name + ' was not changed; the words of Azure are above.') | Out-Null",
    "  Write-Step $cluster.Name 'is done.'",
    "}",
  ];
  if (!file) return steps;
  return [
    "$file = [IO.Path]::GetTempFileName()",
    "try {",
    ...steps,
    "} finally {",
    "  Remove-Item -LiteralPath $file",
    "}",
  ];
}

function moreWords({ installable: id, task, auditLogPath }: Request): string[] {
  if (task !== "deploy") return [];
  if (id === "aksSensor") {
    return [
      "  if ($cluster.Workspace) {",
      "    [IO.File]::WriteAllText($file, $cluster.Workspace)",
      "    $change += ('--defender-config=' + $file)",
      "  }",
    ];
  }
  if (id !== "arcDefenderExtension") return [];
  const path = auditLogPath ? [powershell(`auditLogPath=${auditLogPath}`)] : [];
  return [
    "  $settings = @()",
    "  if ($cluster.Workspace) { $settings += ('logAnalyticsWorkspaceResourceID=' + $cluster.Workspace) }",
    ...path.map((setting) => `  $settings += ${setting}`),
    "  if ($settings.Count -gt 0) { $change += @('--configuration-settings') + $settings }",
  ];
}

function verifying({ installable: id }: Request): string[] {
  const { clusters, pods } = installable(id);
  const { command, done } = CLI[id].look.verify;
  const of = clusters === "aks" ? "('--kubeconfig=' + $file)" : "('--context=' + $cluster.Name)";
  const kubectl = `$pods = & kubectl ${of} 'get' 'pods' '--namespace=${pods.namespace}' '--no-headers'`;
  return [
    "$missing = 0",
    "$file = [IO.Path]::GetTempFileName()",
    "try {",
    "foreach ($cluster in $clusters) {",
    `  $state = Invoke-Az @(${words(command)}) ${READ_FAILED}`,
    `  if ($state -eq ${powershell(done.answer)}) {`,
    "    Write-Step $cluster.Name 'has it, as Azure reports.'",
    "  } else {",
    `    Write-Step $cluster.Name ('does not have it: Azure reports "' + $state + '".')`,
    "    $missing += 1",
    "  }",
    "  if (-not (Get-Command kubectl -ErrorAction SilentlyContinue)) { continue }",
    ...(clusters === "aks"
      ? [
          `  Invoke-Az @(${words(CREDENTIALS)}) ($cluster.Name + ' gives this person no kubeconfig.') | Out-Null`,
        ]
      : []),
    `  ${kubectl}`,
    "  if ($LASTEXITCODE -ne 0) { Write-Step $cluster.Name 'does not list its pods to this machine.'; continue }",
    `  $pods | Where-Object { ${pods.prefixes.map((prefix) => `$_ -like '${prefix}*'`).join(" -or ")} } | ForEach-Object { Write-Host ('   ' + $_) }`,
    "}",
    "} finally {",
    "  Remove-Item -LiteralPath $file",
    "}",
    "Write-Host ($missing.ToString() + ' of ' + $clusters.Count + ' clusters do not have it.')",
  ];
}

const CREDENTIALS: readonly (Word | { file: string })[] = [
  "az",
  "aks",
  "get-credentials",
  { option: "subscription", of: "subscription" },
  { option: "resource-group", of: "group" },
  { option: "name", of: "cluster" },
  { file: "file" },
  "--overwrite-existing",
  "--only-show-errors",
];

const VALUE: Record<Field, string> = {
  subscription: "$cluster.Subscription",
  group: "$cluster.Group",
  cluster: "$cluster.Name",
  state: "$state",
};

/** The words of a command behind `az`, as the items of a PowerShell array. */
function words(command: readonly (Word | { file: string })[]): string {
  return command
    .slice(1)
    .map((word) => {
      if (typeof word === "string") return powershell(word);
      if ("file" in word) return `('--${word.file}=' + $file)`;
      return `('--${word.option}=' + ${VALUE[word.of]})`;
    })
    .join(", ");
}
