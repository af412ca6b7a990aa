import type { Kernel } from "../types.ts";
import { ADD_ONS } from "./add-ons.ts";
import { nodesOf } from "./nodes.ts";
import { type KubernetesObject, timeText, uidOf } from "./objects.ts";
import { labelsOf, type Place, podsOf } from "./pods.ts";
import type { RunningCluster } from "./running-cluster.ts";
import { withStored } from "./stored-objects.ts";
import type { Stage, Stages, Timeline } from "./timeline.ts";
import { WORKLOADS, type Workload } from "./workloads.ts";

/** Everything that stands in a cluster now, by the plural names of its resources. */
export type Contents = Readonly<Record<string, readonly KubernetesObject[]>>;

const ALWAYS_THERE = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** What stands in a cluster: what its people put there, and what follows from its cloud's state and the time. */
export function contentsOf(kernel: Kernel, timeline: Timeline, cluster: RunningCluster): Contents {
  return withStored(kernel.store, cluster.id, workedOut(kernel, timeline, cluster));
}

/** What the cluster keeps by itself, so that nobody can change or delete it. */
export function workedOut(kernel: Kernel, timeline: Timeline, cluster: RunningCluster): Contents {
  const stages = stagesOf(timeline, cluster);
  const since = stages.system?.since ?? kernel.clock.now();
  const place: Place = {
    clusterId: cluster.id,
    nodes: nodesOf(cluster, since),
    now: kernel.clock.now(),
    startMs: kernel.settings.get("podStartSeconds") * 1000,
  };
  const running = WORKLOADS.flatMap((workload) => {
    const stage = stages[workload.addOn];
    if (!stage || !workload.on.includes(cluster.flavour)) return [];
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

/** Of a cluster of another cloud Azure only says when its agents and extensions came. */
function stagesOf(timeline: Timeline, { azure, startedAt }: RunningCluster): Stages {
  const stages = azure ? timeline.stagesOf(azure) : {};
  return startedAt === undefined ? stages : { ...stages, system: { since: startedAt } };
}

/** A namespace is as old as the first add-on that lives in it. */
function sinceOf(name: string, stages: Stages, since: number): number {
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
