import { z } from "zod";
import { courseOf } from "../../arm/course.ts";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import {
  clusterNamed,
  type EksCluster,
  inUse,
  NODE_GROUP,
  notFound,
  partNamed,
  partsOf,
} from "./cluster.ts";
import { clusterResource } from "./clusters.ts";
import { Entry, entryResource } from "./entries.ts";
import { shownPart } from "./parts.ts";
import { shownCluster } from "./shown.ts";

function seconds({ kernel, action }: AwsCall, { id }: EksCluster): number {
  const call = { cloud: "aws", operation: action, method: "DELETE", path: id } as const;
  return courseOf(kernel, call).seconds;
}

const deleteCluster = operation({
  name: "DeleteCluster",
  http: "DELETE /clusters/{name}",
  input: z.object({ name: z.string() }),
  resource: clusterResource,
  changes: true,
  run: (call) => {
    const { kernel } = call;
    const cluster = clusterNamed(call, call.input.name);
    const { updateId } = cluster.body;
    if (updateId !== undefined) {
      throw inUse(
        `Cannot delete because cluster ${cluster.name} currently has update ${updateId} in progress`,
      );
    }
    if (partsOf(kernel.store, cluster, NODE_GROUP).length > 0) {
      throw inUse("Cluster has nodegroups attached");
    }
    const body = { ...cluster.body, status: "DELETING" as const };
    kernel.operations.start({
      resource: { ...cluster, body },
      finalBody: null,
      seconds: seconds(call, cluster),
    });
    return { cluster: shownCluster(kernel, { ...cluster, body }) };
  },
});

const deleteNodegroup = operation({
  name: "DeleteNodegroup",
  http: "DELETE /clusters/{clusterName}/node-groups/{nodegroupName}",
  input: z.object({ clusterName: Entry.clusterName, nodegroupName: z.string() }),
  resource: entryResource,
  changes: true,
  run: (call) => {
    const { kernel, input } = call;
    const cluster = clusterNamed(call, input.clusterName);
    const group = partNamed(kernel.store, cluster, NODE_GROUP, input.nodegroupName);
    if (!group) throw notFound(`No node group found for name: ${input.nodegroupName}.`);
    const { resource } = kernel.operations.start({
      resource: { ...group, body: { ...group.body, status: "DELETING" } },
      finalBody: null,
      seconds: seconds(call, cluster),
    });
    return { nodegroup: shownPart(resource, cluster) };
  },
});

/** A cluster goes after its node groups. */
export const DELETION_OPERATIONS: readonly AwsOperation[] = [deleteCluster, deleteNodegroup];
