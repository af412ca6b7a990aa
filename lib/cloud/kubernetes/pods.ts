import { z } from "zod";
import type { PodFacts } from "../facts.ts";
import { readApi } from "./api.ts";
import type { ApiAccess } from "./kubeconfig.ts";

const PAGE = 500;
/** A cluster has 5,000 nodes at most; what is looked for runs a few times on each. */
const PAGES_MAX = 60;

const ContainerStatus = z.object({
  ready: z.boolean(),
  restartCount: z.number(),
  state: z
    .object({
      waiting: z.object({ reason: z.string().optional() }).optional(),
      terminated: z.object({ reason: z.string().optional() }).optional(),
    })
    .optional(),
});
const Pod = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    creationTimestamp: z.string(),
    deletionTimestamp: z.string().nullish(),
  }),
  spec: z.object({ nodeName: z.string().optional(), containers: z.array(z.unknown()) }),
  status: z.object({
    phase: z.string().optional(),
    reason: z.string().optional(),
    conditions: z
      .array(
        z.object({
          type: z.string(),
          status: z.string(),
          lastTransitionTime: z.string().nullish(),
        }),
      )
      .optional(),
    containerStatuses: z.array(ContainerStatus).optional(),
  }),
});
type Pod = z.infer<typeof Pod>;
const PodList = z.object({
  metadata: z.object({ continue: z.string().optional() }),
  items: z.array(Pod),
});

/** The pods of a namespace; none where there is no such namespace, as Kubernetes itself says. */
export async function podsIn(access: ApiAccess, namespace: string): Promise<PodFacts[]> {
  const found: PodFacts[] = [];
  let next: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
    const query = { limit: String(PAGE), ...(next && { continue: next }) };
    const list = await readApi(access, path, query, PodList);
    found.push(...list.items.map(factsOf));
    next = list.metadata.continue || undefined;
    if (!next) break;
  }
  return found;
}

function factsOf(pod: Pod): PodFacts {
  const containers = pod.status.containerStatuses ?? [];
  const ready = pod.status.conditions?.find(({ type }) => type === "Ready");
  return {
    namespace: pod.metadata.namespace,
    name: pod.metadata.name,
    ready: containers.filter((one) => one.ready).length,
    containers: pod.spec.containers.length,
    status: statusOf(pod),
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
    node: pod.spec.nodeName ?? "",
    createdAt: pod.metadata.creationTimestamp,
    readyAt: ready?.status === "True" ? (ready.lastTransitionTime ?? null) : null,
  };
}

/** One word for a pod's state, as `kubectl get pods` has it under STATUS. */
function statusOf({ metadata, status }: Pod): string {
  if (metadata.deletionTimestamp) return "Terminating";
  const states = (status.containerStatuses ?? []).map(({ state }) => state);
  const waiting = states.find((state) => state?.waiting)?.waiting;
  const ended = states.find((state) => state?.terminated)?.terminated;
  return waiting?.reason ?? ended?.reason ?? status.reason ?? status.phase ?? "Unknown";
}
