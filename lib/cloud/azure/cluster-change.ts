import { config } from "../../config.ts";
import type { BeforeCall, Call, Change, ClusterFacts, ClusterWish, Progress } from "../cloud.ts";
import { CloudFault, type FaultRecord } from "../faults.ts";
import type { Answer, Arm } from "./arm.ts";
import { clusterUrl, factsOf, type ManagedCluster, readCluster } from "./clusters.ts";
import { errorOf } from "./fault-of.ts";
import { API } from "./versions.ts";

/** How long to leave a cluster alone when Azure did not say: an AKS update takes minutes. */
const ASK_AGAIN_SECONDS = 5;

/** Fields that AKS fills in itself and that a PUT must not carry. */
const READ_ONLY = ["eTag", "systemData", "id", "name", "type"] as const;

/** States in which AKS takes no other update. */
const SETTLED = new Set(["Succeeded", "Failed", "Canceled"]);

type Properties = ManagedCluster["properties"];

/** What each wish means on the wire: the part of the cluster that it changes, and how. */
const WISHES: {
  [Kind in ClusterWish["kind"]]: {
    granted: (facts: ClusterFacts) => boolean;
    part: keyof Properties & string;
    after: (properties: Properties, wish: Extract<ClusterWish, { kind: Kind }>) => unknown;
  };
} = {
  sensor: {
    granted: (facts) => facts.sensorEnabled,
    part: "securityProfile",
    after: ({ securityProfile }, { workspaceId }) => ({
      ...securityProfile,
      defender: {
        ...securityProfile?.defender,
        logAnalyticsWorkspaceResourceId: workspaceId,
        securityMonitoring: { enabled: true },
      },
    }),
  },
  policyAddon: {
    granted: (facts) => facts.policyAddon,
    part: "addonProfiles",
    after: ({ addonProfiles }) => {
      // Azure returns this key in several spellings; a second one beside it would be refused.
      const key =
        Object.keys(addonProfiles ?? {}).find((name) => name.toLowerCase() === "azurepolicy") ??
        "azurepolicy";
      return { ...addonProfiles, [key]: { ...addonProfiles?.[key], enabled: true } };
    },
  },
};

/** The PUT that would grant the wish on the cluster as it is now; the call is null when it is granted already. */
export async function clusterChange(arm: Arm, armId: string, wish: ClusterWish): Promise<Change> {
  const { cluster } = await readCluster(arm, armId);
  const { call, granted, before, after } = changeOf(cluster, wish);
  return granted ? { call: null, before, after: before } : { call, before, after };
}

/**
 * Grants a wish on a cluster. Looks first; `before` is called with the change between looking and changing.
 * The PUT carries the ETag of what was looked at, so that it can't be applied twice nor undo another's change.
 */
export async function ensureOnCluster(
  arm: Arm,
  armId: string,
  wish: ClusterWish,
  before: BeforeCall,
): Promise<Progress> {
  const { cluster, answer } = await readCluster(arm, armId);
  const facts = factsOf(cluster);
  const settled = SETTLED.has(facts.provisioningState);
  const granted = WISHES[wish.kind].granted(facts);
  if (granted && facts.provisioningState === "Succeeded") return { state: "done", cluster: facts };
  if (granted && !settled) return running(answer, null);
  refuseWhatCannotBe(facts, settled, answer.requestId);
  const change = changeOf(cluster, wish);
  await before(change);
  const put = await arm.put({
    ...clusterUrl(armId),
    apiVersion: API.managedClusters,
    body: change.call.body,
    ...(cluster.eTag ? { headers: { "If-Match": cluster.eTag } } : {}),
  });
  return running(put, put.headers["azure-asyncoperation"] ?? put.headers.location ?? null);
}

/** Why an operation failed, or null while it runs or when it went well. */
export async function operationFault(arm: Arm, operationUrl: string): Promise<FaultRecord | null> {
  const answer = await arm.follow(operationUrl);
  const { status } = (answer.body ?? {}) as { status?: string };
  if (status !== "Failed" && status !== "Canceled") return null;
  const { code, message } = errorOf(answer.body);
  return {
    kind: "failed",
    code: code ?? status,
    message: message ?? `Azure reports the operation as ${status} and gives no reason.`,
    status: answer.status,
    requestId: answer.requestId,
  };
}

function refuseWhatCannotBe(facts: ClusterFacts, settled: boolean, requestId: string | null): void {
  if (facts.powerState === "Stopped") {
    throw new CloudFault({
      kind: "stopped",
      code: "ClusterStopped",
      message: `The cluster ${facts.name} is stopped; Azure changes nothing on a stopped cluster.`,
      status: 0,
      requestId,
    });
  }
  if (!settled) {
    throw new CloudFault({
      kind: "busy",
      code: facts.provisioningState,
      message: `Another operation is running on ${facts.name} (${facts.provisioningState}).`,
      status: 0,
      requestId,
      retryAfterSeconds: ASK_AGAIN_SECONDS,
    });
  }
}

function changeOf(cluster: ManagedCluster, wish: ClusterWish) {
  const { part, granted } = WISHES[wish.kind];
  const before = cluster.properties[part] ?? null;
  // The table's row and the wish have the same kind; TypeScript can't see that through the index.
  const after = (WISHES[wish.kind].after as (p: Properties, w: ClusterWish) => unknown)(
    cluster.properties,
    wish,
  );
  const body: Record<string, unknown> = {
    ...cluster,
    properties: { ...withoutReadOnly(cluster.properties), [part]: after },
  };
  for (const field of READ_ONLY) delete body[field];
  const url = `${config().azure.resourceManager}${encodeURI(cluster.id)}?api-version=${API.managedClusters}`;
  const call: Call = { method: "PUT", url, body };
  return {
    call,
    granted: granted(factsOf(cluster)),
    before: { [part]: before },
    after: { [part]: after },
  };
}

/** A PUT carries the whole cluster; only the state that Azure alone writes is left out. */
function withoutReadOnly(properties: ManagedCluster["properties"]): Record<string, unknown> {
  const { provisioningState: _state, powerState: _power, ...rest } = properties;
  return rest;
}

function running(answer: Answer, operationUrl: string | null): Progress {
  return {
    state: "running",
    askAgainInSeconds: Number(answer.headers["retry-after"]) || ASK_AGAIN_SECONDS,
    operationUrl,
    requestId: answer.requestId,
  };
}
