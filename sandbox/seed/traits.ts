import { TENANT_ID } from "../identities.ts";
import { nodeSubnetId } from "./private-links.ts";

/** What a trait may look at when it changes a cluster's body. */
export interface TraitContext {
  subscriptionId: string;
  workspaceId: string;
  /** A value of the estate's own generator, as a GUID. */
  uuid: () => string;
}

/** The resource as ARM stores it, as far as traits touch it. */
export interface ClusterBody {
  tags: Record<string, string>;
  properties: ClusterProperties;
  [member: string]: unknown;
}

interface ClusterProperties {
  provisioningState: string;
  powerState: { code: "Running" | "Stopped" };
  networkProfile: Record<string, unknown>;
  addonProfiles: Record<string, unknown>;
  securityProfile: Record<string, unknown>;
  agentPoolProfiles: Record<string, unknown>[];
  [member: string]: unknown;
}

type Change = (body: ClusterBody, context: TraitContext) => void;

/**
 * What tells one cluster from another, as changes to a plain one. Names of tags and properties are
 * those of the AKS API 2024-09-01 and of Defender for Containers' documentation.
 */
export const TRAITS = {
  /** The Defender sensor runs: the recommendation calls this cluster healthy. */
  sensor: ({ properties }, { workspaceId }) => {
    properties.securityProfile.defender = {
      logAnalyticsWorkspaceResourceId: workspaceId,
      securityMonitoring: { enabled: true },
    };
  },
  /** Somebody turned the sensor off by hand, so the profile is there and says so. */
  sensorTurnedOff: ({ properties }) => {
    properties.securityProfile.defender = { securityMonitoring: { enabled: false } };
  },
  /** Monitored the old way, by the OMS agent's add-on; to Defender that is no sensor. */
  omsAgent: ({ properties }, { workspaceId, uuid, subscriptionId }) => {
    properties.addonProfiles.omsagent = {
      enabled: true,
      config: { logAnalyticsWorkspaceResourceID: workspaceId, useAADAuth: "false" },
      identity: addonIdentity(
        subscriptionId,
        String(properties.nodeResourceGroup),
        "omsagent",
        uuid,
      ),
    };
  },
  /** Its nodes are in a virtual network of the company's own, not in one that AKS made. */
  ownNetwork: ({ location, properties }, { subscriptionId }) => {
    for (const pool of properties.agentPoolProfiles) {
      pool.vnetSubnetID = nodeSubnetId(subscriptionId, String(location));
    }
  },
  policyAddon: ({ properties }, { uuid, subscriptionId }) => {
    properties.addonProfiles.azurepolicy = {
      enabled: true,
      config: { version: "v2" },
      identity: addonIdentity(
        subscriptionId,
        String(properties.nodeResourceGroup),
        "azurepolicy",
        uuid,
      ),
    };
  },
  excludedSensors: ({ tags }) => {
    tags.ms_defender_container_exclude_sensors = "true";
  },
  /** The older tag, which clusters that were excluded before 2026 still carry. */
  excludedAgents: ({ tags }) => {
    tags.ms_defender_container_exclude_agents = "true";
  },
  private: ({ properties }) => {
    const { fqdn } = properties;
    properties.apiServerAccessProfile = {
      enablePrivateCluster: true,
      privateDNSZone: "system",
      enablePrivateClusterPublicFQDN: false,
    };
    properties.privateFQDN = String(fqdn).replace(".hcp.", ".privatelink.");
    delete properties.fqdn;
  },
  /** Only Entra's users may use its API; nobody gets a token for it from ARM. */
  entraSignIn: ({ properties }) => {
    properties.aadProfile = { managed: true, enableAzureRBAC: true, tenantID: TENANT_ID };
    properties.disableLocalAccounts = true;
  },
  stopped: ({ properties }) => {
    properties.powerState = { code: "Stopped" };
    for (const pool of properties.agentPoolProfiles) pool.powerState = { code: "Stopped" };
  },
  updating: ({ properties }) => {
    properties.provisioningState = "Updating";
  },
  upgrading: ({ properties }) => {
    properties.provisioningState = "Upgrading";
  },
  failed: ({ properties }) => {
    properties.provisioningState = "Failed";
  },
  kubenet: ({ properties }) => {
    const { networkPluginMode, networkDataplane, networkPolicy, ...rest } =
      properties.networkProfile;
    properties.networkProfile = { ...rest, networkPlugin: "kubenet", networkPolicy: "calico" };
  },
  cilium: ({ properties }) => {
    properties.networkProfile.networkDataplane = "cilium";
    properties.networkProfile.networkPolicy = "cilium";
  },
  workloadIdentity: (body, { uuid }) => {
    const { properties } = body;
    properties.securityProfile.workloadIdentity = { enabled: true };
    properties.oidcIssuerProfile = {
      enabled: true,
      issuerURL: `https://${String(body.location)}.oic.prod-aks.azure.com/${uuid()}/`,
    };
  },
} as const satisfies Record<string, Change>;

export type Trait = keyof typeof TRAITS;

/** Applies traits to a body, one after the other. */
export function applyTraits(
  body: ClusterBody,
  traits: readonly Trait[],
  context: TraitContext,
): ClusterBody {
  for (const trait of traits) {
    const change: Change = TRAITS[trait];
    change(body, context);
  }
  return body;
}

function addonIdentity(subscriptionId: string, group: string, addon: string, uuid: () => string) {
  return {
    resourceId: `/subscriptions/${subscriptionId}/resourcegroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${addon}`,
    clientId: uuid(),
    objectId: uuid(),
  };
}
