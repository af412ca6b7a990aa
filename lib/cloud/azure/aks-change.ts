import { config } from "../../config.ts";
import type {
  BeforeCall,
  Call,
  Change,
  ClusterFacts,
  ClusterWish,
  ForeignWish,
  Progress,
} from "../cloud.ts";
import { EXCLUDING_TAGS, isAzureWish, isGranted, isSettled, partOf } from "../wishes.ts";
import type { Arm } from "./arm.ts";
import { clusterUrl, factsOf, type ManagedCluster, readCluster } from "./clusters.ts";
import { busy, operationUrlOf, refused, running } from "./progress.ts";
import { API } from "./versions.ts";

/** Fields that AKS fills in itself and that a PUT must not carry. */
const READ_ONLY = ["eTag", "systemData", "id", "name", "type"] as const;

type Properties = ManagedCluster["properties"];

interface AksWish<Kind extends ClusterWish["kind"]> {
  member: keyof Properties & string;
  after: (properties: Properties, wish: Extract<ClusterWish, { kind: Kind }>) => unknown;
}

/** What each wish means on the wire: the member of the cluster that it changes, and how. */
const WISHES: {
  [Kind in Exclude<ClusterWish["kind"], "exclusion" | ForeignWish["kind"]>]: AksWish<Kind>;
} = {
  sensor: {
    member: "securityProfile",
    after: ({ securityProfile }, { workspaceId }) => sensorAfter(securityProfile, workspaceId),
  },
  noSensor: {
    member: "securityProfile",
    after: ({ securityProfile }) => {
      // A workspace without a sensor is refused on some api-versions; az leaves it out as well.
      const { logAnalyticsWorkspaceResourceId: _gone, ...defender } =
        securityProfile?.defender ?? {};
      return {
        ...securityProfile,
        defender: { ...defender, securityMonitoring: { enabled: false } },
      };
    },
  },
  policyAddon: {
    member: "addonProfiles",
    after: ({ addonProfiles }) => policyAddonAfter(addonProfiles, true),
  },
  noPolicyAddon: {
    member: "addonProfiles",
    after: ({ addonProfiles }) => policyAddonAfter(addonProfiles, false),
  },
  workspace: {
    member: "securityProfile",
    after: ({ securityProfile }, { workspaceId }) => sensorAfter(securityProfile, workspaceId),
  },
};

/** The call that would grant the wish on the cluster as it is now; null when it is granted already. */
export async function aksChange(arm: Arm, armId: string, wish: ClusterWish): Promise<Change> {
  const { cluster } = await readCluster(arm, armId);
  const { call, before, after } = changeOf(cluster, wish);
  return isGranted(factsOf(cluster), wish)
    ? { call: null, before, after: before }
    : { call, before, after };
}

/**
 * Grants a wish on an AKS cluster. Looks first; `before` is called with the change between looking and changing.
 * The call carries the ETag of what was looked at, so that it can't be applied twice nor undo another's change.
 */
export async function ensureOnAks(
  arm: Arm,
  armId: string,
  wish: ClusterWish,
  before: BeforeCall,
): Promise<Progress> {
  const { cluster, answer } = await readCluster(arm, armId);
  const facts = factsOf(cluster);
  const settled = isSettled(facts, partOf(wish));
  const granted = isGranted(facts, wish);
  if (granted && facts.provisioningState === "Succeeded") return { state: "done", cluster: facts };
  if (granted && !settled) return running(answer, null);
  refuseWhatCannotBe(facts, settled, answer.requestId);
  const change = changeOf(cluster, wish);
  await before(change);
  const ask = {
    ...clusterUrl(armId),
    apiVersion: API.managedClusters,
    body: change.call.body,
    ...(cluster.eTag ? { headers: { "If-Match": cluster.eTag } } : {}),
  };
  const put = await (change.call.method === "PATCH" ? arm.patch(ask) : arm.put(ask));
  return running(put, operationUrlOf(put));
}

function refuseWhatCannotBe(facts: ClusterFacts, settled: boolean, requestId: string | null): void {
  if (facts.powerState === "Stopped") {
    throw refused({
      kind: "stopped",
      code: "ClusterStopped",
      message: `The cluster ${facts.name} is stopped; Azure changes nothing on a stopped cluster.`,
      requestId,
    });
  }
  if (!settled) throw busy(facts.name, facts.provisioningState, requestId);
}

function changeOf(cluster: ManagedCluster, wish: ClusterWish): Change & { call: Call } {
  const url = `${config().azure.resourceManager}${encodeURI(cluster.id)}?api-version=${API.managedClusters}`;
  if (wish.kind === "exclusion") {
    const before = cluster.tags ?? {};
    const tags = tagsAfter(before, wish.excluded);
    return {
      call: { method: "PATCH", url, body: { tags } },
      before: { tags: before },
      after: { tags },
    };
  }
  if (!isAzureWish(wish)) throw new Error(`Not for clusters in Azure: ${wish.kind}.`);
  const tags = tagsBeside(cluster, wish);
  const { member, after: change } = WISHES[wish.kind];
  const before = cluster.properties[member] ?? null;
  // The table's row and the wish have the same kind; TypeScript can't see that through the index.
  const after = (change as (p: Properties, w: ClusterWish) => unknown)(cluster.properties, wish);
  const body: Record<string, unknown> = {
    ...cluster,
    properties: { ...withoutReadOnly(cluster.properties), [member]: after },
  };
  for (const field of READ_ONLY) delete body[field];
  return {
    call: { method: "PUT", url, body: { ...body, ...tags } },
    before: { [member]: before, ...(tags ? { tags: cluster.tags ?? {} } : {}) },
    after: { [member]: after, ...tags },
  };
}

/** The tags that go out in the same call, where the wish asks for the tag as well. */
function tagsBeside(cluster: ManagedCluster, wish: ClusterWish) {
  if (wish.kind !== "noSensor" || !wish.exclude) return undefined;
  return { tags: tagsAfter(cluster.tags ?? {}, true) };
}

/** The tags with the cluster kept out of provisioning, or let in again: then every name of the tag goes. */
export function tagsAfter(tags: Record<string, string>, excluded: boolean): Record<string, string> {
  const names: readonly string[] = EXCLUDING_TAGS;
  const others = Object.entries(tags).filter(([name]) => !names.includes(name.toLowerCase()));
  // Both names are set: who runs an older sensor than today's is kept out as well.
  const ours = excluded ? EXCLUDING_TAGS.map((name) => [name, "true"]) : [];
  return Object.fromEntries([...others, ...ours]);
}

function sensorAfter(profile: Properties["securityProfile"], workspaceId: string) {
  return {
    ...profile,
    defender: {
      ...profile?.defender,
      logAnalyticsWorkspaceResourceId: workspaceId,
      securityMonitoring: { enabled: true },
    },
  };
}

function policyAddonAfter(addons: Properties["addonProfiles"], enabled: boolean) {
  // Azure returns this key in several spellings; a second one beside it would be refused.
  const key =
    Object.keys(addons ?? {}).find((name) => name.toLowerCase() === "azurepolicy") ?? "azurepolicy";
  return { ...addons, [key]: { ...addons?.[key], enabled } };
}

/** A PUT carries the whole cluster; only the state that Azure alone writes is left out. */
function withoutReadOnly(properties: Properties): Record<string, unknown> {
  const { provisioningState: _state, powerState: _power, ...rest } = properties;
  return rest;
}
