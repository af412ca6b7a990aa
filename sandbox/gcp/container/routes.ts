import { type GoogleHandler, type GoogleRoute, projectOf } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import {
  type ClusterBody,
  clusterOf,
  clustersIn,
  placeOf,
  shownCluster,
  shownPool,
} from "./cluster.ts";
import { isLocation, REGIONS, zonesOf } from "./locations.ts";
import { beginChange, OPERATION_ROUTES } from "./operations.ts";
import {
  poolOf,
  setAddons,
  setLegacyAbac,
  setLogging,
  setManagement,
  setMonitoring,
  setNetworkPolicy,
  setResourceLabels,
  update,
} from "./updates.ts";

/** The whole list at once: GKE knows no pages, and names the zones that it could not reach. */
const list: GoogleHandler = (call) => {
  const { kernel } = call;
  const missingZones = kernel.settings.get("gcpMissingZones");
  const clusters = clustersIn(call)
    .filter((row) => !missingZones.includes(placeOf(row).location))
    .map((row) => shownCluster(kernel, row));
  return {
    ...(clusters.length > 0 && { clusters }),
    ...(missingZones.length > 0 && { missingZones }),
  };
};

const get: GoogleHandler = (call) => shownCluster(call.kernel, clusterOf(call));

const remove: GoogleHandler = (call) =>
  beginChange(call, clusterOf(call), { operationType: "DELETE_CLUSTER", members: null });

const nodePools: GoogleHandler = (call) => {
  const cluster = clusterOf(call);
  const zones = zonesOf(placeOf(cluster).location);
  const pools = (cluster.body as ClusterBody).nodePools;
  return { nodePools: pools.map((pool) => shownPool(cluster, pool, zones)) };
};

const nodePool: GoogleHandler = (call) => {
  const cluster = clusterOf(call);
  const pool = poolOf(cluster, String(call.params.nodePool));
  return shownPool(cluster, pool, zonesOf(placeOf(cluster).location));
};

const serverConfig: GoogleHandler = (call) => {
  const location = String(call.params.location);
  if (!isLocation(location)) throw invalidArgument(`Location "${location}" does not exist.`);
  return {
    defaultClusterVersion: "1.31.6-gke.1020000",
    validMasterVersions: ["1.32.2-gke.1182001", "1.31.6-gke.1020000", "1.30.10-gke.1070000"],
    validNodeVersions: ["1.32.2-gke.1182001", "1.31.6-gke.1020000", "1.30.10-gke.1070000"],
    defaultImageType: "COS_CONTAINERD",
    validImageTypes: ["COS_CONTAINERD", "UBUNTU_CONTAINERD"],
  };
};

const locations: GoogleHandler = (call) => ({
  locations: Object.keys(REGIONS).flatMap((region) => [
    { type: "REGION", name: region, recommended: true },
    ...zonesOf(region).map((name) => ({
      type: "ZONE",
      name,
      parent: `projects/${projectOf(call).name}/locations/${region}`,
    })),
  ]),
});

function route(
  method: GoogleRoute["method"],
  path: string,
  verb: string,
  permission: string,
  handler: GoogleHandler,
): GoogleRoute {
  return {
    ...{ method, path, handler, service: "container" },
    operation: verb,
    permission: `container.${permission}`,
  };
}

function routesBelow(base: string): GoogleRoute[] {
  const clusters = `${base}/clusters`;
  const one = `${clusters}/{cluster}`;
  const changing = (verb: string, handler: GoogleHandler) =>
    route("POST", `${one}:${verb}`, `clusters.${verb}`, "clusters.update", handler);
  return [
    route("GET", clusters, "clusters.list", "clusters.list", list),
    route("GET", one, "clusters.get", "clusters.get", get),
    route("PUT", one, "clusters.update", "clusters.update", update),
    route("DELETE", one, "clusters.delete", "clusters.delete", remove),
    changing("setResourceLabels", setResourceLabels),
    changing("setLogging", setLogging),
    changing("setMonitoring", setMonitoring),
    changing("setLegacyAbac", setLegacyAbac),
    changing("setNetworkPolicy", setNetworkPolicy),
    changing("setAddons", setAddons),
    route("GET", `${one}/nodePools`, "clusters.nodePools.list", "clusters.get", nodePools),
    route("GET", `${one}/nodePools/{nodePool}`, "clusters.nodePools.get", "clusters.get", nodePool),
    route(
      "POST",
      `${one}/nodePools/{nodePool}:setManagement`,
      "clusters.nodePools.setManagement",
      "clusters.update",
      setManagement,
    ),
    route("GET", `${base}/serverConfig`, "getServerConfig", "clusters.list", serverConfig),
  ];
}

/** The Kubernetes Engine API v1, under both of its ways to name a location: https://cloud.google.com/kubernetes-engine/docs/reference/rest (as far as known). */
export const CONTAINER_ROUTES: readonly GoogleRoute[] = [
  ...routesBelow("/v1/projects/{project}/locations/{location}"),
  ...routesBelow("/v1/projects/{project}/zones/{location}"),
  route("GET", "/v1/projects/{project}/locations", "locations.list", "clusters.list", locations),
  ...OPERATION_ROUTES,
];
