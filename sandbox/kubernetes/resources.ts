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
}

const VERBS = ["get", "list"] as const;

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

/** Whether the API would do this; the answer to `kubectl auth can-i`. */
export function canDo(verb: string, group: string, resource: string): boolean {
  const known = RESOURCES.some((one) => one.name === resource && one.group === group);
  return known && VERBS.some((name) => name === verb);
}

/** A resource as the discovery documents of `apiVersion` v1 list it. */
export function listedResource({ inAll, group, version, singular, ...rest }: ApiResource): object {
  return {
    ...rest,
    singularName: singular,
    verbs: VERBS,
    ...(inAll && { categories: ["all"] }),
  };
}

/** The same in the documents of aggregated discovery. */
export function aggregatedResource(resource: ApiResource): object {
  const { group, version, name, singular, kind, shortNames, namespaced, inAll } = resource;
  return {
    resource: name,
    responseKind: { group, version, kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs: VERBS,
    shortNames,
    ...(inAll && { categories: ["all"] }),
  };
}
