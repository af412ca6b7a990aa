import type { KubernetesObject } from "./objects.ts";

/** A column of a list that the server prints. Those of a priority above 0 are for `-o wide`. */
interface Column {
  name: string;
  type: "string" | "integer";
  priority: 0 | 1;
  cell: (object: KubernetesObject, now: number) => string | number;
}

const text = (name: string, cell: Column["cell"]): Column => ({
  name,
  type: "string",
  priority: 0,
  cell,
});
const wide = (name: string, cell: Column["cell"]): Column => ({ ...text(name, cell), priority: 1 });
const count = (name: string, member: string): Column => ({
  name,
  type: "integer",
  priority: 0,
  cell: ({ status }) => Number(status?.[member] ?? 0),
});

const NAME: Column = text("Name", ({ metadata }) => metadata.name);
const AGE: Column = text("Age", ({ metadata }, now) =>
  age(now - Date.parse(metadata.creationTimestamp)),
);

interface ContainerStatus {
  ready: boolean;
  restartCount: number;
  state: { waiting?: { reason: string } };
}

const containers = ({ status }: KubernetesObject) =>
  (status?.containerStatuses ?? []) as ContainerStatus[];

function podStatus(pod: KubernetesObject): string {
  if (pod.metadata.deletionTimestamp) return "Terminating";
  const waiting = containers(pod).find(({ state }) => state.waiting)?.state.waiting;
  return waiting?.reason ?? String(pod.status?.phase);
}

function nodeInfo(member: string): Column["cell"] {
  return ({ status }) => String((status?.nodeInfo as Record<string, unknown>)?.[member] ?? "");
}

/** As `kubectl get` prints them: https://github.com/kubernetes/kubernetes/blob/v1.30.6/pkg/printers/internalversion/printers.go */
const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  pods: [
    NAME,
    text("Ready", (pod) => {
      const all = containers(pod);
      return `${all.filter(({ ready }) => ready).length}/${all.length}`;
    }),
    text("Status", podStatus),
    text("Restarts", (pod) =>
      String(containers(pod).reduce((sum, { restartCount }) => sum + restartCount, 0)),
    ),
    AGE,
    wide("IP", ({ status }) => String(status?.podIP ?? "<none>")),
    wide("Node", ({ spec }) => String(spec?.nodeName ?? "<none>")),
    wide("Nominated Node", () => "<none>"),
    wide("Readiness Gates", () => "<none>"),
  ],
  nodes: [
    NAME,
    text("Status", () => "Ready"),
    text("Roles", () => "<none>"),
    AGE,
    text("Version", nodeInfo("kubeletVersion")),
    wide("Internal-IP", ({ status }) =>
      String((status?.addresses as { address: string }[] | undefined)?.[0]?.address ?? "<none>"),
    ),
    wide("External-IP", () => "<none>"),
    wide("OS-Image", nodeInfo("osImage")),
    wide("Kernel-Version", nodeInfo("kernelVersion")),
    wide("Container-Runtime", nodeInfo("containerRuntimeVersion")),
  ],
  namespaces: [NAME, text("Status", ({ status }) => String(status?.phase)), AGE],
  configmaps: [
    NAME,
    {
      ...text("Data", ({ data }) => Object.keys((data ?? {}) as object).length),
      type: "integer",
    },
    AGE,
  ],
  events: [NAME, AGE],
  daemonsets: [
    NAME,
    count("Desired", "desiredNumberScheduled"),
    count("Current", "currentNumberScheduled"),
    count("Ready", "numberReady"),
    count("Up-to-date", "updatedNumberScheduled"),
    count("Available", "numberAvailable"),
    text("Node Selector", () => "<none>"),
    AGE,
  ],
  deployments: [
    NAME,
    text("Ready", ({ status }) => `${status?.readyReplicas ?? 0}/${status?.replicas ?? 0}`),
    count("Up-to-date", "updatedReplicas"),
    count("Available", "availableReplicas"),
    AGE,
  ],
};

/** Whether a client wants a list printed for it. */
export function wantsTable(accept: string): boolean {
  return /as=Table;v=v1;g=meta\.k8s\.io/.test(accept);
}

/** Objects as a table: https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables */
export function tableOf(
  resource: string,
  objects: readonly KubernetesObject[],
  { metadata, now, whole }: { metadata: object; now: number; whole: boolean },
): object {
  const columns = COLUMNS[resource] ?? [NAME, AGE];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: columns.map(({ name, type, priority }) => ({
      name,
      type,
      format: name === "Name" ? "name" : "",
      description: "",
      priority,
    })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, now)),
      object: whole
        ? object
        : {
            kind: "PartialObjectMetadata",
            apiVersion: "meta.k8s.io/v1",
            metadata: object.metadata,
          },
    })),
  };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** From which age on a duration is written in these units; the second unit is left out when it is 0. */
const STEPS: readonly [
  from: number,
  unit: number,
  sign: string,
  rest?: [unit: number, sign: string],
][] = [
  [8 * DAY, DAY, "d"],
  [2 * DAY, DAY, "d", [HOUR, "h"]],
  [8 * HOUR, HOUR, "h"],
  [3 * HOUR, HOUR, "h", [MINUTE, "m"]],
  [10 * MINUTE, MINUTE, "m"],
  [2 * MINUTE, MINUTE, "m", [SECOND, "s"]],
];

/** An age as kubectl writes it: 45s, 3m20s, 12m, 4h5m, 20h, 3d4h, 12d. */
function age(milliseconds: number): string {
  for (const [from, unit, sign, rest] of STEPS) {
    if (milliseconds < from) continue;
    const whole = `${Math.floor(milliseconds / unit)}${sign}`;
    const left = rest ? Math.floor((milliseconds % unit) / rest[0]) : 0;
    return left > 0 && rest ? `${whole}${left}${rest[1]}` : whole;
  }
  return `${Math.max(0, Math.floor(milliseconds / SECOND))}s`;
}
