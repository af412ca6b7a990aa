import { type InstallableSpec, installable, USUAL_AUDIT_LOG, VERSIONS } from "./catalog.ts";
import { fileName, heading } from "./heading.ts";
import type { OutputFile, Request, Target } from "./model.ts";
import { armText } from "./quote.ts";

const SCHEMAS = "https://schema.management.azure.com/schemas";
const SUBSCRIPTION_SCHEMA = `${SCHEMAS}/2018-05-01/subscriptionDeploymentTemplate.json#`;
const GROUP_SCHEMA = `${SCHEMAS}/2019-04-01/deploymentTemplate.json#`;
const THIS = "variables('clusters')[copyIndex()]";

/** The task as a template that is deployed to a subscription and reaches each cluster's resource group from there. */
export function armFile(request: Request, targets: readonly Target[]): OutputFile {
  const spec = installable(request.installable);
  const verify = request.task === "verify";
  const template = {
    $schema: SUBSCRIPTION_SCHEMA,
    contentVersion: "1.0.0.0",
    metadata: { description: armText(heading(request, targets, [HOW]).join(" ")) },
    variables: { clusters: targets.map((target) => rowOf(request, spec, target)) },
    resources: verify ? [] : [deployments(request, spec)],
    ...(verify && { outputs: { clusters: outputs(spec, request) } }),
  };
  return {
    name: fileName(request, "json"),
    does: verify
      ? "A template that deploys nothing and gives the state of each cluster as its output."
      : "A template for all of the clusters. It reads each as it is and changes only what is named.",
    text: `${JSON.stringify(template, null, 2)}\n`,
  };
}

const HOW =
  "Deploy it by: az deployment sub create --location <region> --template-file <this file>.";

function rowOf({ task }: Request, { extension }: InstallableSpec, target: Target) {
  const { armId, subscriptionId, resourceGroup, name, workspace } = target;
  const asks = task === "deploy" && workspace && (extension?.needsWorkspace ?? true);
  return {
    id: armText(armId),
    subscriptionId: armText(subscriptionId),
    resourceGroup: armText(resourceGroup),
    name: armText(name),
    ...(asks && { workspaceId: armText(workspace.id) }),
  };
}

function deployments(request: Request, spec: InstallableSpec) {
  const inner = spec.extension ? extensionTemplate(request, spec) : clusterTemplate(request);
  return {
    copy: { name: "clusters", count: "[length(variables('clusters'))]" },
    type: "Microsoft.Resources/deployments",
    apiVersion: VERSIONS.deployments,
    name: `[concat('${fileName(request, "").slice(0, -1)}-', uniqueString(${THIS}.id))]`,
    subscriptionId: `[${THIS}.subscriptionId]`,
    resourceGroup: `[${THIS}.resourceGroup]`,
    properties: {
      mode: "Incremental",
      expressionEvaluationOptions: { scope: "inner" },
      ...inner,
    },
  };
}

const passed = (value: string) => ({ value: `[${value}]` });
const text = { type: "string" } as const;

function hasWorkspace({ task, installable: id }: Request): boolean {
  return task === "deploy" && (id === "aksSensor" || id === "arcDefenderExtension");
}

/** An AKS cluster is put back as a whole, so it is read first: what is not named must not be lost. */
function clusterTemplate(request: Request) {
  const enabled = request.task === "deploy";
  const asks = hasWorkspace(request);
  const change =
    request.installable === "aksPolicyAddon"
      ? { addonProfiles: { azurepolicy: { enabled } } }
      : {
          securityProfile: {
            defender: {
              ...(asks && { logAnalyticsWorkspaceResourceId: "[parameters('workspaceId')]" }),
              securityMonitoring: { enabled },
            },
          },
        };
  return {
    parameters: {
      name: passed(`${THIS}.name`),
      cluster: passed(`reference(${THIS}.id, '${VERSIONS.managedClusters}', 'Full')`),
      ...(asks && { workspaceId: passed(`${THIS}.workspaceId`) }),
    },
    template: {
      $schema: GROUP_SCHEMA,
      contentVersion: "1.0.0.0",
      parameters: { name: text, cluster: { type: "object" }, ...(asks && { workspaceId: text }) },
      variables: {
        writtenByAzure: ["provisioningState", "powerState"],
        kept: "[toObject(filter(items(parameters('cluster').properties), lambda('member', not(contains(variables('writtenByAzure'), lambdaVariables('member').key)))), lambda('member', lambdaVariables('member').key), lambda('member', lambdaVariables('member').value))]",
        change,
      },
      resources: [
        {
          type: "Microsoft.ContainerService/managedClusters",
          apiVersion: VERSIONS.managedClusters,
          name: "[parameters('name')]",
          location: "[parameters('cluster').location]",
          tags: "[tryGet(parameters('cluster'), 'tags')]",
          sku: "[tryGet(parameters('cluster'), 'sku')]",
          identity: "[tryGet(parameters('cluster'), 'identity')]",
          properties: "[union(variables('kept'), variables('change'))]",
        },
      ],
    },
  };
}

function extensionTemplate(request: Request, { extension }: InstallableSpec) {
  const asks = hasWorkspace(request);
  const workspace = "parameters('workspaceId')";
  return {
    parameters: {
      name: passed(`${THIS}.name`),
      ...(asks && { workspaceId: passed(`${THIS}.workspaceId`) }),
    },
    template: {
      $schema: GROUP_SCHEMA,
      contentVersion: "1.0.0.0",
      parameters: { name: text, ...(asks && { workspaceId: text }) },
      resources: [
        {
          type: "Microsoft.KubernetesConfiguration/extensions",
          apiVersion: VERSIONS.extensions,
          name: extension?.name,
          scope: "[concat('Microsoft.Kubernetes/connectedClusters/', parameters('name'))]",
          identity: { type: "SystemAssigned" },
          properties: {
            extensionType: extension?.type,
            autoUpgradeMinorVersion: true,
            releaseTrain: "Stable",
            scope: { cluster: { releaseNamespace: extension?.namespace } },
            ...(asks && {
              configurationSettings: {
                logAnalyticsWorkspaceResourceID: `[${workspace}]`,
                auditLogPath: request.auditLogPath ?? USUAL_AUDIT_LOG,
              },
              configurationProtectedSettings: {
                "omsagent.secret.wsid": `[reference(${workspace}, '${VERSIONS.workspaces}').customerId]`,
                "omsagent.secret.key": `[listKeys(${workspace}, '${VERSIONS.sharedKeys}').primarySharedKey]`,
              },
            }),
          },
        },
      ],
    },
  };
}

function outputs({ extension }: InstallableSpec, { installable: id }: Request) {
  const members =
    id === "aksPolicyAddon"
      ? "'addonProfiles', 'azurepolicy', 'enabled'"
      : "'securityProfile', 'defender', 'securityMonitoring', 'enabled'";
  const state = extension
    ? `reference(concat(${THIS}.id, '/providers/Microsoft.KubernetesConfiguration/extensions/${extension.name}'), '${VERSIONS.extensions}').provisioningState`
    : `tryGet(reference(${THIS}.id, '${VERSIONS.managedClusters}'), ${members})`;
  return {
    type: "array",
    copy: {
      count: "[length(variables('clusters'))]",
      input: `[createObject('id', ${THIS}.id, 'state', ${state})]`,
    },
  };
}
