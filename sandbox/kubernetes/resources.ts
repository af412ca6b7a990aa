/** One kind of object that the API serves. */
export interface ApiResource {
  group: "" | "apps";
  version: "v1";
  name: string;
  singular: string;
  kind: string;
  shortNames: readonly string[];
  namespaced: boolean;
  /** In `kubectl get all`. */
  inAll?: true;
  /** People may put theirs beside those that follow from the cloud's state. */
  writable?: true;
}

const READ = ["get", "list"];
const WRITE = ["create", "delete", "get", "list", "patch", "update"];

const core = { group: "", version: "v1" } as const;
const apps = { group: "apps", version: "v1" } as const;

/** Names: https://kubernetes.io/docs/reference/kubectl/#resource-types */
export const RESOURCES: readonly ApiResource[] = [
  {
    ...core,
    name: "configmaps",
    singular: "configmap",
    kind: "ConfigMap",
    shortNames: ["cm"],
    namespaced: true,
    writable: true,
  },
  {
    ...core,
    name: "events",
    singular: "event",
    kind: "Event",
    shortNames: ["ev"],
    namespaced: true,
  },
  {
    ...core,
    name: "namespaces",
    singular: "namespace",
    kind: "Namespace",
    shortNames: ["ns"],
    namespaced: false,
    writable: true,
  },
  {
    ...core,
    name: "nodes",
    singular: "node",
    kind: "Node",
    shortNames: ["no"],
    namespaced: false,
  },
  {
    ...core,
    name: "pods",
    singular: "pod",
    kind: "Pod",
    shortNames: ["po"],
    namespaced: true,
    inAll: true,
  },
  {
    ...apps,
    name: "daemonsets",
    singular: "daemonset",
    kind: "DaemonSet",
    shortNames: ["ds"],
    namespaced: true,
    inAll: true,
  },
  {
    ...apps,
    name: "deployments",
    singular: "deployment",
    kind: "Deployment",
    shortNames: ["deploy"],
    namespaced: true,
    inAll: true,
  },
];

/** A resource as the discovery documents of `apiVersion` v1 list it. */
export function listedResource(resource: ApiResource): object {
  const { inAll, writable, group, version, singular, ...rest } = resource;
  return {
    ...rest,
    singularName: singular,
    verbs: verbsOf(resource),
    ...(inAll && { categories: ["all"] }),
  };
}

function verbsOf({ writable }: ApiResource): string[] {
  return writable ? WRITE : READ;
}

/** The same in the documents of aggregated discovery. */
export function aggregatedResource(resource: ApiResource): object {
  const { group, version, name, singular, kind, shortNames, namespaced, inAll } = resource;
  return {
    resource: name,
    responseKind: { group, version, kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs: verbsOf(resource),
    shortNames,
    ...(inAll && { categories: ["all"] }),
  };
}
