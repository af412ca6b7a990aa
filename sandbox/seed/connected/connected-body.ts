import { EXTENSION_KINDS } from "../../azure/arc/extension.ts";
import { TENANT_ID } from "../../identities.ts";
import type { Body, NewResource } from "../../types.ts";
import type { Random } from "../random.ts";
import type { ConnectedRow } from "./connected-row.ts";

const DAY_MS = 86_400_000;
/** How long ago the agents of a cluster last reported, by what became of it; those that are connected just did. */
const SILENT_MS = { offline: 3 * DAY_MS, expired: 120 * DAY_MS } as const;
const STATUS = { offline: "Offline", expired: "Expired" } as const;

/** A connected cluster as the API 2024-01-01 returns it, without id, name and type. */
export function connectedBody(row: ConnectedRow, random: Random, now: number): Body {
  const away = (["offline", "expired"] as const).find((trait) => row.traits.includes(trait));
  const heard = now - (away ? SILENT_MS[away] : 60_000);
  return {
    location: row.region,
    tags: {
      ...row.tags,
      ...(row.traits.includes("excluded") && { ms_defender_container_exclude_sensors: "true" }),
    },
    identity: { type: "SystemAssigned", principalId: random.uuid(), tenantId: TENANT_ID },
    properties: {
      agentPublicKeyCertificate: "",
      distribution: row.distribution,
      infrastructure: row.infrastructure,
      kubernetesVersion: row.kubernetesVersion,
      agentVersion: away ? "1.15.3" : "1.21.10",
      totalNodeCount: row.nodes,
      totalCoreCount: row.nodes * 4,
      offering: "",
      provisioningState: "Succeeded",
      connectivityStatus: away ? STATUS[away] : "Connected",
      lastConnectivityTime: new Date(heard).toISOString(),
      managedIdentityCertificateExpirationTime: new Date(heard + 60 * DAY_MS).toISOString(),
    },
  };
}

/** What is installed on a connected cluster when the estate is new. */
export function* extensionsOf(
  row: ConnectedRow,
  cluster: NewResource,
  workspaceId: string,
  random: Random,
): Iterable<NewResource> {
  const { traits } = row;
  const failed = traits.includes("sensorFailed");
  if (failed || traits.includes("sensor")) {
    yield extension(cluster, "microsoft.azuredefender.kubernetes", random, {
      name: "microsoft.azuredefender.kubernetes",
      settings: {
        logAnalyticsWorkspaceResourceID: workspaceId,
        auditLogPath: "/var/log/kube-apiserver/audit.log",
      },
      failed,
    });
  }
  if (traits.includes("policy")) {
    yield extension(cluster, "microsoft.policyinsights", random, {
      name: "azurepolicy",
      settings: {},
      failed: false,
    });
  }
}

function extension(
  cluster: NewResource,
  extensionType: string,
  random: Random,
  more: { name: string; settings: Record<string, string>; failed: boolean },
): NewResource {
  const kind = EXTENSION_KINDS[extensionType];
  const error = more.failed
    ? {
        code: "ExtensionOperationFailed",
        message:
          "The extension operation failed with the following error: Helm installation failed: the DaemonSet microsoft-defender-collectors-ds did not become ready; the nodes' kernel is older than 5.4.",
      }
    : null;
  return {
    id: `${cluster.id}/providers/Microsoft.KubernetesConfiguration/extensions/${more.name}`,
    type: "microsoft.kubernetesconfiguration/extensions",
    name: more.name,
    ...(cluster.subscriptionId !== undefined && { subscriptionId: cluster.subscriptionId }),
    ...(cluster.resourceGroup !== undefined && { resourceGroup: cluster.resourceGroup }),
    body: {
      identity: { type: "SystemAssigned", principalId: random.uuid(), tenantId: TENANT_ID },
      properties: {
        extensionType,
        autoUpgradeMinorVersion: true,
        releaseTrain: "Stable",
        version: null,
        currentVersion: kind?.version ?? null,
        scope: { cluster: { releaseNamespace: kind?.namespace ?? "default" } },
        configurationSettings: more.settings,
        configurationProtectedSettings: {},
        provisioningState: error ? "Failed" : "Succeeded",
        errorInfo: error,
        statuses: [],
        isSystemExtension: false,
      },
    },
  };
}
