import type { Kernel, Resource } from "../types.ts";
import { ADD_ONS } from "./add-ons.ts";
import { flavourOf } from "./cluster.ts";
import { nodesOf } from "./nodes.ts";
import { type KubernetesObject, timeText, uidOf } from "./objects.ts";
import { labelsOf, type Place, podsOf } from "./pods.ts";
import type { Stage, Timeline } from "./timeline.ts";
import { WORKLOADS, type Workload } from "./workloads.ts";

/** Everything that stands in a cluster now, by the plural names of its resources. */
export type Contents = Readonly<Record<string, readonly KubernetesObject[]>>;

const ALWAYS_THERE = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** Works out, from ARM's state and the time, what stands in a cluster. */
export function contentsOf(kernel: Kernel, timeline: Timeline, cluster: Resource): Contents {
  const stages = timeline.stagesOf(cluster);
  const flavour = flavourOf(cluster);
  const since = stages.system?.since ?? cluster.createdAt;
  const place: Place = {
    clusterId: cluster.id.toLowerCase(),
    nodes: nodesOf(cluster, since),
    now: kernel.clock.now(),
    startMs: kernel.settings.get("podStartSeconds") * 1000,
  };
  const running = WORKLOADS.flatMap((workload) => {
    const stage = stages[workload.addOn];
    if (!stage || !flavour || !workload.on.includes(flavour)) return [];
    return [{ workload, stage, pods: podsOf(workload, stage, place) }];
  }).filter(({ stage, pods }) => pods.length > 0 || stage.until === undefined);
  const kept = running.filter(({ stage }) => stage.until === undefined);
  const controllers = (kind: Workload["kind"]) =>
    kept
      .filter(({ workload }) => workload.kind === kind)
      .map(({ workload, stage, pods }) => controller(workload, stage, pods, place));
  const names = new Set([
    ...ALWAYS_THERE,
    ...running.map(({ workload: { namespace } }) => namespace),
  ]);
  const namespaces = [...names].map((name) => ({ name, since: sinceOf(name, stages, since) }));
  return {
    nodes: place.nodes,
    pods: running.flatMap(({ pods }) => pods),
    namespaces: namespaces.map((namespace) => namespaceObject(namespace, place)),
    configmaps: namespaces.map((namespace) => rootAuthority(kernel, namespace, place)),
    events: [],
    daemonsets: controllers("DaemonSet"),
    deployments: controllers("Deployment"),
  };
}

/** A namespace is as old as the first add-on that lives in it. */
function sinceOf(name: string, stages: ReturnType<Timeline["stagesOf"]>, since: number): number {
  if (ALWAYS_THERE.includes(name)) return since;
  const addOns = ADD_ONS.filter((addOn) =>
    WORKLOADS.some((workload) => workload.namespace === name && workload.addOn === addOn),
  );
  return Math.min(...addOns.flatMap((addOn) => stages[addOn]?.since ?? []));
}

function controller(
  workload: Workload,
  { since }: Stage,
  pods: readonly KubernetesObject[],
  { clusterId }: Place,
): KubernetesObject {
  const { kind, name, namespace, replicas, containers } = workload;
  const ready = pods.filter(({ status }) => status?.phase === "Running").length;
  const matchLabels = labelsOf(workload);
  const counts =
    kind === "DaemonSet"
      ? {
          desiredNumberScheduled: pods.length,
          currentNumberScheduled: pods.length,
          numberReady: ready,
          updatedNumberScheduled: pods.length,
          numberAvailable: ready,
          numberMisscheduled: 0,
        }
      : { replicas, readyReplicas: ready, updatedReplicas: replicas, availableReplicas: ready };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: {
      name,
      namespace,
      uid: uidOf(kind, clusterId, namespace, name),
      resourceVersion: `${since}${ready}`,
      generation: 1,
      creationTimestamp: timeText(since),
      labels: labelsOf(workload),
    },
    spec: {
      ...(kind === "Deployment" && { replicas }),
      selector: { matchLabels },
      template: { metadata: { labels: labelsOf(workload) }, spec: { containers } },
    },
    status: { observedGeneration: 1, ...counts },
  };
}

interface Namespace {
  name: string;
  since: number;
}

function namespaceObject({ name, since }: Namespace, { clusterId }: Place): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      uid: uidOf("namespace", clusterId, name),
      resourceVersion: String(since),
      creationTimestamp: timeText(since),
      labels: { "kubernetes.io/metadata.name": name },
    },
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  };
}

/** Kubernetes itself keeps this one in every namespace. */
function rootAuthority(
  { authority }: Kernel,
  { name, since }: Namespace,
  { clusterId }: Place,
): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "kube-root-ca.crt",
      namespace: name,
      uid: uidOf("configmap", clusterId, name),
      resourceVersion: String(since),
      creationTimestamp: timeText(since),
    },
    data: { "ca.crt": authority },
  };
}
