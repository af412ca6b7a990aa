import { courseOf } from "../../arm/course.ts";
import type { Kernel, NewResource, Resource } from "../../types.ts";
import type { Author } from "../container-service/begin-change.ts";
import type { ConnectedBody } from "./connected-cluster.ts";
import { bodyAfter } from "./connected-goal.ts";

interface Connection {
  /** All but its body. */
  resource: Omit<NewResource, "body">;
  sent: ConnectedBody;
  before?: Resource | undefined;
  author: Author;
  /** When it begins, if not now. */
  at?: number | undefined;
}

/** Begins to connect a cluster through Azure Arc, or to change one that is; counts it as an effect. */
export function beginConnection(
  kernel: Kernel,
  { resource, sent, before, author, at }: Connection,
): { id: string; resource: Resource; endsAt: number } {
  const { seconds, error } = courseOf(kernel, { method: "PUT", path: resource.id });
  const begun = bodyAfter(kernel, sent, before, "Accepted");
  const goal = bodyAfter(kernel, sent, before, error ? "Failed" : "Succeeded");
  return kernel.store.transaction(() => {
    const effect = { kind: "put", resourceId: resource.id, ...author };
    kernel.effects.record(effect, at ?? kernel.clock.now());
    const operation = kernel.operations.start({
      resource: { ...resource, body: begun },
      // The agents that the client has installed beside this call report within the same while.
      finalBody: { ...goal, identity: begun.identity },
      seconds,
      error,
      at,
    });
    kernel.provisioning.clusterChanged(operation.resource, operation.endsAt);
    return operation;
  });
}
