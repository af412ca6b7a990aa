import { courseOf } from "../../arm/course.ts";
import type { Operation, OperationError } from "../../operations.ts";
import type { Kernel, NewResource, Resource } from "../../types.ts";
import type { ClusterBody } from "./cluster.ts";

/** A change of a cluster that was found to be allowed. */
export interface ClusterChange {
  running: "Creating" | "Updating";
  after: NewResource;
  /** What it was like before; absent when it is new. */
  before: ClusterBody | undefined;
  method: string;
  path: string;
  /** When it begins, if not now. */
  at?: number;
}

/** Who changes something: an object id, and the request that it came with. */
export interface Author {
  principal: string;
  requestId: string;
}

/**
 * Begins the operation that leads to `after` and counts it as an effect. A failed one leaves the cluster as it was,
 * in the state Failed. Automatic provisioning hears of every change.
 */
export function beginChange(
  kernel: Kernel,
  { running, after, before, method, path, at }: ClusterChange,
  author: Author,
): { id: Operation["id"]; resource: Resource; endsAt: number } {
  const course = courseOf(kernel, { method, path });
  const goal = after.body as ClusterBody;
  const error = course.error ?? missingWorkspace(kernel, goal);
  return kernel.store.transaction(() => {
    const effect = { kind: method.toLowerCase(), resourceId: after.id, ...author };
    kernel.effects.record(effect, at ?? kernel.clock.now());
    const begun = kernel.operations.start({
      resource: { ...after, body: inState(goal, running) },
      finalBody: error ? inState(before ?? goal, "Failed") : inState(goal, "Succeeded"),
      seconds: course.seconds,
      error,
      at,
    });
    kernel.provisioning.clusterChanged({ ...begun.resource, body: goal }, begun.endsAt);
    return begun;
  });
}

/** Begins to delete a cluster, which is gone when the operation ends. */
export function beginDeletion(
  kernel: Kernel,
  cluster: Resource,
  path: string,
  author: Author,
): { id: Operation["id"] } {
  const { seconds, error } = courseOf(kernel, { method: "DELETE", path });
  const body = cluster.body as ClusterBody;
  return kernel.store.transaction(() => {
    kernel.effects.record(
      { kind: "delete", resourceId: cluster.id, ...author },
      kernel.clock.now(),
    );
    return kernel.operations.start({
      resource: { ...cluster, body: inState(body, "Deleting") },
      finalBody: error ? inState(body, "Failed") : null,
      seconds,
      error,
    });
  });
}

function inState(body: ClusterBody, provisioningState: string): ClusterBody {
  const { properties } = body;
  return {
    ...body,
    properties: {
      ...properties,
      provisioningState,
      currentKubernetesVersion: properties.kubernetesVersion,
    },
  };
}

/** AKS looks for the workspace only once it is at work, so a missing one fails the operation, not the call. */
function missingWorkspace(
  { store }: Kernel,
  { properties }: ClusterBody,
): OperationError | undefined {
  const defender = properties.securityProfile?.defender;
  const workspaceId = defender?.logAnalyticsWorkspaceResourceId;
  if (!defender?.securityMonitoring?.enabled || !workspaceId) return undefined;
  if (store.get(workspaceId)?.type === "microsoft.operationalinsights/workspaces") return undefined;
  return {
    code: "LogAnalyticsWorkspaceNotFound",
    message: `The Log Analytics workspace '${workspaceId}' that the Defender profile names could not be found.`,
  };
}
