import { powershell } from "../options/quote.ts";
import type { ArcPart } from "../recommendations/catalog.ts";
import {
  type ArcRequest,
  type ArcTarget,
  arcHeading,
  EXTENSIONS,
  keyOf,
  stemOf,
  TOOLS,
} from "./arc-script.ts";

/** The request as a PowerShell script, with the same steps and options as the Bash one. */
export function arcPowershell(request: ArcRequest): string {
  const lines = [
    ...arcHeading(request).map((line) => `# ${line}`),
    ...OPENING,
    ...settings(request),
    ...FUNCTIONS,
    ...checked(request),
    "",
    "$clusters = @(",
    request.targets.map((target) => row(target, request.parts)).join(",\n"),
    ")",
    "",
    ...connecting(request),
    "",
    ...EXTENDING,
    "",
    ...each(request.parts),
  ];
  return `${lines.join("\n")}\n`;
}

function row(target: ArcTarget, parts: readonly ArcPart[]): string {
  const members = {
    Key: keyOf(target, parts),
    Id: target.id,
    Name: target.name,
    Region: target.region,
    Arc: target.arcName,
    Subscription: target.subscriptionId,
    Group: target.resourceGroup,
  };
  const text = Object.entries(members).map(([member, value]) => `${member} = ${powershell(value)}`);
  return `  @{ ${text.join("; ")} }`;
}

const OPENING = [
  "param(",
  "  # Do these clusters alone, by their names or ids.",
  "  [string[]] $Only = @(),",
  "  # Go on with the other clusters where one fails, and end with 3.",
  "  [switch] $KeepGoing,",
  "  # Look also at clusters that an earlier run was done with.",
  "  [switch] $Again",
  ")",
  "Set-StrictMode -Version Latest",
  "$ErrorActionPreference = 'Stop'",
  "",
];

function settings(request: ArcRequest): string[] {
  const { cloud, environment, projectNumber, location } = request;
  const { distribution, infrastructure } = TOOLS[cloud];
  const stem = stemOf(request);
  return [
    `$environment = ${powershell(environment)}`,
    ...(cloud === "gcp" ? [`$projectNumber = ${powershell(projectNumber)}`] : []),
    `$location = ${powershell(location)}`,
    `$distribution = '${distribution}'`,
    `$infrastructure = '${infrastructure}'`,
    "$here = $PSScriptRoot",
    "if (-not $here) { $here = (Get-Location).Path }",
    `$log = Join-Path $here '${stem}.log'`,
    `$state = Join-Path $here '${stem}.state'`,
    "$kubeconfig = [IO.Path]::GetTempFileName()",
    "$pause = 15",
    "",
  ];
}

const FUNCTIONS = [
  "# On Windows az and gcloud are batch files: cmd.exe reads parentheses and the like unless they are in quotes.",
  "function Format-Word([string] $Word) {",
  `  if ($env:OS -eq 'Windows_NT') { return '"' + $Word + '"' }`,
  "  return $Word",
  "}",
  "function Invoke-Tool([string] $Tool, [string[]] $Words, [string] $Failure) {",
  "  $quoted = @($Words | ForEach-Object { Format-Word $_ })",
  "  $answer = & $Tool @quoted",
  "  if ($LASTEXITCODE -ne 0) { throw $Failure }",
  "  return @($answer)",
  "}",
  "# Control characters in a name must not reach the terminal.",
  "function Write-Step([string] $Name, [string] $Text) {",
  "  $line = ($Name -replace '\\p{C}', '?') + '  ' + $Text",
  "  Write-Host $line",
  "  Add-Content -LiteralPath $log -Value ((Get-Date -Format s) + '  ' + $line)",
  "}",
  "",
];

function checked({ cloud }: ArcRequest): string[] {
  const { programs } = TOOLS[cloud];
  return [
    `foreach ($tool in @(${programs.map(powershell).join(", ")})) {`,
    "  if (-not (Get-Command $tool -ErrorAction SilentlyContinue)) { throw ('Install ' + $tool + ' first. Nothing was changed.') }",
    "}",
    "Invoke-Tool 'az' @('account', 'show', '--output=none') 'Sign in to Azure first, by az login. Nothing was changed.' | Out-Null",
    "foreach ($extension in @('connectedk8s', 'k8s-extension')) {",
    "  Invoke-Tool 'az' @('extension', 'show', ('--name=' + $extension), '--output=none') ('Install the extension first, by az extension add --name ' + $extension + '. Nothing was changed.') | Out-Null",
    "}",
    ...IDENTITY[cloud],
  ];
}

const IDENTITY = {
  aws: [
    "$account = (Invoke-Tool 'aws' @('sts', 'get-caller-identity', '--query=Account', '--output=text') 'Sign in to AWS first. Nothing was changed.') -join ''",
    "if ($account.Trim() -ne $environment) {",
    "  throw ('The AWS CLI is signed in to the account ' + $account + ', and these clusters are of the account ' + $environment + '. Nothing was changed.')",
    "}",
  ],
  gcp: [
    "$active = (Invoke-Tool 'gcloud' @('config', 'get-value', 'project') 'Sign in to Google Cloud first, by gcloud auth login. Nothing was changed.') -join ''",
    "if ($active.Trim() -ne $environment) {",
    "  throw ('The active project of gcloud is ' + $active + ', and the connector is of the project ' + $environment + '. Nothing was changed.')",
    "}",
    "$numberThere = (Invoke-Tool 'gcloud' @('projects', 'describe', $environment, '--format=value(projectNumber)') 'gcloud can not read the project. Nothing was changed.') -join ''",
    "if ($numberThere.Trim() -ne $projectNumber) {",
    "  throw 'The project has another number than that of the connector. Nothing was changed.'",
    "}",
  ],
} as const;

const CREDENTIALS = {
  aws: "    Invoke-Tool 'aws' @('eks', 'update-kubeconfig', ('--name=' + $cluster.Name), ('--region=' + $cluster.Region), ('--kubeconfig=' + $kubeconfig)) ($cluster.Name + ' gives this person no kubeconfig.') | Out-Null",
  gcp: "    Invoke-Tool 'gcloud' @('container', 'clusters', 'get-credentials', $cluster.Name, ('--location=' + $cluster.Region), ('--project=' + $environment)) ($cluster.Name + ' gives this person no kubeconfig.') | Out-Null",
} as const;

function connecting({ cloud }: ArcRequest): string[] {
  return [
    "function Connect-Cluster($cluster) {",
    "  $place = @(('--subscription=' + $cluster.Subscription), ('--resource-group=' + $cluster.Group))",
    `  $query = "--query=[?name=='" + $cluster.Arc + "'].connectivityStatus | [0]"`,
    "  $status = ((Invoke-Tool 'az' (@('connectedk8s', 'list') + $place + @($query, '--output=tsv')) ('Azure Arc could not be asked for ' + $cluster.Name + '.')) -join '').Trim()",
    "  if (@('Connected', 'Connecting') -contains $status) { return $false }",
    "  if ($status -and $status -ne 'None') {",
    "    throw ($cluster.Name + ' is known to Azure Arc as ' + $cluster.Arc + ', which does not reach it: ' + $status + '. Bring it back, or delete the resource and run this again.')",
    "  }",
    "  Write-Step $cluster.Name ('is being connected to Azure Arc as ' + $cluster.Arc + '.')",
    "  $before = $env:KUBECONFIG",
    "  $env:KUBECONFIG = $kubeconfig",
    "  try {",
    "    [IO.File]::WriteAllText($kubeconfig, '')",
    CREDENTIALS[cloud],
    "    $words = @('connectedk8s', 'connect') + $place + @(('--name=' + $cluster.Arc), ('--location=' + $location), ('--distribution=' + $distribution), ('--infrastructure=' + $infrastructure), ('--kube-config=' + $kubeconfig), ('--tags=ms_defender_cluster_id=' + $cluster.Id), '--output=none')",
    "    Invoke-Tool 'az' $words ($cluster.Name + ' could not be connected to Azure Arc.') | Out-Null",
    "  } finally {",
    "    $env:KUBECONFIG = $before",
    "  }",
    "  return $true",
    "}",
  ];
}

const EXTENDING = [
  "function Install-Extension($cluster, [string] $extension, [string] $type) {",
  "  $place = @('--cluster-type=connectedClusters', ('--subscription=' + $cluster.Subscription), ('--resource-group=' + $cluster.Group), ('--cluster-name=' + $cluster.Arc))",
  "  $sent = $false",
  "  for ($try = 0; $try -lt 120; $try++) {",
  "    $listed = Invoke-Tool 'az' (@('k8s-extension', 'list') + $place + @('--query=[].[extensionType,provisioningState]', '--output=tsv')) ('The extensions of ' + $cluster.Name + ' could not be read.')",
  "    $found = ''",
  "    foreach ($line in $listed) {",
  "      $cells = ([string] $line) -split '\\t'",
  "      if ($cells.Count -ge 2 -and $cells[0] -eq $type) { $found = $cells[1].Trim() }",
  "    }",
  "    if ($found -eq 'Succeeded') { return $sent }",
  "    if (@('Creating', 'Updating', 'Deleting') -contains $found) {",
  "      Start-Sleep -Seconds $pause",
  "      continue",
  "    }",
  "    if ($sent) { throw ('Azure reports ' + $type + ' on ' + $cluster.Name + ' as ' + $found + '.') }",
  "    $sent = $true",
  "    Write-Step $cluster.Name ('gets ' + $type + '. This takes some minutes.')",
  "    Invoke-Tool 'az' (@('k8s-extension', 'create') + $place + @(('--name=' + $extension), ('--extension-type=' + $type), '--output=none')) ($cluster.Name + ' did not get ' + $type + '.') | Out-Null",
  "  }",
  "  throw ('Azure still has not ended the installation of ' + $type + ' on ' + $cluster.Name + '.')",
  "}",
];

function each(parts: readonly ArcPart[]): string[] {
  const installs = parts.map((part) => {
    const { name, type } = EXTENSIONS[part];
    return `    if (Install-Extension $cluster ${powershell(name)} ${powershell(type)}) { $acted = $true }`;
  });
  return [
    "$finished = @()",
    "if ((Test-Path -LiteralPath $state) -and -not $Again) { $finished = @(Get-Content -LiteralPath $state) }",
    "$counts = @{ Changed = 0; Same = 0; Passed = 0; Failed = 0 }",
    "try {",
    "  foreach ($cluster in $clusters) {",
    "    if ($Only.Count -gt 0 -and $Only -notcontains $cluster.Name -and $Only -notcontains $cluster.Id) {",
    "      $counts.Passed++",
    "      continue",
    "    }",
    "    if ($finished -contains $cluster.Key) {",
    "      $counts.Same++",
    "      Write-Step $cluster.Name 'was done by an earlier run.'",
    "      continue",
    "    }",
    "    try {",
    "    $acted = Connect-Cluster $cluster",
    ...installs,
    "    Add-Content -LiteralPath $state -Value $cluster.Key",
    "    if ($acted) { $counts.Changed++ } else { $counts.Same++ }",
    "    Write-Step $cluster.Name $(if ($acted) { 'is done.' } else { 'is as wanted already.' })",
    "    } catch {",
    "      $counts.Failed++",
    "      Write-Step $cluster.Name ([string] $_.Exception.Message)",
    "      if (-not $KeepGoing) { throw 'The script stops here; run it again to go on.' }",
    "    }",
    "  }",
    "} finally {",
    "  Remove-Item -LiteralPath $kubeconfig -ErrorAction SilentlyContinue",
    "}",
    "if ($counts.Passed -eq $clusters.Count) { throw 'None of the clusters of this script is called so.' }",
    "$summary = 'Done: ' + $counts.Changed + ' changed, ' + $counts.Same + ' as wanted already, ' + $counts.Passed + ' passed over, ' + $counts.Failed + ' failed.'",
    "Write-Host $summary",
    "Add-Content -LiteralPath $log -Value $summary",
    "if ($counts.Failed -gt 0) { exit 3 }",
  ];
}
