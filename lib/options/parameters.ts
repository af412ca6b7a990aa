import {
  type Installable,
  installable,
  type Language,
  type Task,
  USUAL_AUDIT_LOG,
} from "./catalog.ts";

export interface Parameter {
  name: string;
  means: string;
  mandatory: boolean;
}

const must = (name: string, means: string): Parameter => ({ name, means, mandatory: true });
const may = (name: string, means: string): Parameter => ({ name, means, mandatory: false });

const WORKSPACE =
  "Resource id of the Log Analytics workspace through which the sensor reports. The workspace keeps none of the data.";
const SENSOR =
  "Whether Defender for Containers is on for the cluster: true deploys the sensor, false removes it.";
const AUDIT_LOG = `Where the cluster's API server writes its audit log, if not at ${USUAL_AUDIT_LOG}.`;
const TYPE = "What is installed.";

/**
 * The parameters of a task with what each means, as the tables of Microsoft's article "Configure Microsoft
 * Defender for Containers components" have them (2025-01), and the same for the languages that it leaves out.
 */
export function parametersOf(id: Installable, task: Task, language: Language): Parameter[] {
  if (language === "rest") return [...restPath(id), ...restBody(id, task)];
  if (language === "bash" || language === "powershell") return commandLine(id, task);
  return template(id, task);
}

function restPath(id: Installable): Parameter[] {
  const { extension, clusters } = installable(id);
  return [
    must("SubscriptionId", "The cluster's subscription ID."),
    must("ResourceGroup", "The cluster's resource group."),
    must("ClusterName", "The cluster's name."),
    must(
      "api-version",
      clusters === "aks"
        ? "Version of the API; must be 2022-06-01 or later."
        : "Version of the API; 2020-07-01-preview or later. Today's stable one is taken.",
    ),
    ...(extension ? [must("Extension name", `The extension's name, ${extension.name}.`)] : []),
  ];
}

function restBody(id: Installable, task: Task): Parameter[] {
  const { extension } = installable(id);
  if (task === "verify" || (extension && task === "remove")) return [];
  if (extension) return extensionMembers(id);
  const location = must("location", "The cluster's region. It can't be changed.");
  if (id === "aksPolicyAddon") {
    return [
      location,
      must("properties.addonProfiles.azurepolicy.enabled", "Whether the add-on is on."),
    ];
  }
  const enabled = must("properties.securityProfile.defender.securityMonitoring.enabled", SENSOR);
  if (task === "remove") return [location, enabled];
  return [
    location,
    enabled,
    must("properties.securityProfile.defender.logAnalyticsWorkspaceResourceId", WORKSPACE),
  ];
}

function extensionMembers(id: Installable): Parameter[] {
  const { extension } = installable(id);
  const type = must("properties.extensionType", TYPE);
  if (!extension?.needsWorkspace) return [type];
  return [
    type,
    must(
      "properties.configurationSettings.logAnalyticsWorkspaceResourceID",
      `${WORKSPACE} The article of 2025-01 gives the workspace's own id as logAnalytics.workspaceId instead.`,
    ),
    may("properties.configurationSettings.auditLogPath", AUDIT_LOG),
    must(
      "properties.configurationProtectedSettings",
      "The workspace's id and its key, as omsagent.secret.wsid and omsagent.secret.key (in the article, logAnalytics.key). Azure never gives them back.",
    ),
  ];
}

function commandLine(id: Installable, task: Task): Parameter[] {
  const { extension } = installable(id);
  const place = [
    must("--subscription", "The cluster's subscription."),
    must("--resource-group", "The cluster's resource group."),
  ];
  if (!extension) {
    const name = must("--name", "The cluster's name.");
    return [...place, name, ...aksOptions(id, task)];
  }
  return [
    ...place,
    must("--cluster-name", "The cluster's name."),
    must("--cluster-type", "connectedClusters, for a cluster that is connected to Azure Arc."),
    ...arcOptions(id, task),
  ];
}

function aksOptions(id: Installable, task: Task): Parameter[] {
  if (task === "verify") return [];
  if (id === "aksPolicyAddon") return [must("--addons", "Which add-on: azure-policy.")];
  if (task === "remove") return [must("--disable-defender", "Removes the sensor.")];
  return [
    must("--enable-defender", "Deploys the sensor."),
    may(
      "--defender-config",
      "A JSON file with logAnalyticsWorkspaceResourceId. Without it the sensor reports to the default workspace, which is created when it is missing.",
    ),
  ];
}

function arcOptions(id: Installable, task: Task): Parameter[] {
  const { extension } = installable(id);
  if (task === "verify") return [];
  const name = must("--name", "The extension's name.");
  if (task === "remove") return [name, must("--yes", "Removes it without asking again.")];
  const type = must("--extension-type", TYPE);
  if (!extension?.needsWorkspace) return [name, type];
  return [
    name,
    type,
    may("--configuration-settings logAnalyticsWorkspaceResourceID", WORKSPACE),
    may("--configuration-settings auditLogPath", AUDIT_LOG),
  ];
}

function template(id: Installable, task: Task): Parameter[] {
  const list = must("clusters", "The clusters by their resource ids. Add or take away rows.");
  if (task !== "deploy") return [list];
  const workspace = must("workspaceId, workspace_id", `Of each cluster. ${WORKSPACE}`);
  if (id === "aksSensor") return [list, workspace];
  return id === "arcDefenderExtension" ? [list, workspace, may("auditLogPath", AUDIT_LOG)] : [list];
}
