import { ArmError, type Resource } from "../../types.ts";
import { type ClusterBody, storedBody } from "./cluster.ts";
import { isMembers, withMembersOf } from "./members.ts";
import { hasOldTiers, hiddenIn, OLD_TIERS } from "./versions.ts";

/** AKS writes these itself; what a client sends in them is passed over. */
const WRITTEN_BY_AKS = [
  "provisioningState",
  "powerState",
  "currentKubernetesVersion",
  "fqdn",
  "privateFQDN",
  "azurePortalFQDN",
  "maxAgentPools",
  "resourceUID",
  "privateLinkResources",
];

/**
 * Members within what clients write that are AKS's own: `readOnly` in the OpenAPI files, so the Azure CLI for
 * one leaves them out of what it sends back.
 */
const WRITTEN_WITHIN = [
  "properties.agentPoolProfiles.*.currentOrchestratorVersion",
  "properties.agentPoolProfiles.*.nodeImageVersion",
  "properties.agentPoolProfiles.*.provisioningState",
  "properties.addonProfiles.*.identity",
  "properties.oidcIssuerProfile.issuerURL",
  "properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs",
].map((path) => path.split("."));

/** What a cluster has had since its creation and keeps when a client leaves it out. All else a PUT replaces. */
const KEPT_WHEN_ABSENT = [
  "kubernetesVersion",
  "dnsPrefix",
  "fqdnSubdomain",
  "nodeResourceGroup",
  "enableRBAC",
  "agentPoolProfiles",
  "networkProfile",
  "identityProfile",
  "servicePrincipalProfile",
  "linuxProfile",
  "windowsProfile",
  "storageProfile",
  "supportPlan",
];

const IMMUTABLE = ["dnsPrefix", "nodeResourceGroup", "enableRBAC"] as const;

/**
 * What becomes of a cluster when `sent` is put in its place: a replacement of the whole, except for what AKS
 * writes itself and for what the client's api-version does not know.
 * @throws ArmError 400 or 409 when something would change that can't.
 */
export function nextBody(before: Resource, sent: ClusterBody, apiVersion: string): ClusterBody {
  const stored = storedBody(before);
  refuseMoves(before, stored, sent);
  const kept = Object.fromEntries(
    KEPT_WHEN_ABSENT.filter((name) => name in stored.properties).map((name) => [
      name,
      stored.properties[name],
    ]),
  );
  const replaced = {
    ...kept,
    ...withoutNulls(omit(sent.properties, WRITTEN_BY_AKS)),
    ...only(stored.properties, WRITTEN_BY_AKS),
    ...storageAfter(stored.properties.storageProfile, sent.properties.storageProfile),
  };
  const next = {
    location: stored.location,
    tags: sent.tags ?? {},
    sku: skuAfter(stored.sku, sent.sku, apiVersion),
    ...identityAfter(stored.identity, sent.identity),
    properties: replaced,
  };
  return withMembersOf(next, stored, [...hiddenIn(apiVersion), ...WRITTEN_WITHIN]) as ClusterBody;
}

/** A storage driver stays as it is until it is named: the Azure CLI sends an empty profile. */
function storageAfter(stored: unknown, sent: unknown) {
  if (!isMembers(stored) || !isMembers(sent)) return {};
  return { storageProfile: { ...stored, ...sent } };
}

function refuseMoves(
  { name, resourceGroup }: Resource,
  stored: ClusterBody,
  sent: ClusterBody,
): void {
  if (plainLocation(sent.location) !== plainLocation(stored.location)) {
    throw new ArmError(
      409,
      "InvalidResourceLocation",
      `The resource '${name}' already exists in location '${stored.location}' in resource group '${resourceGroup}'. A resource with the same name cannot be created in location '${sent.location}'. Please select a new resource name.`,
    );
  }
  for (const property of IMMUTABLE) {
    const wanted = sent.properties[property];
    if (wanted !== undefined && wanted !== null && wanted !== stored.properties[property]) {
      throw new ArmError(
        400,
        "PropertyChangeNotAllowed",
        `Changing property 'properties.${property}' is not allowed.`,
      );
    }
  }
}

/** "West Europe" and "westeurope" are one region to ARM. */
function plainLocation(location: string): string {
  return location.replaceAll(" ", "").toLowerCase();
}

function skuAfter(stored: ClusterBody["sku"], sent: ClusterBody["sku"], apiVersion: string) {
  if (!sent) return stored;
  if (!hasOldTiers(apiVersion)) return sent;
  const tier = Object.keys(OLD_TIERS).find((name) => OLD_TIERS[name] === sent.tier) ?? sent.tier;
  return { name: "Base", tier };
}

/** The ids of an identity are Azure's to write, as long as its kind stays. */
function identityAfter(stored: ClusterBody["identity"], sent: ClusterBody["identity"]) {
  if (!sent) return stored ? { identity: stored } : {};
  return { identity: sent.type === stored?.type ? { ...sent, ...stored } : sent };
}

function omit(members: Record<string, unknown>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}

function only(members: Record<string, unknown>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(members).filter(([name]) => names.includes(name)));
}

function withoutNulls(members: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}
