import { aggregatedResource, listedResource, RESOURCES } from "./resources.ts";

const review = (name: string, kind: string) => ({
  name,
  singularName: kind.toLowerCase(),
  namespaced: false,
  kind,
  verbs: ["create"],
});

/** What everybody may ask about themselves, by group. */
const REVIEWS: Readonly<Record<string, ReturnType<typeof review>>> = {
  "authentication.k8s.io": review("selfsubjectreviews", "SelfSubjectReview"),
  "authorization.k8s.io": review("selfsubjectaccessreviews", "SelfSubjectAccessReview"),
};
const GROUPS = ["apps", ...Object.keys(REVIEWS)];

/** What `GET /version` says of a cluster. */
export function versionInfo(version: string): object {
  const [major, minor] = version.split(".");
  return {
    major,
    minor,
    gitVersion: `v${version}`,
    gitCommit: "",
    gitTreeState: "clean",
    buildDate: "2024-11-01T00:00:00Z",
    goVersion: "go1.22.8",
    compiler: "gc",
    platform: "linux/amd64",
  };
}

/** The documents by which a client learns what there is, by path: https://kubernetes.io/docs/concepts/overview/kubernetes-api/ */
export function discoveryDocument(path: string): object | undefined {
  return DOCUMENTS[path];
}

const groupDocument = (name: string) => {
  const version = { groupVersion: `${name}/v1`, version: "v1" };
  return { name, versions: [version], preferredVersion: version };
};

function resourceList(group: string): object {
  const resources: object[] = RESOURCES.filter((one) => one.group === group).map(listedResource);
  const review = REVIEWS[group];
  if (review) resources.push(review);
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: group === "" ? "v1" : `${group}/v1`,
    resources,
  };
}

const DOCUMENTS: Readonly<Record<string, object>> = {
  "/api": {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [],
  },
  "/api/v1": resourceList(""),
  "/apis": { kind: "APIGroupList", apiVersion: "v1", groups: GROUPS.map(groupDocument) },
  ...Object.fromEntries(
    GROUPS.flatMap((group) => [
      [`/apis/${group}`, { kind: "APIGroup", apiVersion: "v1", ...groupDocument(group) }],
      [`/apis/${group}/v1`, resourceList(group)],
    ]),
  ),
};

/** The form of discovery that says everything at once, and the versions of it that clients ask for. */
const AGGREGATED = /g=apidiscovery\.k8s\.io;v=(v2beta1|v2);as=APIGroupDiscoveryList/;

/** The answer to a client that prefers aggregated discovery, with the type that it is to be sent as. */
export function aggregatedDiscovery(
  path: string,
  accept: string,
): { type: string; body: object } | undefined {
  const version = AGGREGATED.exec(accept)?.[1];
  if (version === undefined || (path !== "/api" && path !== "/apis")) return undefined;
  const groups = path === "/api" ? [""] : GROUPS;
  return {
    type: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    body: {
      kind: "APIGroupDiscoveryList",
      apiVersion: `apidiscovery.k8s.io/${version}`,
      metadata: {},
      items: groups.map(aggregatedGroup),
    },
  };
}

function aggregatedGroup(group: string): object {
  const resources: object[] = RESOURCES.filter((one) => one.group === group).map(
    aggregatedResource,
  );
  const review = REVIEWS[group];
  if (review) {
    const { name, singularName, kind, verbs } = review;
    resources.push({
      resource: name,
      responseKind: { group, version: "v1", kind },
      scope: "Cluster",
      singularResource: singularName,
      verbs,
    });
  }
  return {
    metadata: { ...(group && { name: group }), creationTimestamp: null },
    versions: [{ version: "v1", resources, freshness: "Current" }],
  };
}
