import { createHash, randomUUID } from "node:crypto";
import { beginConnection } from "../../azure/arc/connect.ts";
import {
  CONNECTED_TYPE,
  connectivityOf,
  SHOWN_CONNECTED_TYPE,
} from "../../azure/arc/connected-cluster.ts";
import { isRegistered } from "../../azure/resources/providers.ts";
import { arcTwinOf } from "../../kubernetes/elsewhere.ts";
import type { Access, Kernel, Resource } from "../../types.ts";
import { installAgents } from "./agents.ts";
import type { ForeignCloud, ForeignCluster, Step } from "./foreign-cloud.ts";

const LONGEST_NAME = 40;
const WRITE = `${SHOWN_CONNECTED_TYPE}/write`;

/** What Defender calls the Azure Arc resource of a cluster of another cloud. */
export function arcNameOf({ id, name }: Pick<ForeignCluster, "id" | "name">): string {
  const plain = name.slice(0, LONGEST_NAME).replace(/[^-a-zA-Z0-9_]/g, "-");
  return `${plain}-${createHash("sha256").update(id).digest("hex").slice(0, 8)}`;
}

export interface Connecting {
  kernel: Kernel;
  cloud: ForeignCloud;
  connector: Resource;
  cluster: ForeignCluster;
  /** What Defender's own identity may do in Azure. */
  access: Access;
  at: number;
}

/** The connected cluster that a cluster is in Azure: by its tag, else by the name that Defender gives. */
export function twinOf(
  { store }: Kernel,
  connector: Resource,
  cluster: ForeignCluster,
): Resource | undefined {
  const named = store.get(idOf(connector, cluster));
  const { tags = {} } = (named?.body ?? {}) as { tags?: Readonly<Record<string, string>> };
  return arcTwinOf(store, cluster.id) ?? (tags.ms_defender_cluster_id ? undefined : named);
}

/** Connects a cluster that is not yet, with its agents already let in; or waits until it reports. */
export function connect(connecting: Connecting): Step {
  const { kernel, connector, cluster } = connecting;
  const twin = twinOf(kernel, connector, cluster);
  if (!twin) return begin(connecting);
  const running = kernel.operations.running(twin.id);
  if (running) return { until: running.endsAt };
  const { status } = connectivityOf(twin);
  if (status === "Connected") return "done";
  return { blocked: `The Azure Arc agents of ${twin.name} do not report: it is ${status}.` };
}

function begin({ kernel, cloud, connector, cluster, access, at }: Connecting): Step {
  const { subscriptionId = "", resourceGroup = "", location = "" } = connector;
  const scope = groupIdOf(connector);
  if (!isRegistered(kernel, subscriptionId, "Microsoft.Kubernetes")) {
    return { blocked: "The subscription is not registered to use Microsoft.Kubernetes." };
  }
  if (!access.allows(WRITE, scope)) {
    return {
      blocked: `Defender's identity ${access.principal.objectId} may not perform ${WRITE} on ${scope}. An Owner of the subscription gives it the role by saving the connector.`,
    };
  }
  const name = arcNameOf(cluster);
  const key = createHash("sha512").update(cluster.id).digest("base64");
  installAgents(
    kernel.store,
    cluster.id,
    { subscriptionId, resourceGroup, name, location, key },
    at,
  );
  const { endsAt } = beginConnection(kernel, {
    resource: {
      id: idOf(connector, cluster),
      type: CONNECTED_TYPE,
      name,
      subscriptionId,
      resourceGroup,
      location,
    },
    sent: {
      location,
      tags: { ms_defender_cluster_id: cluster.id },
      identity: { type: "SystemAssigned" },
      properties: {
        agentPublicKeyCertificate: key,
        distribution: cloud.distribution,
        infrastructure: cloud.infrastructure,
      },
    },
    author: { principal: access.principal.objectId, requestId: randomUUID() },
    at,
  });
  return { until: endsAt };
}

function idOf(connector: Resource, cluster: ForeignCluster): string {
  return `${groupIdOf(connector)}/providers/${SHOWN_CONNECTED_TYPE}/${arcNameOf(cluster)}`;
}

function groupIdOf({ id }: Resource): string {
  return id.replace(/\/providers\/.*$/i, "");
}
