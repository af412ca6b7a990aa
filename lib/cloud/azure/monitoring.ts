import { z } from "zod";
import type { MonitoringFacts } from "../cloud.ts";
import type { Arm } from "./arm.ts";
import { readCluster } from "./clusters.ts";
import { isConnectedCluster } from "./connected-clusters.ts";
import { extensionUrl } from "./extensions.ts";
import { API } from "./versions.ts";

const Addon = z.looseObject({
  enabled: z.boolean().nullish(),
  config: z.record(z.string(), z.unknown()).nullish(),
});
const Placed = z.looseObject({
  nodeResourceGroup: z.string().nullish(),
  addonProfiles: z.record(z.string(), Addon).nullish(),
  agentPoolProfiles: z.array(z.looseObject({ vnetSubnetID: z.string().nullish() })).nullish(),
});

const Extension = z.looseObject({
  properties: z.looseObject({
    extensionType: z.string().nullish(),
    provisioningState: z.string().nullish(),
    configurationSettings: z.record(z.string(), z.unknown()).nullish(),
  }),
});
/** Container insights on Arc: https://learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-enable (2026-06). */
const EXTENSION_TYPE = "microsoft.azuremonitor.containers";
/** Spelled in several ways, as is the add-on's key itself. */
const WORKSPACE_SETTING = "loganalyticsworkspaceresourceid";

/** Container insights of a cluster: an add-on on AKS, an extension on Arc. */
export function monitoring(arm: Arm, armId: string): Promise<MonitoringFacts> {
  return isConnectedCluster(armId) ? byExtension(arm, armId) : byAddon(arm, armId);
}

async function byAddon(arm: Arm, armId: string): Promise<MonitoringFacts> {
  const { cluster } = await readCluster(arm, armId);
  const { addonProfiles, agentPoolProfiles, nodeResourceGroup } = Placed.parse(cluster.properties);
  const addon = Object.entries(addonProfiles ?? {}).find(
    ([name]) => name.toLowerCase() === "omsagent",
  )?.[1];
  const subnets = (agentPoolProfiles ?? []).flatMap(({ vnetSubnetID }) => vnetSubnetID ?? []);
  const subscription = armId.toLowerCase().split("/").slice(0, 3).join("/");
  return {
    enabled: addon?.enabled === true,
    workspaceId: settingIn(addon?.config),
    networks: [...new Set(subnets.map(networkOf))],
    nodeGroupId: nodeResourceGroup
      ? `${subscription}/resourcegroups/${nodeResourceGroup.toLowerCase()}`
      : null,
  };
}

async function byExtension(arm: Arm, armId: string): Promise<MonitoringFacts> {
  const { path, values } = extensionUrl(armId, "");
  const listed = await arm.all({
    path: path.slice(0, path.lastIndexOf("/")),
    values: values.slice(0, -1),
    apiVersion: API.extensions,
  });
  const found = listed
    .map((item) => Extension.parse(item).properties)
    .find(({ extensionType }) => extensionType?.toLowerCase() === EXTENSION_TYPE);
  return {
    enabled: found?.provisioningState === "Succeeded",
    workspaceId: settingIn(found?.configurationSettings),
    networks: [],
    nodeGroupId: null,
  };
}

/** The virtual network of a subnet, by their ids; lower-cased. */
export function networkOf(subnetId: string): string {
  return subnetId.toLowerCase().replace(/\/subnets\/[^/]+$/, "");
}

function settingIn(settings: Record<string, unknown> | null | undefined): string | null {
  const found = Object.entries(settings ?? {}).find(
    ([name]) => name.toLowerCase() === WORKSPACE_SETTING,
  )?.[1];
  return typeof found === "string" && found !== "" ? found : null;
}
