import { z } from "zod";
import type { OperationError } from "../../operations.ts";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { controlPlaneGroup, createLogGroup } from "../logs/log-group.ts";
import { type AwsOperation, operation } from "../operation.ts";
import { entriesFromConfigMapDays } from "./access-entry.ts";
import {
  type ClusterBody,
  changeCluster,
  clusterNamed,
  type EksCluster,
  findCluster,
  notFound,
  partNamed,
  partsOf,
  placeOf,
  UPDATE,
} from "./cluster.ts";
import { clusterResource } from "./clusters.ts";
import { Page, pageOf } from "./paging.ts";

export interface UpdateBody {
  [member: string]: unknown;
  status: "InProgress" | "Successful" | "Failed";
  type: string;
  params: readonly { type: string; value: string }[];
  createdAt: number;
  errors: readonly { errorCode: string; errorMessage: string; resourceIds: readonly string[] }[];
  /** By which a client that asks once more for the same update is told of this one. */
  clientRequestToken?: string | undefined;
  /** What becomes of the cluster when it succeeds. */
  change: Partial<ClusterBody>;
}

/** An update's body when its time is over. */
export function ended(
  body: UpdateBody,
  error: OperationError | undefined,
  arn: string,
): UpdateBody {
  if (!error) return { ...body, status: "Successful" };
  const { code: errorCode, message: errorMessage } = error;
  return { ...body, status: "Failed", errors: [{ errorCode, errorMessage, resourceIds: [arn] }] };
}

/** Lets the end of an update take effect on its cluster. */
export function finishUpdate(store: Store, id: string, now = Date.now()): void {
  const update = store.get(id);
  const { status, change } = (update?.body ?? {}) as Partial<UpdateBody>;
  if (!update || status === "InProgress") return;
  const cluster = clusterOf(store, update);
  if (cluster?.body.updateId !== update.name) return;
  const { updateId: _ended, ...body } = cluster.body;
  const next = { ...body, status: "ACTIVE" as const, ...(status === "Successful" && change) };
  store.put({ ...cluster, body: next }, now);
  follow(store, { ...cluster, body: next }, now);
}

/** What EKS itself does after a change: the log group is made, and access entries where they were unknown before. */
function follow(store: Store, cluster: EksCluster, now: number): void {
  if (cluster.body.logging.length > 0) {
    createLogGroup(store, { ...placeOf(cluster), name: controlPlaneGroup(cluster.name) }, now);
  }
  if (cluster.body.authenticationMode !== "CONFIG_MAP") {
    entriesFromConfigMapDays(store, cluster, now);
  }
}

function clusterOf(store: Store, { parentId = "" }: Resource): EksCluster | undefined {
  return findCluster(store, store.get(parentId)?.id ?? "");
}

/** Marks a cluster as being updated. */
export function markUpdating(store: Store, cluster: EksCluster, updateId: string, now: number) {
  changeCluster(store, cluster, { status: "UPDATING", updateId }, now);
}

/** An update as EKS shows it: https://docs.aws.amazon.com/eks/latest/APIReference/API_Update.html (as far as known) */
export function shownUpdate(id: string, body: UpdateBody): object {
  const { status, type, params, createdAt, errors } = body;
  return { id, status, type, params, createdAt: createdAt / 1000, errors };
}

const describeUpdate = operation({
  name: "DescribeUpdate",
  http: "GET /clusters/{name}/updates/{updateId}",
  input: z.object({ name: z.string(), updateId: z.string() }),
  resource: clusterResource,
  run: (call) => {
    const { name, updateId } = call.input;
    const update = partNamed(call.kernel.store, clusterNamed(call, name), UPDATE, updateId);
    if (!update) throw notFound(`No update found for id: ${updateId}`);
    return { update: shownUpdate(update.name, update.body as UpdateBody) };
  },
});

const listUpdates = operation({
  name: "ListUpdates",
  http: "GET /clusters/{name}/updates",
  input: z.object({ name: z.string(), ...Page }),
  resource: clusterResource,
  run: (call) => {
    const updates = partsOf(call.kernel.store, clusterNamed(call, call.input.name), UPDATE);
    const { shown, nextToken } = pageOf(
      updates.map(({ name }) => name),
      call.input,
    );
    return { updateIds: shown, nextToken };
  },
});

export const UPDATE_OPERATIONS: readonly AwsOperation[] = [describeUpdate, listUpdates];
