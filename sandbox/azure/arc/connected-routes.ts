import { z } from "zod";
import { accept } from "../../arm/accept.ts";
import { courseOf } from "../../arm/course.ts";
import { listPage } from "../../arm/paging.ts";
import { bodyAs } from "../../arm/parse.ts";
import type { Route } from "../../arm/route.ts";
import { ArmError, type ArmRequest, type Body, type Handler, type Resource } from "../../types.ts";
import { requireProvider } from "../resources/providers.ts";
import { groupOf } from "../resources/resource-groups.ts";
import { beginConnection } from "./connect.ts";
import {
  CONNECTED_TYPE,
  ConnectedBody,
  connectedClusterId,
  connectedClusterOf,
  findConnectedCluster,
  SHOWN_CONNECTED_TYPE,
  shownConnectedCluster,
} from "./connected-cluster.ts";
import { inState } from "./extension.ts";
import { linkToOperation, operationStatus } from "./operation-links.ts";
import { CONNECTED_VERSIONS as versions } from "./versions.ts";

const READ = `${SHOWN_CONNECTED_TYPE}/read`;
const WRITE = `${SHOWN_CONNECTED_TYPE}/write`;
const DELETE = `${SHOWN_CONNECTED_TYPE}/delete`;
/** 1 to 63 letters, digits, underscores and hyphens, beginning and ending with a letter or digit. */
const NAME = /^[a-zA-Z0-9](?:[\w-]{0,61}[a-zA-Z0-9])?$/;

function listBelow(request: ArmRequest, below: string) {
  const now = request.kernel.clock.now();
  return listPage(request, { types: [CONNECTED_TYPE], below }, READ, (cluster) =>
    shownConnectedCluster(cluster, now),
  );
}

const put: Handler = (request) => {
  const { kernel, params } = request;
  const sent = bodyAs(ConnectedBody, request.body);
  requireProvider(kernel, String(params.subscriptionId), "Microsoft.Kubernetes");
  groupOf(request);
  const before = findConnectedCluster(request);
  refusePut(request, sent, before);
  const id = before?.id ?? connectedClusterId(params);
  const { id: operationId, resource } = beginConnection(kernel, {
    resource: {
      id,
      type: CONNECTED_TYPE,
      name: before?.name ?? String(params.name),
      subscriptionId: String(params.subscriptionId),
      resourceGroup: String(params.resourceGroup),
      location: sent.location,
    },
    sent,
    before,
    author: { principal: request.access.principal.objectId, requestId: request.requestId },
  });
  return {
    status: before ? 200 : 201,
    headers: linkToOperation(request, operationsAt(request, sent.location), operationId),
    body: shownConnectedCluster(resource, kernel.clock.now()),
  };
};

/** All else is written by the agents, or for good. */
const Patch = z.object({
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z
    .object({
      distribution: z.string().optional(),
      distributionVersion: z.string().optional(),
      azureHybridBenefit: z.enum(["True", "False", "NotApplicable"]).optional(),
    })
    .nullish(),
});

const patch: Handler = (request) => {
  const { kernel } = request;
  const sent = bodyAs(Patch, request.body);
  const before = connectedClusterOf(request);
  refuseBusy(before);
  const stored = accept(request, { kind: "patch", resourceId: before.id }, () => {
    const after = kernel.store.put(
      {
        ...before,
        body: {
          ...before.body,
          ...(sent.tags && { tags: sent.tags }),
          properties: { ...(before.body.properties as Body), ...sent.properties },
        },
      },
      kernel.clock.now(),
    );
    kernel.provisioning.clusterChanged(after, kernel.clock.now());
    return after;
  });
  return { status: 200, body: shownConnectedCluster(stored, kernel.clock.now()) };
};

/** Disconnecting takes the extensions along in the end: they are resources of the cluster. */
const remove: Handler = (request) => {
  const { kernel } = request;
  groupOf(request);
  const cluster = findConnectedCluster(request);
  if (!cluster) return { status: 204 };
  refuseBusy(cluster);
  const { seconds, error } = courseOf(kernel, request);
  const { id } = accept(request, { kind: "delete", resourceId: cluster.id }, () =>
    kernel.operations.start({
      resource: { ...cluster, body: inState(cluster.body, "Deleting") },
      finalBody: error ? inState(cluster.body, "Failed") : null,
      seconds,
      error,
    }),
  );
  return {
    status: 202,
    headers: linkToOperation(request, operationsAt(request, cluster.location ?? ""), id),
  };
};

/** @throws ArmError 400 or 409 */
function refusePut(
  { params }: ArmRequest,
  { location }: ConnectedBody,
  before: Resource | undefined,
): void {
  const name = String(params.name);
  if (!NAME.test(name)) {
    throw new ArmError(400, "InvalidResourceName", `The cluster name '${name}' is not valid.`);
  }
  if (!before) return;
  refuseBusy(before);
  if (location.replaceAll(" ", "").toLowerCase() === before.location) return;
  throw new ArmError(
    409,
    "InvalidResourceLocation",
    `The resource '${name}' already exists in location '${before.location}' in resource group '${before.resourceGroup}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
  );
}

/** @throws ArmError 409 while the cluster is being written or deleted. */
function refuseBusy({ name, body }: Resource): void {
  const { provisioningState } = body.properties as { provisioningState?: string };
  if (provisioningState !== "Accepted" && provisioningState !== "Deleting") return;
  throw new ArmError(
    409,
    "Conflict",
    `Another operation (${provisioningState}) is in progress on the connected cluster '${name}'. Wait until it has ended.`,
  );
}

function operationsAt({ params }: ArmRequest, location: string): string {
  return `/subscriptions/${params.subscriptionId}/providers/Microsoft.Kubernetes/locations/${location}/operationStatuses`;
}

const subscription = "/subscriptions/{subscriptionId}";
const clusters = `providers/${SHOWN_CONNECTED_TYPE}`;
const group = `${subscription}/resourceGroups/{resourceGroup}/${clusters}`;
const one = `${group}/{name}`;

export const CONNECTED_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: `${subscription}/${clusters}`,
    versions,
    action: READ,
    list: true,
    handler: (request) => listBelow(request, `/subscriptions/${request.params.subscriptionId}`),
  },
  {
    method: "GET",
    path: group,
    versions,
    action: READ,
    list: true,
    handler: (request) => listBelow(request, groupOf(request).id),
  },
  {
    method: "GET",
    path: one,
    versions,
    action: READ,
    handler: (request) => ({
      status: 200,
      body: shownConnectedCluster(connectedClusterOf(request), request.kernel.clock.now()),
    }),
  },
  { method: "PUT", path: one, versions, action: WRITE, handler: put },
  { method: "PATCH", path: one, versions, action: WRITE, handler: patch },
  { method: "DELETE", path: one, versions, action: DELETE, handler: remove },
  {
    method: "GET",
    path: `${subscription}/providers/Microsoft.Kubernetes/locations/{location}/operationStatuses/{operationId}`,
    versions,
    // Whoever was given the link to an operation may follow it, as in ARM.
    action: null,
    handler: operationStatus,
  },
];
