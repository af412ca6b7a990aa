import type { ClusterFacts, DefenderAssessment, PodFacts, PodReading } from "../cloud/cloud.ts";
import type { FaultRecord } from "../cloud/faults.ts";
import { carrierOf, extensionOf } from "../cloud/wishes.ts";
import type { Reason, RecommendationId, Status } from "../recommendations/catalog.ts";

/** What a check can find. `off`: the thing is not there, and nobody asked for it. */
export type CheckState = "ok" | "pending" | "problem" | "unknown" | "off";

/** One thing that was looked at, live. */
export interface Check {
  key: string;
  title: string;
  state: CheckState;
  /** What was seen, in a sentence. */
  seen: string;
  /** Where it was read. */
  source: string;
  /** What to do, where there is something to do. */
  advice: string | null;
  /** The cloud's own words, where it said no. */
  fault: FaultRecord | null;
  pods: PodFacts[] | null;
  code: { label: string; text: string } | null;
}

/** A command that a person runs by hand, and what a good answer looks like. */
export interface HandCommand {
  label: string;
  code: string;
  expect: string;
}

/** A recommendation as we judge it, beside what Defender for Cloud itself says. */
export interface RecommendationCheck {
  id: RecommendationId;
  title: string;
  assessmentKey: string;
  status: Status | null;
  reason: Reason | null;
  changedAt: string | null;
  /** A fix or removal that is under way. */
  remediationId: string | null;
  defender: Reading<DefenderAssessment | null>;
}

/** What was read, or what the cloud said instead. */
export type Reading<Value> = { value: Value } | { fault: FaultRecord };

/** The parts of Defender for Containers that stand on a cluster, and where their pods are. */
export const PARTS = {
  sensor: {
    says: "Defender sensor",
    enabled: (facts: ClusterFacts) => facts.sensorEnabled,
    namespaces: { aks: ["kube-system"], arc: ["mdc"] },
    /** In a namespace of its own every pod belongs to it. */
    pod: { aks: /^microsoft-defender/, arc: /^/ },
  },
  policy: {
    says: "Azure Policy",
    enabled: (facts: ClusterFacts) => facts.policyAddon,
    namespaces: {
      aks: ["kube-system", "gatekeeper-system"],
      arc: ["kube-system", "gatekeeper-system"],
    },
    pod: { aks: /^(azure-policy|gatekeeper)/, arc: /^(azure-policy|gatekeeper)/ },
  },
} as const;
export type PartName = keyof typeof PARTS;

/** Every namespace that the pods of a kind of cluster are looked for in. */
export function namespacesOf(kind: ClusterFacts["kind"]): string[] {
  return [
    ...new Set(Object.values(PARTS).flatMap(({ namespaces }) => namespaces[carrierOf(kind)])),
  ];
}

/** States of a pod on its way up or out; in any other one that is not Running, something is wrong. */
const PASSING = new Set(["Pending", "ContainerCreating", "PodInitializing", "Terminating"]);

/** Whether a pod is on its way up or out. */
export function isPassing({ status }: PodFacts): boolean {
  // A container that runs and is not ready yet has no word of its own in a pod's state.
  return PASSING.has(status) || status === "Running";
}

export function isReady({ ready, containers, status }: PodFacts): boolean {
  return status === "Running" && ready === containers;
}

/** The check of a part's pods. */
export function podCheck(part: PartName, facts: ClusterFacts, reading: Reading<PodReading>): Check {
  const { says, namespaces } = PARTS[part];
  const head = {
    key: `${part}Pods`,
    title: `${says}: pods`,
    source: `the cluster's own API, namespace ${namespaces[carrierOf(facts.kind)].join(" and ")}`,
    fault: null,
    pods: null,
    code: null,
  };
  if ("fault" in reading) {
    const { fault } = reading;
    const seen = "The pods could not be read.";
    return { ...head, state: "unknown", seen, advice: adviceFor(facts, fault), fault };
  }
  if ("byHand" in reading.value) {
    return { ...head, state: "unknown", seen: reading.value.byHand, advice: null };
  }
  const pods = podsOf(part, facts, reading.value.pods);
  return { ...head, pods, ...judged(part, facts, pods) };
}

/** The pods that belong to a part. */
function podsOf(part: PartName, { kind }: ClusterFacts, pods: PodFacts[]): PodFacts[] {
  const { namespaces, pod } = PARTS[part];
  const carrier = carrierOf(kind);
  const here: readonly string[] = namespaces[carrier];
  return pods.filter(({ namespace, name }) => here.includes(namespace) && pod[carrier].test(name));
}

function judged(
  part: PartName,
  facts: ClusterFacts,
  pods: PodFacts[],
): Pick<Check, "state" | "seen" | "advice"> {
  const wanted = PARTS[part].enabled(facts) || isComing(part, facts);
  const count = `${pods.length} ${pods.length === 1 ? "pod" : "pods"}`;
  if (!wanted && pods.length === 0) {
    return { state: "off", seen: "It is off, and no pod of it is there.", advice: null };
  }
  if (!wanted) {
    const seen = `It is off; ${count} of it ${pods.length === 1 ? "is" : "are"} still there.`;
    return { state: "pending", seen, advice: "They go within minutes." };
  }
  if (pods.length === 0) {
    return {
      state: "pending",
      seen: "It is on, and no pod of it is there yet.",
      advice:
        "Pods come within minutes. If none is there after a quarter of an hour, look at the cluster's events.",
    };
  }
  const unready = pods.filter((pod) => !isReady(pod));
  if (unready.length === 0) return { state: "ok", seen: `${count}, all Running.`, advice: null };
  const stuck = unready.filter((pod) => !isPassing(pod));
  const seen = `${unready.length} of ${count} not Running yet.`;
  if (stuck.length === 0) return { state: "pending", seen, advice: "Pods start within minutes." };
  return {
    state: "problem",
    seen: `${stuck.length} of ${count} can't run: ${stuck[0]?.name} is ${stuck[0]?.status}.`,
    advice: "Look at its events with kubectl describe, and at the network requirements.",
  };
}

function isComing(part: PartName, facts: ClusterFacts): boolean {
  return ["Creating", "Updating"].includes(extensionOf(facts, part)?.state ?? "");
}

/** What a person can do about pods that could not be read. */
function adviceFor(facts: ClusterFacts, { kind, code }: FaultRecord): string | null {
  if (facts.powerState === "Stopped") return "The cluster is stopped. Start it, then look again.";
  if (facts.connectivity !== null && facts.connectivity !== "Connected") {
    return "Azure Arc does not reach the cluster. Look at its agents in the namespace azure-arc.";
  }
  if (kind === "forbidden" && code === "AuthorizationFailed") {
    const role =
      facts.kind === "aks"
        ? "Azure Kubernetes Service Cluster User Role"
        : "Azure Arc Enabled Kubernetes Cluster User Role";
    return `The portal asks Azure for the cluster's kubeconfig in your name. For that you need the role ${role}.`;
  }
  if (kind === "unreachable" && facts.privateCluster) {
    return "It is a private cluster: only its own network reaches its API. Run the commands below from there.";
  }
  return "Run the commands below by hand.";
}
