import { type InstallableSpec, installable, VERSIONS } from "./catalog.ts";
import { fileName, heading } from "./heading.ts";
import type { OutputFile, Request, Target } from "./model.ts";
import { hcl } from "./quote.ts";

type Lines = readonly string[];

/**
 * The task in Terraform: azurerm for Arc's extensions, which it has a resource for. An AKS cluster that somebody
 * else manages is changed by azapi, which reads, merges and writes; azurerm would want to own the whole cluster.
 */
export function terraformFile(request: Request, targets: readonly Target[]): OutputFile {
  const spec = installable(request.installable);
  const blocks = blocksOf(request, spec, targets);
  const text = [heading(request, targets, HOW).map((line) => `# ${line}`), ...blocks]
    .map((lines) => lines.join("\n"))
    .join("\n\n");
  return { name: fileName(request, "tf"), does: DOES[request.task], text: `${text}\n` };
}

const HOW = ["Run it by: terraform init, then terraform apply."];

const DOES = {
  deploy: "A Terraform configuration for all of the clusters.",
  verify: "A Terraform configuration that changes nothing and shows the state of each cluster.",
  remove: "A Terraform configuration that removes it from all of the clusters, once.",
} as const;

function blocksOf(request: Request, spec: InstallableSpec, targets: readonly Target[]): Lines[] {
  const { task } = request;
  const asks = asksWorkspace(request);
  const usesAzurerm = spec.extension !== null && task === "deploy";
  return [
    providers(usesAzurerm, asks || !usesAzurerm),
    ...(asks || !usesAzurerm ? [['provider "azapi" {}']] : []),
    ...(usesAzurerm ? [azurermProvider(targets)] : []),
    locals(targets, asks),
    ...(spec.extension ? arc(request, spec) : aks(request)),
  ];
}

function asksWorkspace({ task, installable: id }: Request): boolean {
  return task === "deploy" && (id === "aksSensor" || id === "arcDefenderExtension");
}

function providers(azurerm: boolean, azapi: boolean): Lines {
  const one = (name: string, source: string, version: string) => [
    `    ${name} = {`,
    `      source  = "${source}"`,
    `      version = "${version}"`,
    "    }",
  ];
  return [
    "terraform {",
    '  required_version = ">= 1.5"',
    "  required_providers {",
    ...(azapi ? one("azapi", "Azure/azapi", "~> 2.2") : []),
    ...(azurerm ? one("azurerm", "hashicorp/azurerm", "~> 4.0") : []),
    "  }",
    "}",
  ];
}

/** The provider must be told a subscription; resources of others are reached by their ids all the same. */
function azurermProvider(targets: readonly Target[]): Lines {
  return [
    'provider "azurerm" {',
    `  subscription_id                 = ${hcl(targets[0]?.subscriptionId ?? "")}`,
    '  resource_provider_registrations = "none"',
    "  features {}",
    "}",
  ];
}

function locals(targets: readonly Target[], asks: boolean): Lines {
  const rows = targets.flatMap(({ armId, workspace }) =>
    asks
      ? [`    ${hcl(armId)} = {`, `      workspace_id = ${hcl(workspace?.id ?? "")}`, "    }"]
      : [`    ${hcl(armId)},`],
  );
  return asks
    ? ["locals {", "  clusters = {", ...rows, "  }", "}"]
    : ["locals {", "  clusters = toset([", ...rows, "  ])", "}"];
}

function aks(request: Request): Lines[] {
  const { installable: id, task } = request;
  const type = `Microsoft.ContainerService/managedClusters@${VERSIONS.managedClusters}`;
  const policy = id === "aksPolicyAddon";
  if (task === "verify") {
    const path = policy
      ? "properties.addonProfiles.azurepolicy.enabled"
      : "properties.securityProfile.defender.securityMonitoring.enabled";
    return [
      [
        'data "azapi_resource" "cluster" {',
        "  for_each    = local.clusters",
        `  type        = "${type}"`,
        "  resource_id = each.key",
        "  response_export_values = {",
        `    enabled = "${path}"`,
        "  }",
        "}",
      ],
      output("azapi_resource.cluster", "cluster.output.enabled", "cluster"),
    ];
  }
  const enabled = String(task === "deploy");
  return [
    [
      `resource "azapi_update_resource" "${policy ? "azure_policy" : "defender"}" {`,
      "  for_each    = local.clusters",
      `  type        = "${type}"`,
      "  resource_id = each.key",
      "  body = {",
      "    properties = {",
      ...(policy ? policyBody(enabled) : sensorBody(enabled)),
      "    }",
      "  }",
      "}",
    ],
  ];
}

function policyBody(enabled: string): Lines {
  return [
    "      addonProfiles = {",
    "        azurepolicy = {",
    `          enabled = ${enabled}`,
    "        }",
    "      }",
  ];
}

function sensorBody(enabled: string): Lines {
  return [
    "      securityProfile = {",
    "        defender = {",
    ...(enabled === "true"
      ? ["          logAnalyticsWorkspaceResourceId = each.value.workspace_id"]
      : []),
    "          securityMonitoring = {",
    `            enabled = ${enabled}`,
    "          }",
    "        }",
    "      }",
  ];
}

function arc(request: Request, { extension }: InstallableSpec): Lines[] {
  const type = `Microsoft.KubernetesConfiguration/extensions@${VERSIONS.extensions}`;
  if (request.task === "verify") {
    return [
      [
        'data "azapi_resource_list" "extensions" {',
        "  for_each  = local.clusters",
        `  type      = "${type}"`,
        "  parent_id = each.key",
        "  response_export_values = {",
        `    state = "value[?properties.extensionType=='${extension?.type}'] | [0].properties.provisioningState"`,
        "  }",
        "}",
      ],
      output("azapi_resource_list.extensions", "list.output.state", "list"),
    ];
  }
  if (request.task === "remove") {
    return [
      [
        'resource "azapi_resource_action" "remove" {',
        "  for_each    = local.clusters",
        `  type        = "${type}"`,
        `  resource_id = "\${each.key}/providers/Microsoft.KubernetesConfiguration/extensions/${extension?.name}"`,
        '  method      = "DELETE"',
        "}",
      ],
    ];
  }
  return [...(extension?.needsWorkspace ? WORKSPACE : []), extensionResource(request, extension)];
}

const WORKSPACE: Lines[] = [
  [
    'data "azapi_resource" "workspace" {',
    "  for_each    = toset([for cluster in local.clusters : cluster.workspace_id])",
    `  type        = "Microsoft.OperationalInsights/workspaces@${VERSIONS.workspaces}"`,
    "  resource_id = each.key",
    "  response_export_values = {",
    '    id = "properties.customerId"',
    "  }",
    "}",
  ],
  [
    "# The key gets into Terraform's state: keep that where secrets are kept.",
    'data "azapi_resource_action" "keys" {',
    "  for_each    = toset([for cluster in local.clusters : cluster.workspace_id])",
    `  type        = "Microsoft.OperationalInsights/workspaces@${VERSIONS.sharedKeys}"`,
    "  resource_id = each.key",
    '  action      = "sharedKeys"',
    '  method      = "POST"',
    "  sensitive_response_export_values = {",
    '    key = "primarySharedKey"',
    "  }",
    "}",
  ],
];

function extensionResource(
  { auditLogPath }: Request,
  extension: InstallableSpec["extension"],
): Lines {
  const settings = [
    "  configuration_settings = {",
    '    "logAnalyticsWorkspaceResourceID" = each.value.workspace_id',
    ...(auditLogPath ? [`    "auditLogPath"                    = ${hcl(auditLogPath)}`] : []),
    "  }",
    "  configuration_protected_settings = {",
    '    "omsagent.secret.wsid" = data.azapi_resource.workspace[each.value.workspace_id].output.id',
    '    "omsagent.secret.key"  = data.azapi_resource_action.keys[each.value.workspace_id].sensitive_output.key',
    "  }",
  ];
  return [
    'resource "azurerm_arc_kubernetes_cluster_extension" "extension" {',
    "  for_each          = local.clusters",
    `  name              = "${extension?.name}"`,
    "  cluster_id        = each.key",
    `  extension_type    = "${extension?.type}"`,
    '  release_train     = "Stable"',
    `  release_namespace = "${extension?.namespace}"`,
    ...(extension?.needsWorkspace ? settings : []),
    "  identity {",
    '    type = "SystemAssigned"',
    "  }",
    "}",
  ];
}

function output(source: string, value: string, name: string): Lines {
  return [
    'output "clusters" {',
    `  value = { for id, ${name} in data.${source} : id => ${value} }`,
    "}",
  ];
}
