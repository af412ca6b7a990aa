import type { Operation } from "../../operations.ts";
import { ArmError, type ArmRequest, type Handler } from "../../types.ts";
import { shownCluster } from "./cluster.ts";

/** The api-version in the links that AKS hands out; they are to be followed as they are. */
export const OPERATION_VERSION = "2017-08-31";

const OPERATIONS = "Microsoft.ContainerService/locations";

/** Tells the client of a write where its operation can be watched, and how often. */
export function operationHeaders(
  { kernel, params }: ArmRequest,
  operationId: string,
  location: string,
): Record<string, string> {
  const base = `${kernel.origin}/subscriptions/${params.subscriptionId}/providers/${OPERATIONS}/${encodeURIComponent(location)}`;
  return {
    "azure-asyncoperation": `${base}/operations/${operationId}?api-version=${OPERATION_VERSION}`,
    location: `${base}/operationresults/${operationId}?api-version=${OPERATION_VERSION}`,
    "retry-after": String(kernel.settings.get("operationRetryAfter")),
  };
}

export const operationStatus: Handler = (request) => {
  const operation = operationOf(request);
  const { id, status, startedAt, endsAt, error } = operation;
  const running = status === "InProgress";
  return {
    status: 200,
    ...(running && retryAfter(request)),
    body: {
      name: id,
      status,
      startTime: new Date(startedAt).toISOString(),
      ...(!running && { endTime: new Date(endsAt).toISOString() }),
      ...(error && { error }),
    },
  };
};

/** What the Location header leads to: 202 while the operation runs, then the cluster, or why it failed. */
export const operationResult: Handler = (request) => {
  const { status, error, resourceKey } = operationOf(request);
  if (status === "InProgress") {
    return {
      status: 202,
      headers: { ...retryAfter(request).headers, location: linkToItself(request) },
    };
  }
  if (error) throw new ArmError(409, error.code, error.message);
  const cluster = request.kernel.store.get(resourceKey);
  return cluster
    ? { status: 200, body: shownCluster(cluster, request.apiVersion) }
    : { status: 204 };
};

function operationOf({ kernel, params }: ArmRequest): Operation {
  const operation = kernel.operations.get(String(params.operationId));
  const subscription = `/subscriptions/${params.subscriptionId}/`.toLowerCase();
  if (operation?.resourceKey.startsWith(subscription)) return operation;
  throw new ArmError(404, "NotFound", `The operation '${params.operationId}' was not found.`);
}

function retryAfter({ kernel }: ArmRequest) {
  return { headers: { "retry-after": String(kernel.settings.get("operationRetryAfter")) } };
}

function linkToItself({ kernel, path, query }: ArmRequest): string {
  return `${kernel.origin}${encodeURI(path)}?${query}`;
}
