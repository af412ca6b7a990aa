import { randomUUID } from "node:crypto";
import type { Operation, OperationError } from "../../operations.ts";
import type { Kernel, Resource } from "../../types.ts";
import {
  type GoogleCall,
  type GoogleHandler,
  type GoogleRoute,
  googleTime,
  projectOf,
  recordEffect,
} from "../call.ts";
import { GoogleError } from "../errors.ts";
import { changed, rowAt, rowOf, rowsBelow } from "../rows.ts";
import { linkTo, placeOf } from "./cluster.ts";

/** The share of its time for which an operation only waits. */
const PENDING_SHARE = 0.1;

interface Change {
  /** As GKE names it: `UPDATE_CLUSTER`, `SET_LABELS`. */
  operationType: string;
  /** What the cluster's members become when it is over; null when the cluster goes then. */
  members: Readonly<Record<string, unknown>> | null;
}

/**
 * Begins a change of a cluster. One at a time: a cluster that is being changed refuses the next.
 * @throws GoogleError 400
 */
export function beginChange(call: GoogleCall, cluster: Resource, change: Change): object {
  const { kernel, method, path, operation } = call;
  refuseWhileBusy(kernel, cluster);
  const fault = kernel.faults.next("operation", { method, path, cloud: "gcp", operation });
  const drawn = kernel.operations.drawSeconds(
    kernel.settings.get("operationSeconds"),
    kernel.settings.get("seed"),
  );
  const seconds = (fault && "seconds" in fault && fault.seconds) || drawn;
  const error: OperationError | undefined =
    fault?.kind === "fail-operation" ? { code: fault.code, message: fault.message } : undefined;
  return kernel.store.transaction(() => {
    recordEffect(call, cluster.id, change.operationType);
    const { members } = change;
    const after = error || !members ? cluster : changed(cluster, members);
    const begun = kernel.operations.start({
      resource: changed(cluster, { status: members ? "RECONCILING" : "STOPPING" }),
      finalBody: members || error ? { ...after.body, status: "RUNNING" } : null,
      seconds,
      error,
    });
    const row = operationRow(cluster, { ...change, operationId: begun.id });
    kernel.store.put(row, kernel.clock.now());
    return shownOperation(kernel, { ...row, body: row.body });
  });
}

function refuseWhileBusy({ operations, store }: Kernel, cluster: Resource): void {
  const running = operations.running(cluster.id);
  if (!running) return;
  const { projectId, location, name } = placeOf(cluster);
  const below = `//container.googleapis.com/projects/${projectId}/locations/${location}/operations`;
  const row = rowsBelow(store, "operation", below).find(
    ({ body }) => body.operationId === running.id,
  );
  throw new GoogleError(
    "FAILED_PRECONDITION",
    `Operation ${row?.name ?? running.id} is currently ${doingOf(row)} cluster ${name}. Please wait and try again once it is done.`,
    { http: 400 },
  );
}

const DOING: Readonly<Record<string, string>> = {
  DELETE_CLUSTER: "deleting",
  SET_LABELS: "labeling",
};

function doingOf(row: Resource | undefined): string {
  return DOING[String(row?.body.operationType)] ?? "updating";
}

function operationRow(
  cluster: Resource,
  { operationType, operationId }: { operationType: string; operationId: string },
) {
  const { projectId, location } = placeOf(cluster);
  const name = `operation-${Date.now()}-${randomUUID()}`;
  const id = `//container.googleapis.com/projects/${projectId}/locations/${location}/operations/${name}`;
  return rowOf("operation", id, { operationType, operationId, cluster: cluster.id });
}

function shownOperation(kernel: Kernel, row: Pick<Resource, "id" | "name" | "body">): object {
  const { operationType, operationId, cluster } = row.body;
  const operation = kernel.operations.get(String(operationId));
  const { location } = placeOf(row);
  if (!operation) throw new Error(`${row.id} has lost its operation.`);
  const { error } = operation;
  const status = statusOf(operation, kernel.clock.now());
  return {
    name: row.name,
    // An older name of the location, which gcloud sorts by.
    zone: location,
    location,
    operationType,
    status,
    selfLink: linkTo(row),
    targetLink: linkTo({ id: String(cluster) }),
    startTime: googleTime(operation.startedAt),
    ...(status === "DONE" && { endTime: googleTime(operation.endsAt) }),
    ...(status === "DONE" &&
      error && {
        error: { code: 13, message: error.message },
        statusMessage: error.message,
      }),
  };
}

function statusOf({ status, startedAt, endsAt }: Operation, now: number): string {
  if (status !== "InProgress") return "DONE";
  return now < startedAt + (endsAt - startedAt) * PENDING_SHARE ? "PENDING" : "RUNNING";
}

const get: GoogleHandler = (call) => {
  const { kernel, params } = call;
  const { location = "", operation = "" } = params;
  const path = `projects/${projectOf(call).name}/locations/${location}/operations/${operation}`;
  const row = rowAt(kernel.store, "operation", `//container.googleapis.com/${path}`);
  if (row) return shownOperation(kernel, row);
  throw new GoogleError("NOT_FOUND", `Not found: ${path}.`);
};

const list: GoogleHandler = (call) => {
  const { kernel, params } = call;
  const base = `//container.googleapis.com/projects/${projectOf(call).name}/locations`;
  const below = params.location === "-" ? base : `${base}/${params.location}/operations`;
  const rows = rowsBelow(kernel.store, "operation", below);
  return rows.length > 0 ? { operations: rows.map((row) => shownOperation(kernel, row)) } : {};
};

/** Operations of the Kubernetes Engine API v1, under both of its ways to name a location. */
export const OPERATION_ROUTES: readonly GoogleRoute[] = ["locations", "zones"].flatMap((places) => {
  const base = `/v1/projects/{project}/${places}/{location}/operations`;
  const common = { method: "GET", service: "container" } as const;
  return [
    {
      ...common,
      path: `${base}/{operation}`,
      operation: "operations.get",
      permission: "container.operations.get",
      handler: get,
    },
    {
      ...common,
      path: base,
      operation: "operations.list",
      permission: "container.operations.list",
      handler: list,
    },
  ];
});
