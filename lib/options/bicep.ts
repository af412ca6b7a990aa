import { type InstallableSpec, installable, USUAL_AUDIT_LOG, VERSIONS } from "./catalog.ts";
import { fileName, heading } from "./heading.ts";
import type { OutputFile, Request, Target } from "./model.ts";
import { bicep } from "./quote.ts";

/** The task in Bicep: a main file with the clusters, and a module that is deployed to each one's resource group. */
export function bicepFiles(request: Request, targets: readonly Target[]): OutputFile[] {
  const spec = installable(request.installable);
  const head = heading(request, targets, [HOW]).map((line) => `// ${line}`);
  const list = ["var clusters = [", ...targets.flatMap((target) => row(request, target)), "]"];
  const lines = [...head, "targetScope = 'subscription'", "", ...list, ""];
  if (request.task === "verify") {
    return [
      {
        name: fileName(request, "bicep"),
        does: "A Bicep file that deploys nothing and gives the state of each cluster as its output.",
        text: join([...lines, ...outputs(request, spec)]),
      },
    ];
  }
  const module = spec.extension ? extensionModule(request, spec) : clusterModule(request);
  return [
    {
      name: fileName(request, "bicep"),
      does: "The main Bicep file, with the clusters. Keep the module beside it.",
      text: join([...lines, ...modules(request, spec)]),
    },
    {
      name: MODULE,
      does: "The module that the main file deploys to each cluster's resource group.",
      text: join(module),
    },
  ];
}

const MODULE = "cluster.bicep";
const HOW =
  "Deploy it by: az deployment sub create --location <region> --template-file <this file>";

function row(request: Request, target: Target): string[] {
  const { armId, subscriptionId, resourceGroup, name, workspace } = target;
  return [
    "  {",
    `    id: ${bicep(armId)}`,
    `    subscriptionId: ${bicep(subscriptionId)}`,
    `    resourceGroup: ${bicep(resourceGroup)}`,
    `    name: ${bicep(name)}`,
    ...(asksWorkspace(request) ? [`    workspaceId: ${bicep(workspace?.id ?? "")}`] : []),
    "  }",
  ];
}

function asksWorkspace({ task, installable: id }: Request): boolean {
  return task === "deploy" && (id === "aksSensor" || id === "arcDefenderExtension");
}

function modules(request: Request, { extension }: InstallableSpec): string[] {
  return [
    `module change '${MODULE}' = [for cluster in clusters: {`,
    `  name: '${fileName(request, "").slice(0, -1)}-\${uniqueString(cluster.id)}'`,
    "  scope: resourceGroup(cluster.subscriptionId, cluster.resourceGroup)",
    "  params: {",
    "    name: cluster.name",
    ...(extension
      ? []
      : [`    cluster: reference(cluster.id, '${VERSIONS.managedClusters}', 'Full')`]),
    ...(asksWorkspace(request) ? ["    workspaceId: cluster.workspaceId"] : []),
    "  }",
    "}]",
  ];
}

/** An AKS cluster is put back as a whole, so the main file reads it first: what is not named must not be lost. */
function clusterModule(request: Request): string[] {
  const enabled = request.task === "deploy";
  const change =
    request.installable === "aksPolicyAddon"
      ? ["  addonProfiles: {", "    azurepolicy: {", `      enabled: ${enabled}`, "    }", "  }"]
      : [
          "  securityProfile: {",
          "    defender: {",
          ...(enabled ? ["      logAnalyticsWorkspaceResourceId: workspaceId"] : []),
          "      securityMonitoring: {",
          `        enabled: ${enabled}`,
          "      }",
          "    }",
          "  }",
        ];
  return [
    "param name string",
    "param cluster object",
    ...(asksWorkspace(request) ? ["param workspaceId string"] : []),
    "",
    "// Azure alone writes these.",
    "var writtenByAzure = [",
    "  'provisioningState'",
    "  'powerState'",
    "]",
    "var kept = toObject(filter(items(cluster.properties), member => !contains(writtenByAzure, member.key)), member => member.key, member => member.value)",
    "var change = {",
    ...change,
    "}",
    "",
    `resource managedCluster 'Microsoft.ContainerService/managedClusters@${VERSIONS.managedClusters}' = {`,
    "  name: name",
    "  location: cluster.location",
    "  tags: cluster.?tags",
    "  sku: cluster.?sku",
    "  identity: cluster.?identity",
    "  properties: union(kept, change)",
    "}",
  ];
}

function extensionModule(request: Request, { extension }: InstallableSpec): string[] {
  const asks = asksWorkspace(request);
  return [
    "param name string",
    ...(asks ? ["param workspaceId string"] : []),
    "",
    `resource cluster 'Microsoft.Kubernetes/connectedClusters@${VERSIONS.connectedClusters}' existing = {`,
    "  name: name",
    "}",
    "",
    ...(asks ? WORKSPACE : []),
    `resource extension 'Microsoft.KubernetesConfiguration/extensions@${VERSIONS.extensions}' = {`,
    `  name: '${extension?.name}'`,
    "  scope: cluster",
    "  identity: {",
    "    type: 'SystemAssigned'",
    "  }",
    "  properties: {",
    `    extensionType: '${extension?.type}'`,
    "    autoUpgradeMinorVersion: true",
    "    releaseTrain: 'Stable'",
    "    scope: {",
    "      cluster: {",
    `        releaseNamespace: '${extension?.namespace}'`,
    "      }",
    "    }",
    ...(asks ? settings(request) : []),
    "  }",
    "}",
  ];
}

const WORKSPACE = [
  `resource workspace 'Microsoft.OperationalInsights/workspaces@${VERSIONS.workspaces}' existing = {`,
  "  name: last(split(workspaceId, '/'))",
  "  scope: resourceGroup(split(workspaceId, '/')[2], split(workspaceId, '/')[4])",
  "}",
  "",
];

function settings({ auditLogPath }: Request): string[] {
  return [
    "    configurationSettings: {",
    "      logAnalyticsWorkspaceResourceID: workspaceId",
    `      auditLogPath: ${bicep(auditLogPath ?? USUAL_AUDIT_LOG)}`,
    "    }",
    "    configurationProtectedSettings: {",
    "      'omsagent.secret.wsid': workspace.properties.customerId",
    "      'omsagent.secret.key': workspace.listKeys().primarySharedKey",
    "    }",
  ];
}

function outputs({ installable: id }: Request, { extension }: InstallableSpec): string[] {
  const read = extension
    ? `reference('\${cluster.id}/providers/Microsoft.KubernetesConfiguration/extensions/${extension.name}', '${VERSIONS.extensions}').provisioningState`
    : id === "aksPolicyAddon"
      ? `reference(cluster.id, '${VERSIONS.managedClusters}').?addonProfiles.?azurepolicy.?enabled`
      : `reference(cluster.id, '${VERSIONS.managedClusters}').?securityProfile.?defender.?securityMonitoring.?enabled`;
  return [
    "output clusters array = [for cluster in clusters: {",
    "  id: cluster.id",
    `  state: ${read}`,
    "}]",
  ];
}

function join(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}
