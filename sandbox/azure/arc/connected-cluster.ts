import { z } from "zod";
import { resourceNotFound } from "../../arm/errors.ts";
import type { ArmRequest, Body, NewResource, Resource } from "../../types.ts";
import { groupOf } from "../resources/resource-groups.ts";
import { presentProperties } from "./presence.ts";

export const CONNECTED_TYPE = "microsoft.kubernetes/connectedclusters";
/** As Arc itself spells it in answers. */
export const SHOWN_CONNECTED_TYPE = "Microsoft.Kubernetes/connectedClusters";

/** What the sandbox checks of a connected cluster that is sent to it; everything else is kept as it comes. */
export const ConnectedBody = z.looseObject({
  location: z.string().min(1),
  tags: z.record(z.string(), z.string()).nullish(),
  identity: z.looseObject({ type: z.enum(["SystemAssigned", "None"]) }),
  properties: z.looseObject({
    agentPublicKeyCertificate: z.string(),
    distribution: z.string().nullish(),
    infrastructure: z.string().nullish(),
  }),
});
export type ConnectedBody = z.infer<typeof ConnectedBody>;

/**
 * The connected cluster that a request's path names.
 * @throws ArmError 404 when it, or its resource group, is not there.
 */
export function connectedClusterOf(request: ArmRequest): Resource {
  const cluster = findConnectedCluster(request);
  if (cluster) return cluster;
  const group = groupOf(request);
  throw resourceNotFound(SHOWN_CONNECTED_TYPE, String(request.params.name), group.name);
}

export function findConnectedCluster({ kernel, params }: ArmRequest): Resource | undefined {
  return kernel.store.get(connectedClusterId(params));
}

export function connectedClusterId({
  subscriptionId,
  resourceGroup,
  name,
}: ArmRequest["params"]): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${SHOWN_CONNECTED_TYPE}/${name}`;
}

/** Whether the cluster's agents can be reached, and what to say when they can't. */
export function connectivityOf({ body }: NewResource): { status: string; since: string | null } {
  const { connectivityStatus = "Connecting", lastConnectivityTime } = body.properties as {
    connectivityStatus?: string;
    lastConnectivityTime?: string;
  };
  return { status: connectivityStatus, since: lastConnectivityTime ?? null };
}

/** A connected cluster as ARM shows it at a moment. */
export function shownConnectedCluster({ id, name, body }: Resource, now: number): object {
  const properties = presentProperties(body.properties as Body, now);
  return { id, name, type: SHOWN_CONNECTED_TYPE, ...body, properties };
}
