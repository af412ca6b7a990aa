import { fractionOf, type KubernetesObject, suffix, timeText, uidOf } from "./objects.ts";
import type { Stage } from "./timeline.ts";
import type { Workload } from "./workloads.ts";

export interface Place {
  clusterId: string;
  nodes: readonly KubernetesObject[];
  /** By the sandbox's clock. */
  now: number;
  /** How long a pod takes to come up, and to go. */
  startMs: number;
}

/** The pods of a workload as they are now: none any more once it has been gone for a while. */
export function podsOf(workload: Workload, stage: Stage, place: Place): KubernetesObject[] {
  const { nodes, now, startMs } = place;
  if (now < stage.since || (stage.until !== undefined && now >= stage.until + startMs)) return [];
  const count = workload.kind === "DaemonSet" ? nodes.length : workload.replicas;
  return Array.from({ length: count }, (_, at) => podAt(at, workload, stage, place));
}

function podAt(
  at: number,
  workload: Workload,
  stage: Stage,
  { clusterId, nodes, now, startMs }: Place,
): KubernetesObject {
  const words = [clusterId, workload.namespace, workload.name, stage.since, at];
  const node = nodes[workload.kind === "DaemonSet" ? at : hashed(words, nodes.length)];
  const runsAt = stage.since + Math.round(startMs * (0.5 + fractionOf(...words) / 2));
  const running = now >= runsAt;
  const hash = suffix(9, clusterId, workload.name, stage.since);
  const prefix = workload.kind === "DaemonSet" ? workload.name : `${workload.name}-${hash}`;
  const conditions = conditionsOf(stage.since, running ? runsAt : undefined);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${prefix}-${suffix(5, ...words)}`,
      generateName: `${prefix}-`,
      namespace: workload.namespace,
      uid: uidOf("pod", ...words),
      resourceVersion: String(stage.until ?? (running ? runsAt : stage.since)),
      creationTimestamp: timeText(stage.since),
      ...(stage.until !== undefined && {
        deletionTimestamp: timeText(stage.until + startMs),
        deletionGracePeriodSeconds: Math.ceil(startMs / 1000),
      }),
      labels: { ...labelsOf(workload), "pod-template-hash": hash },
      ownerReferences: [owner(workload, prefix, clusterId)],
    },
    spec: {
      nodeName: node?.metadata.name,
      containers: workload.containers.map((container) => ({ ...container, resources: {} })),
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      dnsPolicy: "ClusterFirst",
      serviceAccountName: "default",
    },
    status: {
      phase: running ? "Running" : "Pending",
      conditions,
      hostIP: addressOf(node),
      podIP: running ? `10.244.${hashed(words, 250)}.${at % 250}` : undefined,
      startTime: timeText(stage.since),
      containerStatuses: workload.containers.map((container) =>
        containerStatus(container, running ? runsAt : undefined),
      ),
      qosClass: "Burstable",
    },
  };
}

/** Labels by which a workload finds its pods. */
export function labelsOf({ name, labels }: Workload): Record<string, string> {
  return { app: name, ...labels };
}

function owner({ kind, name, namespace }: Workload, prefix: string, clusterId: string): object {
  const replicaSet = kind === "Deployment";
  return {
    apiVersion: "apps/v1",
    kind: replicaSet ? "ReplicaSet" : kind,
    name: replicaSet ? prefix : name,
    uid: uidOf(kind, clusterId, namespace, replicaSet ? prefix : name),
    controller: true,
    blockOwnerDeletion: true,
  };
}

function containerStatus(
  { name, image }: Workload["containers"][number],
  runsAt: number | undefined,
): object {
  return {
    name,
    image,
    imageID: runsAt === undefined ? "" : image,
    ready: runsAt !== undefined,
    started: runsAt !== undefined,
    restartCount: 0,
    lastState: {},
    state:
      runsAt === undefined
        ? { waiting: { reason: "ContainerCreating" } }
        : { running: { startedAt: timeText(runsAt) } },
  };
}

function conditionsOf(since: number, runsAt: number | undefined): object[] {
  const condition = (type: string, at: number, status = "True") => ({
    type,
    status,
    lastProbeTime: null,
    lastTransitionTime: timeText(at),
    ...(status === "False" && { reason: "ContainersNotReady" }),
  });
  const ready = runsAt === undefined ? "False" : "True";
  return [
    condition("Initialized", since),
    condition("Ready", runsAt ?? since, ready),
    condition("ContainersReady", runsAt ?? since, ready),
    condition("PodScheduled", since),
  ];
}

function addressOf(node: KubernetesObject | undefined): string | undefined {
  const addresses = node?.status?.addresses as { address: string }[] | undefined;
  return addresses?.[0]?.address;
}

function hashed(words: readonly (string | number)[], below: number): number {
  return Math.floor(fractionOf("place", ...words) * Math.max(below, 1));
}
