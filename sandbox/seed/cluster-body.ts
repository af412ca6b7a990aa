import { TENANT_ID } from "../identities.ts";
import type { ClusterRow } from "./cluster-row.ts";
import type { Random } from "./random.ts";
import { applyTraits, type ClusterBody } from "./traits.ts";

export interface ClusterPlace {
  subscriptionId: string;
  workspaceId: string;
}

const VM_SIZES = ["Standard_D4s_v5", "Standard_D8s_v5", "Standard_E4s_v5", "Standard_D4as_v5"];
/** AKS cuts the name of the group that holds the nodes at 80 characters. */
const LONGEST_NODE_GROUP = 80;

/** A managed cluster as the API 2024-09-01 returns it, without id, name and type. */
export function clusterBody(row: ClusterRow, place: ClusterPlace, random: Random): ClusterBody {
  const { subscriptionId, workspaceId } = place;
  const body: ClusterBody = {
    location: row.region,
    tags: { ...row.tags },
    sku: { name: "Base", tier: row.nodes > 5 ? "Standard" : "Free" },
    identity: { type: "SystemAssigned", principalId: random.uuid(), tenantId: TENANT_ID },
    properties: properties(row, subscriptionId, random),
  };
  return applyTraits(body, row.traits, { subscriptionId, workspaceId, uuid: random.uuid });
}

function properties(row: ClusterRow, subscriptionId: string, random: Random) {
  const nodeResourceGroup = `MC_${row.group}_${row.name}_${row.region}`.slice(
    0,
    LONGEST_NODE_GROUP,
  );
  const dnsPrefix = `${row.name.slice(0, 10).replace(/[^a-zA-Z0-9]+$/, "")}-${random.uuid().slice(0, 8)}`;
  const host = `${dnsPrefix}-${random.uuid().slice(0, 8)}`.toLowerCase();
  return {
    provisioningState: "Succeeded",
    powerState: { code: "Running" as const },
    kubernetesVersion: row.kubernetesVersion,
    currentKubernetesVersion: row.kubernetesVersion,
    dnsPrefix,
    fqdn: `${host}.hcp.${row.region}.azmk8s.io`,
    azurePortalFQDN: `${host}.portal.hcp.${row.region}.azmk8s.io`,
    agentPoolProfiles: [
      pool("system", "System", 3, row, random),
      pool("apps", "User", row.nodes, row, random),
    ],
    servicePrincipalProfile: { clientId: "msi" },
    addonProfiles: {},
    nodeResourceGroup,
    enableRBAC: true,
    supportPlan: "KubernetesOfficial",
    networkProfile: networkProfile(subscriptionId, nodeResourceGroup, random),
    maxAgentPools: 100,
    identityProfile: {
      kubeletidentity: {
        resourceId: `/subscriptions/${subscriptionId}/resourcegroups/${nodeResourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${row.name}-agentpool`,
        clientId: random.uuid(),
        objectId: random.uuid(),
      },
    },
    autoUpgradeProfile: { upgradeChannel: "patch", nodeOSUpgradeChannel: "NodeImage" },
    disableLocalAccounts: false,
    securityProfile: {},
    storageProfile: {
      diskCSIDriver: { enabled: true },
      fileCSIDriver: { enabled: true },
      snapshotController: { enabled: true },
    },
    oidcIssuerProfile: { enabled: false },
    workloadAutoScalerProfile: {},
    resourceUID: random.uuid().replaceAll("-", "").slice(0, 24),
  };
}

function pool(
  name: string,
  mode: "System" | "User",
  count: number,
  { kubernetesVersion }: ClusterRow,
  random: Random,
): Record<string, unknown> {
  return {
    name,
    count,
    vmSize: random.pick(VM_SIZES),
    osDiskSizeGB: 128,
    osDiskType: "Managed",
    kubeletDiskType: "OS",
    maxPods: 110,
    type: "VirtualMachineScaleSets",
    enableAutoScaling: mode === "User",
    ...(mode === "User" && { minCount: 1, maxCount: count * 2 }),
    provisioningState: "Succeeded",
    powerState: { code: "Running" },
    orchestratorVersion: kubernetesVersion,
    currentOrchestratorVersion: kubernetesVersion,
    enableNodePublicIP: false,
    mode,
    osType: "Linux",
    osSKU: "Ubuntu",
    nodeImageVersion: "AKSUbuntu-2204gen2containerd-202410.15.0",
    upgradeSettings: { maxSurge: "10%" },
    enableFIPS: false,
  };
}

function networkProfile(subscriptionId: string, nodeResourceGroup: string, random: Random) {
  const address = `/subscriptions/${subscriptionId}/resourceGroups/${nodeResourceGroup}/providers/Microsoft.Network/publicIPAddresses/${random.uuid()}`;
  return {
    networkPlugin: "azure",
    networkPluginMode: "overlay",
    networkPolicy: "azure",
    networkDataplane: "azure",
    loadBalancerSku: "standard",
    loadBalancerProfile: {
      managedOutboundIPs: { count: 1 },
      effectiveOutboundIPs: [{ id: address }],
      backendPoolType: "NodeIPConfiguration",
    },
    podCidr: "10.244.0.0/16",
    serviceCidr: "10.0.0.0/16",
    dnsServiceIP: "10.0.0.10",
    outboundType: "loadBalancer",
    podCidrs: ["10.244.0.0/16"],
    serviceCidrs: ["10.0.0.0/16"],
    ipFamilies: ["IPv4"],
  };
}
