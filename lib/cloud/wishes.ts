import type {
  Carrier,
  ClusterFacts,
  ClusterKind,
  ClusterWish,
  ExtensionFacts,
  ForeignWish,
} from "./cloud.ts";

/** The types of extension by which Defender for Containers comes to an Arc-enabled cluster. */
export const EXTENSION_TYPES = {
  sensor: "microsoft.azuredefender.kubernetes",
  policy: "microsoft.policyinsights",
} as const;

/**
 * Tags by which a cluster is kept out of sensor provisioning: today's name and the article's.
 * Source: https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable (2026-02).
 */
export const EXCLUDING_TAGS = [
  "ms_defender_container_exclude_sensors",
  "ms_defender_container_exclude_agents",
] as const;

/** Tags, on Google Cloud labels, that keep a cluster out of something when their value is true. */
export const EXCLUDING = {
  sensor: EXCLUDING_TAGS,
  agentless: ["ms_defender_container_exclude_agentless"],
} as const;

/** The tag that keeps a cluster out, if it has one. Names don't differ by case in Azure; people write True as well. */
export function excludingTag(
  tags: Record<string, string>,
  from: keyof typeof EXCLUDING,
): string | null {
  const set = Object.entries(tags)
    .filter(([, value]) => value.toLowerCase() === "true")
    .map(([name]) => name.toLowerCase());
  return EXCLUDING[from].find((name) => set.includes(name)) ?? null;
}

/** Whether the wish has a meaning for clusters in Azure. */
export function isAzureWish(wish: ClusterWish): wish is Exclude<ClusterWish, ForeignWish> {
  return wish.kind !== "auditLogs" && wish.kind !== "access";
}

/** By what components come to a kind of cluster: those of other clouds are connected to Azure Arc first. */
export function carrierOf(kind: ClusterKind): Carrier {
  return kind === "aks" ? "aks" : "arc";
}

/** The part of a cluster that a wish is about; `cluster` is the resource itself. */
export type Part = keyof typeof EXTENSION_TYPES | "cluster";

interface WishSpec<Kind extends ClusterWish["kind"]> {
  part: Part;
  granted: (facts: ClusterFacts, wish: Extract<ClusterWish, { kind: Kind }>) => boolean;
}

/** What each wish is about, and when it is granted. */
const WISHES: { [Kind in ClusterWish["kind"]]: WishSpec<Kind> } = {
  sensor: { part: "sensor", granted: (facts) => facts.sensorEnabled },
  noSensor: {
    part: "sensor",
    granted: (facts, { exclude }) =>
      !isPresent(facts, "sensor") && (!exclude || facts.excludedBy !== null),
  },
  policyAddon: { part: "policy", granted: (facts) => facts.policyAddon },
  noPolicyAddon: { part: "policy", granted: (facts) => !isPresent(facts, "policy") },
  workspace: {
    part: "sensor",
    granted: (facts, { workspaceId }) =>
      facts.sensorEnabled && facts.sensorWorkspaceId?.toLowerCase() === workspaceId.toLowerCase(),
  },
  exclusion: {
    part: "cluster",
    granted: (facts, { excluded, from = "sensor" }) =>
      ((from === "sensor" ? facts.excludedBy : facts.agentlessExcludedBy) !== null) === excluded,
  },
  auditLogs: {
    part: "cluster",
    granted: ({ posture }, { retentionDays }) =>
      posture?.kind === "eks" && posture.auditLogs && posture.retentionDays === retentionDays,
  },
  access: {
    part: "cluster",
    granted: ({ posture }, { granted }) =>
      posture?.kind === "eks" && posture.agentlessAccess === granted,
  },
};

/** Whether the cluster is as the wish asks. */
export function isGranted(facts: ClusterFacts, wish: ClusterWish): boolean {
  // The table's row and the wish have the same kind; TypeScript can't see that through the index.
  return (WISHES[wish.kind].granted as (f: ClusterFacts, w: ClusterWish) => boolean)(facts, wish);
}

/** What of the cluster the wish is about. */
export function partOf(wish: ClusterWish): Part {
  return WISHES[wish.kind].part;
}

/** The extension by which a part is on an Arc-enabled cluster, however its installation went. */
export function extensionOf(facts: ClusterFacts, part: Part): ExtensionFacts | undefined {
  return part === "cluster"
    ? undefined
    : facts.extensions.find(({ type }) => type === EXTENSION_TYPES[part]);
}

/** What ARM says of the part: the cluster's own state, or that of the extension; null when there is none. */
export function stateOf(facts: ClusterFacts, part: Part): string | null {
  if (facts.kind === "aks" || part === "cluster") return facts.provisioningState;
  return extensionOf(facts, part)?.state ?? null;
}

/** States in which ARM takes a change; a part that is not there takes one as well. */
const SETTLED = new Set(["Succeeded", "Failed", "Canceled"]);

/** Whether nothing is under way on the part. */
export function isSettled(facts: ClusterFacts, part: Part): boolean {
  return isSettledState(stateOf(facts, part));
}

/** Whether nothing is under way on what is in this state; null is the state of what is not there. */
export function isSettledState(state: string | null): boolean {
  return state === null || SETTLED.has(state);
}

/** Whether a lower-cased id is that of an Arc-enabled cluster. */
export function isConnectedClusterId(id: string): boolean {
  return id.includes("/providers/microsoft.kubernetes/connectedclusters/");
}

function isPresent(facts: ClusterFacts, part: "sensor" | "policy"): boolean {
  if (facts.kind === "arc") return extensionOf(facts, part) !== undefined;
  return part === "sensor" ? facts.sensorEnabled : facts.policyAddon;
}
