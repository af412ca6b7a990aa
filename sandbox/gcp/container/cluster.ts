import { createHash } from "node:crypto";
import { SERVER_PATH } from "../../kubernetes/credentials.ts";
import type { Kernel, Resource } from "../../types.ts";
import { type GoogleCall, googleTime, projectOf } from "../call.ts";
import { GoogleError, invalidArgument } from "../errors.ts";
import { fullName, rowAt, rowsBelow } from "../rows.ts";
import { isLocation, isZone, zonesOf } from "./locations.ts";

export interface NodePool {
  name: string;
  initialNodeCount: number;
  management: { autoRepair?: boolean; autoUpgrade?: boolean };
  version: string;
  [member: string]: unknown;
}

/** A cluster of GKE as its row keeps it: what isn't worked out when it is shown. */
export interface ClusterBody {
  status: "PROVISIONING" | "RUNNING" | "RECONCILING" | "STOPPING" | "ERROR" | "DEGRADED";
  nodePools: NodePool[];
  resourceLabels?: Readonly<Record<string, string>>;
  currentMasterVersion: string;
  [member: string]: unknown;
}

/** The parts of a cluster's full name. */
export function placeOf({ id }: Pick<Resource, "id">) {
  const [, , , , projectId = "", , location = "", , name = ""] = id.split("/");
  return { projectId, location, name };
}

/**
 * The cluster that a path names.
 * @throws GoogleError 404
 */
export function clusterOf(call: GoogleCall): Resource {
  const { location = "", cluster = "" } = call.params;
  const projectId = projectOf(call).name;
  const row = rowAt(call.kernel.store, "cluster", fullName.cluster(projectId, location, cluster));
  if (row) return row;
  throw new GoogleError(
    "NOT_FOUND",
    `Not found: projects/${projectId}/${isZone(location) ? "zones" : "locations"}/${location}/clusters/${cluster}.`,
  );
}

/** The clusters of a project in one location, or in all by `-`. */
export function clustersIn({ kernel, params, project }: GoogleCall): Resource[] {
  const { location = "-" } = params;
  const base = `//container.googleapis.com/projects/${project?.name}`;
  if (location === "-") return rowsBelow(kernel.store, "cluster", base);
  if (!isLocation(location)) throw invalidArgument(`Location "${location}" does not exist.`);
  return rowsBelow(kernel.store, "cluster", `${base}/locations/${location}`);
}

/** A URL of this API as Google itself writes it: the zone of a zonal cluster has its older name. */
export function linkTo({ id }: Pick<Resource, "id">): string {
  const { location } = placeOf({ id });
  const path = id.replace("//container.googleapis.com/", "");
  const link = isZone(location) ? path.replace("/locations/", "/zones/") : path;
  return `https://container.googleapis.com/v1/${link}`;
}

/** It changes with the labels, and says to which labels a change belongs. */
export function fingerprintOf(labels: Readonly<Record<string, string>> | undefined): string {
  return shortHash(JSON.stringify(Object.entries(labels ?? {}).sort()));
}

/** A cluster as the API shows it: https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters (as far as known). */
export function shownCluster(kernel: Kernel, row: Resource): object {
  const { nodePools, status, ...body } = row.body as ClusterBody;
  const { location, name } = placeOf(row);
  const locations = zonesOf(location);
  const pools = nodePools.map((pool) => shownPool(row, pool, locations));
  return {
    name,
    ...body,
    nodePools: pools,
    locations,
    location,
    // An older name of the location, which gcloud sorts by.
    zone: location,
    initialNodeCount: nodePools[0]?.initialNodeCount ?? 0,
    currentNodeCount: nodeCountOf(row),
    currentNodeVersion: body.currentMasterVersion,
    endpoint: endpointOf(kernel, row),
    masterAuth: { clusterCaCertificate: Buffer.from(kernel.authority).toString("base64") },
    labelFingerprint: fingerprintOf(body.resourceLabels),
    selfLink: linkTo(row),
    status,
    createTime: googleTime(row.createdAt),
    etag: row.etag,
    id: idOf(row),
  };
}

export function shownPool(row: Resource, pool: NodePool, locations: readonly string[]): object {
  const { location } = placeOf(row);
  return {
    ...pool,
    locations,
    status: "RUNNING",
    selfLink: `${linkTo(row)}/nodePools/${pool.name}`,
    instanceGroupUrls: locations.map(
      (zone) =>
        `https://www.googleapis.com/compute/v1/projects/${placeOf(row).projectId}/zones/${zone}/instanceGroupManagers/gke-${placeOf(row).name}-${pool.name}-${shortHash(`${row.id}${zone}`)}-grp`,
    ),
    etag: shortHash(`${row.etag}${pool.name}${location}`),
  };
}

/** `initialNodeCount` counts the nodes of one zone. */
function nodeCountOf(row: Resource): number {
  const zones = zonesOf(placeOf(row).location).length;
  const { nodePools } = row.body as ClusterBody;
  return nodePools.reduce((sum, { initialNodeCount }) => sum + initialNodeCount * zones, 0);
}

/** Where the cluster's API server is; Google gives an address here, without the scheme. */
function endpointOf({ origin }: Kernel, { id }: Resource): string {
  return `${origin.replace("https://", "")}${SERVER_PATH}/${id.replace(/^\/\//, "")}`;
}

/** A cluster that was made anew has another id, whatever its name. */
function idOf({ id, createdAt }: Resource): string {
  return createHash("sha256").update(`${id}${createdAt}`).digest("hex");
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
