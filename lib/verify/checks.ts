import type { ClusterFacts, ExtensionFacts, PodReading } from "../cloud/cloud.ts";
import { carrierOf, EXTENSION_TYPES, extensionOf } from "../cloud/wishes.ts";
import {
  type Check,
  type CheckState,
  isReady,
  PARTS,
  type PartName,
  type Reading,
} from "./model.ts";

/** A cluster as ARM returned it; without the document, as the portal's own discovery last saw it. */
export interface ClusterSeen {
  facts: ClusterFacts;
  document: unknown;
}

const DISCOVERY = "the portal's last discovery, which may be older";

const MOVING = new Set(["Creating", "Updating", "Deleting", "Starting", "Stopping", "Upgrading"]);

/** The check of a part's switch: a property of an AKS cluster, an extension of a connected one. */
export function configurationCheck(part: PartName, { facts, document }: ClusterSeen): Check {
  const check =
    facts.kind === "aks" ? propertyCheck(part, facts, document) : extensionCheck(part, facts);
  return document === null ? { ...check, source: DISCOVERY, code: null } : check;
}

/** Where AKS keeps the switch of each part, and how the answer is cut for reading. */
const AKS_PLACES = {
  sensor: { path: ["properties", "securityProfile"], label: "securityProfile" },
  policy: { path: ["properties", "addonProfiles"], label: "addonProfiles" },
} as const;

function propertyCheck(part: PartName, facts: ClusterFacts, document: unknown): Check {
  const { path, label } = AKS_PLACES[part];
  const enabled = PARTS[part].enabled(facts);
  const value = path.reduce<unknown>(
    (found, name) => (found as Record<string, unknown> | undefined)?.[name],
    document,
  );
  return {
    key: `${part}Configuration`,
    title: `${PARTS[part].says}: ${label}`,
    source: "Azure Resource Manager, managedClusters",
    fault: null,
    pods: null,
    code: { label: `${label} as Azure returns it`, text: JSON.stringify(value ?? null, null, 2) },
    ...propertyState(enabled, facts),
  };
}

function propertyState(
  enabled: boolean,
  { provisioningState }: ClusterFacts,
): Pick<Check, "state" | "seen" | "advice"> {
  const on = enabled ? "It is on" : "It is off";
  if (MOVING.has(provisioningState)) {
    const advice = "Azure is changing the cluster. Pods follow once it has Succeeded.";
    return { state: "pending", seen: `${on}; the cluster is ${provisioningState}.`, advice };
  }
  if (provisioningState === "Failed" || provisioningState === "Canceled") {
    return {
      state: "problem",
      seen: `${on}; the cluster's last operation ended ${provisioningState}.`,
      advice: "Look at the cluster's activity log, then fix it again.",
    };
  }
  return { state: enabled ? "ok" : "off", seen: `${on}.`, advice: null };
}

function extensionCheck(part: PartName, facts: ClusterFacts): Check {
  const extension = extensionOf(facts, part);
  return {
    key: `${part}Configuration`,
    title: `${PARTS[part].says}: extension ${EXTENSION_TYPES[part]}`,
    source: "Azure Resource Manager, extensions of the connected cluster",
    fault: null,
    pods: null,
    code: extension
      ? { label: "What Azure says of the extension", text: JSON.stringify(extension, null, 2) }
      : null,
    ...(extension
      ? installStatus(extension)
      : { state: "off", seen: "It is not installed.", advice: null }),
  };
}

/** Azure's states of an extension, and what the portal and the CLI call them. */
const INSTALL_STATUS: Readonly<Record<string, [state: CheckState, says: string, advice: string]>> =
  {
    Creating: [
      "pending",
      "Pending",
      "Extensions are Pending for the first minutes after installation.",
    ],
    Updating: ["pending", "Pending", "Its settings are on their way to the cluster."],
    Deleting: ["pending", "Uninstalling", "It goes within minutes."],
    Failed: ["problem", "Failed", "Remove the reason, then fix the cluster again."],
    Canceled: ["problem", "Cancelled", "Fix the cluster again."],
  };

function installStatus({
  name,
  state,
  version,
  fault,
}: ExtensionFacts): Pick<Check, "state" | "seen" | "advice"> {
  const known = INSTALL_STATUS[state];
  if (!known) {
    const which = version ? `${name} ${version}` : name;
    return { state: "ok", seen: `Install status Installed: ${which}.`, advice: null };
  }
  const [found, says, advice] = known;
  const why = fault ? ` ${fault.code}: ${fault.message}` : "";
  return { state: found, seen: `Install status ${says}.${why}`, advice };
}

/** When the cluster was last heard. */
export function heartbeatCheck({ facts, document }: ClusterSeen, pods: Reading<PodReading>): Check {
  const head = {
    key: "heartbeat",
    title: "Last heartbeat",
    fault: null,
    pods: null,
    code: null,
  } as const;
  if (facts.kind === "arc") {
    const source = document === null ? DISCOVERY : "Azure Resource Manager, lastConnectivityTime";
    return { ...head, source, ...lastHeard(facts) };
  }
  const since = newestReady(facts, pods);
  return {
    ...head,
    source: "the sensor's pods",
    state: since ? "ok" : "unknown",
    seen: since
      ? `The newest of the sensor's pods has been ready since ${utc(since)}.`
      : "No pod of the sensor is ready, or its pods can't be read.",
    advice:
      "What the workspace has received can only be told by a query in Log Analytics; the portal makes none.",
  };
}

function lastHeard({
  connectivity,
  lastConnectedAt,
}: ClusterFacts): Pick<Check, "state" | "seen" | "advice"> {
  const heard = lastConnectedAt
    ? `Azure Arc last heard of it at ${utc(lastConnectedAt)}.`
    : "Azure Arc does not say when it last heard of it.";
  const seen = `${connectivity ?? "Unknown"}. ${heard}`;
  if (connectivity === "Connected") return { state: "ok", seen, advice: null };
  if (connectivity === "Connecting")
    return { state: "pending", seen, advice: "The agents are connecting." };
  return {
    state: "problem",
    seen,
    advice: "Look at the pods of the namespace azure-arc, and at what the cluster can reach.",
  };
}

function newestReady({ kind }: ClusterFacts, reading: Reading<PodReading>): string | undefined {
  if ("fault" in reading || "byHand" in reading.value) return undefined;
  const { pod } = PARTS.sensor;
  return reading.value.pods
    .filter((one) => pod[carrierOf(kind)].test(one.name) && isReady(one))
    .flatMap(({ readyAt }) => readyAt ?? [])
    .sort()
    .at(-1);
}

function utc(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
