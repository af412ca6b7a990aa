import { type KubernetesObject, timeText, uidOf } from "../../kubernetes/objects.ts";
import { type ObjectPlace, storedObject, storeObject } from "../../kubernetes/stored-objects.ts";
import type { Store } from "../../store.ts";

const NAMESPACE = "azure-arc";
const SETTINGS = "azure-clusterconfig";

/** What the agents are told of the resource in Azure that their cluster is. */
export interface AgentSettings {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  location: string;
  /** The public half of their key. */
  key: string;
}

/** Installs the Azure Arc agents into a cluster of another cloud: their namespace, and what they are told. */
export function installAgents(
  store: Store,
  cluster: string,
  { subscriptionId, resourceGroup, name, location, key }: AgentSettings,
  at: number,
): void {
  const namespace = { cluster, resource: "namespaces", namespace: "", name: NAMESPACE };
  keep(store, namespace, at, {
    kind: "Namespace",
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  });
  const settings = { cluster, resource: "configmaps", namespace: NAMESPACE, name: SETTINGS };
  keep(store, settings, at, {
    kind: "ConfigMap",
    data: {
      AZURE_SUBSCRIPTION_ID: subscriptionId,
      AZURE_RESOURCE_GROUP: resourceGroup,
      AZURE_RESOURCE_NAME: name,
      AZURE_REGION: location,
      AZURE_ARC_AUTOUPDATE: "true",
      PUBLIC_KEY: key,
    },
  });
}

function keep(
  store: Store,
  place: ObjectPlace,
  at: number,
  rest: Pick<KubernetesObject, "kind"> & Readonly<Record<string, unknown>>,
): void {
  const { cluster, resource, namespace, name } = place;
  const before = storedObject(store, place);
  storeObject(store, place, {
    apiVersion: "v1",
    metadata: {
      name,
      ...(namespace !== "" && { namespace }),
      uid: before?.metadata.uid ?? uidOf(resource, cluster, namespace, name),
      resourceVersion: "",
      creationTimestamp: before?.metadata.creationTimestamp ?? timeText(at),
    },
    ...rest,
  });
}
