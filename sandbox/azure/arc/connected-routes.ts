import { randomUUID } from "node:crypto";
import { z } from "zod";
import { accept } from "../../arm/accept.ts";
import { listPage } from "../../arm/paging.ts";
import { bodyAs } from "../../arm/parse.ts";
import type { Route } from "../../arm/route.ts";
import type { ArmRequest, Body, Handler, Resource } from "../../types.ts";
import { requireProvider } from "../resources/providers.ts";
import { groupOf } from "../resources/resource-groups.ts";
import {
  CONNECTED_TYPE,
  ConnectedBody,
  connectedClusterId,
  connectedClusterOf,
  findConnectedCluster,
  SHOWN_CONNECTED_TYPE,
  shownConnectedCluster,
} from "./connected-cluster.ts";
import { EXTENSION_TYPE } from "./extension.ts";
import { linkToOperation, operationStatus } from "./operation-links.ts";
import { CONNECTED_VERSIONS as versions } from "./versions.ts";

const READ = `${SHOWN_CONNECTED_TYPE}/read`;
const WRITE = `${SHOWN_CONNECTED_TYPE}/write`;
const DELETE = `${SHOWN_CONNECTED_TYPE}/delete`;
/** A certificate of the agents is good for so long. */
const CERTIFICATE_MS = 90 * 86_400_000;

function listBelow(request: ArmRequest, below: string) {
  return listPage(request, { types: [CONNECTED_TYPE], below }, READ, shownConnectedCluster);
}

const put: Handler = (request) => {
  const { kernel, params } = request;
  const sent = bodyAs(ConnectedBody, request.body);
  requireProvider(kernel, String(params.subscriptionId), "Microsoft.Kubernetes");
  groupOf(request);
  const before = findConnectedCluster(request);
  const id = before?.id ?? connectedClusterId(params);
  const { id: operationId, resource } = accept(request, { kind: "put", resourceId: id }, () =>
    kernel.operations.start({
      resource: {
        id,
        type: CONNECTED_TYPE,
        name: before?.name ?? String(params.name),
        subscriptionId: String(params.subscriptionId),
        resourceGroup: String(params.resourceGroup),
        location: sent.location,
        body: bodyAfter(request, sent, before, "Connecting"),
      },
      // The agents that the client has installed beside this call report within the same while.
      finalBody: bodyAfter(request, sent, before, "Connected"),
      seconds: drawSeconds(request),
    }),
  );
  return {
    status: before ? 200 : 201,
    headers: linkToOperation(request, operationsAt(request, sent.location), operationId),
    body: shownConnectedCluster(resource),
  };
};

function bodyAfter(
  { kernel }: ArmRequest,
  sent: ConnectedBody,
  before: Resource | undefined,
  connectivityStatus: "Connecting" | "Connected",
): Body {
  const now = kernel.clock.now();
  const known = (before?.body.properties ?? {}) as Record<string, unknown>;
  const identity = (before?.body.identity ?? {}) as { principalId?: string };
  return {
    location: sent.location,
    tags: sent.tags ?? {},
    identity: {
      type: sent.identity.type,
      principalId: identity.principalId ?? randomUUID(),
      tenantId: kernel.tenantId,
    },
    properties: {
      distribution: "generic",
      infrastructure: "generic",
      kubernetesVersion: "1.30.6",
      agentVersion: "1.21.10",
      totalNodeCount: 3,
      totalCoreCount: 12,
      offering: "",
      ...known,
      ...sent.properties,
      provisioningState: connectivityStatus === "Connected" ? "Succeeded" : "Accepted",
      connectivityStatus,
      ...(connectivityStatus === "Connected" && {
        lastConnectivityTime: new Date(now).toISOString(),
        managedIdentityCertificateExpirationTime: new Date(now + CERTIFICATE_MS).toISOString(),
      }),
    },
  };
}

const Patch = z.looseObject({
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.looseObject({}).nullish(),
});

const patch: Handler = (request) => {
  const { kernel } = request;
  const sent = bodyAs(Patch, request.body);
  const before = connectedClusterOf(request);
  const stored = accept(request, { kind: "patch", resourceId: before.id }, () =>
    kernel.store.put(
      {
        ...before,
        body: {
          ...before.body,
          ...(sent.tags && { tags: sent.tags }),
          properties: { ...(before.body.properties as Body), ...sent.properties },
        },
      },
      kernel.clock.now(),
    ),
  );
  return { status: 200, body: shownConnectedCluster(stored) };
};

/** Disconnecting takes the extensions along: they are resources of the cluster. */
const remove: Handler = (request) => {
  const { kernel } = request;
  const cluster = findConnectedCluster(request);
  if (!cluster) return { status: 204 };
  const { id } = accept(request, { kind: "delete", resourceId: cluster.id }, () => {
    for (const { id } of [...kernel.store.scan({ types: [EXTENSION_TYPE], below: cluster.id })]) {
      kernel.store.delete(id);
    }
    const body = {
      ...cluster.body,
      properties: { ...(cluster.body.properties as Body), provisioningState: "Deleting" },
    };
    const resource = { ...cluster, body };
    return kernel.operations.start({ resource, finalBody: null, seconds: drawSeconds(request) });
  });
  return {
    status: 202,
    headers: linkToOperation(request, operationsAt(request, cluster.location ?? ""), id),
  };
};

function drawSeconds({ kernel }: ArmRequest): number {
  const { settings } = kernel;
  return kernel.operations.drawSeconds(settings.get("operationSeconds"), settings.get("seed"));
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
      body: shownConnectedCluster(connectedClusterOf(request)),
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
