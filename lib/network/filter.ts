import { z } from "zod";
import { CLOUDS, CLUSTER_TYPES, type CloudId, type ClusterType } from "./catalog.ts";
import { regionsOf } from "./model.ts";

export const VIEWS = {
  requirements: "Requirements",
  portal: "Check from the portal",
  cluster: "Check from a cluster",
  privateLink: "Private Link (AMPLS)",
} as const;
export type View = keyof typeof VIEWS;

/** Which endpoints the page is about; it stands in the URL. What is not one of the choices falls back to the first. */
export interface NetworkFilter {
  view: View;
  cloud: CloudId;
  type: ClusterType;
  region: string;
  /** A workspace's customer id; null also where none was given, or something that is none. */
  workspace: string | null;
  /** The portal's id of a cluster. */
  cluster: string | null;
  search: string;
}

const Search = z.string().trim().max(200).catch("");
const ClusterId = z
  .string()
  .max(600)
  .startsWith("/subscriptions/")
  .toLowerCase()
  .nullable()
  .catch(null);
const Workspace = z.guid().toLowerCase().nullable().catch(null);

/** Reads the filter off the URL. */
export function networkFilterOf(params: URLSearchParams): NetworkFilter {
  const cloud = oneOf(CLOUDS, params.get("cloud"), "public");
  const region = params.get("region") ?? "";
  const regions = regionsOf(cloud);
  return {
    // A link that names a cluster and no view is about what depends on the cluster.
    view: oneOf(VIEWS, params.get("view"), params.has("cluster") ? "privateLink" : "requirements"),
    cloud,
    type: oneOf(CLUSTER_TYPES, params.get("type"), "aks"),
    region: regions.includes(region) ? region : (regions[0] ?? ""),
    workspace: Workspace.parse(params.get("workspace")?.trim() || null),
    cluster: ClusterId.parse(params.get("cluster")),
    search: Search.parse(params.get("search") ?? ""),
  };
}

function oneOf<Key extends string>(
  choices: Readonly<Record<Key, unknown>>,
  value: string | null,
  fallback: Key,
): Key {
  return value !== null && Object.hasOwn(choices, value) ? (value as Key) : fallback;
}
