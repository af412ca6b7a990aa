import { SUBSCRIPTIONS } from "../seed/company.ts";
import type { Step } from "./walk.ts";

const SHIPPING = `/subscriptions/${SUBSCRIPTIONS.shipping.id}`;
const PAYMENTS = `/subscriptions/${SUBSCRIPTIONS.payments.id}`;
const EDGE = `${SHIPPING}/resourceGroups/rg-ship-edge`;
const ARC = "providers/Microsoft.Kubernetes/connectedClusters";
const EXTENSIONS = "providers/Microsoft.KubernetesConfiguration/extensions";
const CONNECTED = `${EDGE}/${ARC}/arc-wire-walk`;
const SENSOR = `${CONNECTED}/${EXTENSIONS}/microsoft.azuredefender.kubernetes`;
const SILENT = `${SHIPPING}/resourceGroups/rg-ship-vessels/${ARC}/arc-ship-vessel-aurora`;
const WORKSPACE = `${EDGE}/providers/Microsoft.OperationalInsights/workspaces/law-arc-walk`;
const AKS = `${PAYMENTS}/resourceGroups/rg-pay-fraud/providers/Microsoft.ContainerService/managedClusters`;

const ARC_VERSIONS = ["2024-01-01", "2021-10-01", "2021-03-01"];
const EXTENSION_VERSIONS = ["2023-05-01", "2022-11-01", "2022-07-01", "2022-03-01", "2021-09-01"];
const WORKSPACE_VERSIONS = ["2022-10-01", "2021-06-01", "2020-08-01"];

const call = (method: string, path: string, versions: readonly string[], body?: unknown): Step => ({
  method,
  path,
  versions,
  ...(body !== undefined && { body }),
});

/** The sensor with a key that no workspace takes: how a failure is told has a shape too. */
const sensor = {
  identity: { type: "SystemAssigned" },
  properties: {
    extensionType: "microsoft.azuredefender.kubernetes",
    autoUpgradeMinorVersion: true,
    releaseTrain: "Stable",
    scope: { cluster: { releaseNamespace: "mdc" } },
    configurationSettings: { logAnalyticsWorkspaceResourceID: WORKSPACE },
    configurationProtectedSettings: { "omsagent.secret.key": "bm9uZQ==" },
  },
};
const flux = { properties: { extensionType: "microsoft.flux" } };
const FLUX = `${CONNECTED}/${EXTENSIONS}/flux`;

/** A connected cluster's life, from being connected to leaving; and how an AKS cluster leaves. */
export const ARC_STEPS: readonly Step[] = [
  call("PUT", WORKSPACE, ["2022-10-01"], { location: "westeurope", properties: {} }),
  call("PATCH", WORKSPACE, WORKSPACE_VERSIONS, { properties: { retentionInDays: 60 } }),
  call("PUT", CONNECTED, ARC_VERSIONS, {
    location: "westeurope",
    identity: { type: "SystemAssigned" },
    properties: { agentPublicKeyCertificate: "TUlJQg==", distribution: "k3s" },
  }),
  call("PATCH", CONNECTED, ARC_VERSIONS, { tags: { walked: "yes" } }),
  call("PUT", SENSOR, EXTENSION_VERSIONS, sensor),
  call("GET", SENSOR, EXTENSION_VERSIONS),
  call("PUT", `${SENSOR}.2`, ["2023-05-01"], sensor),
  call("PUT", FLUX, EXTENSION_VERSIONS, flux),
  call("PATCH", FLUX, EXTENSION_VERSIONS, { properties: { configurationSettings: { a: "b" } } }),
  call("GET", `${CONNECTED}/${EXTENSIONS}`, EXTENSION_VERSIONS),
  call("PUT", `${SILENT}/${EXTENSIONS}/flux`, ["2023-05-01"], flux),
  call("DELETE", `${SILENT}/${EXTENSIONS}/flux`, ["2023-05-01"]),
  call("DELETE", `${SILENT}/${EXTENSIONS}/flux?forceDelete=true`, ["2023-05-01"]),
  call("DELETE", FLUX, ["2021-09-01", "2023-05-01"]),
  call("DELETE", CONNECTED, ["2021-03-01", "2024-01-01"]),
  call("DELETE", WORKSPACE, ["2022-10-01", "2020-08-01"]),
  call("GET", `${AKS}/aks-pay-fraud-features-prod/${EXTENSIONS}`, EXTENSION_VERSIONS),
  call("DELETE", `${AKS}/aks-pay-fraud-features-prod`, ["2024-09-01", "2022-11-01"]),
];
