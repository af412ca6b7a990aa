import { type Random, randomFrom } from "../../seed/random.ts";
import type { Store } from "../../store.ts";
import type { NewResource } from "../../types.ts";
import { REGIONS, zonesOf } from "../container/locations.ts";
import { fullName, rowOf, rowsBelow } from "../rows.ts";
import { type GkeRow, gkeBody } from "./cluster-body.ts";
import type { GkeTrait } from "./traits.ts";

const DEFAULTS = { labels: {}, traits: [], nodes: 1, version: "1.31.6-gke.1020000" } as const;

function cluster(
  projectId: string,
  location: string,
  name: string,
  rest: Partial<GkeRow> = {},
): GkeRow {
  return { ...DEFAULTS, projectId, location, name, ...rest };
}

const PROD = "nwh-shipping-prod";
const LAB = "nwh-sandbox-lab";

/** The clusters that every sandbox begins with. */
const HAND_WRITTEN: readonly GkeRow[] = [
  cluster(PROD, "europe-west4", "gke-ship-tracking", {
    labels: { env: "prod", team: "tracking" },
  }),
  cluster(PROD, "europe-west4-b", "gke-ship-manifests", {
    labels: { env: "prod", team: "customs" },
    nodes: 3,
    traits: ["noAutoRepair", "noAutoUpgrade", "openControlPlane"],
    version: "1.30.10-gke.1070000",
  }),
  cluster(PROD, "us-central1", "gke-ship-bookings", {
    labels: { env: "prod", team: "bookings" },
    traits: ["autopilot", "noNetworkPolicy"],
  }),
  cluster(PROD, "asia-southeast1-a", "gke-ship-port-singapore", {
    labels: { env: "prod", site: "singapore" },
    nodes: 2,
    traits: ["noLogging", "noMonitoring", "legacyAbac", "dashboard", "publicNodes"],
    version: "1.30.10-gke.1070000",
  }),
  cluster(PROD, "europe-west1", "gke-ship-simulation", {
    labels: { env: "test" },
    traits: ["excludedSensor"],
  }),
  cluster(LAB, "europe-west4-a", "gke-lab-scratch", {
    traits: ["routesBased", "publicNodes", "openControlPlane", "noNetworkPolicy"],
  }),
  cluster(LAB, "us-east1-b", "gke-lab-machine-learning", {
    labels: { owner: "jose", expires: "2026-12-31" },
    nodes: 4,
    traits: ["excludedSensor", "excludedAgentless"],
  }),
  cluster(LAB, "europe-west1", "gke-lab-closed", { traits: ["privateEndpoint"] }),
];

export function* clusterResources(): Iterable<NewResource> {
  for (const row of HAND_WRITTEN) yield resourceOf(row);
}

/** GKE clusters to add to a project of a running sandbox. */
export interface MoreGke {
  projectId: string;
  count: number;
  /** Over how many locations they are spread. */
  regions: number;
  /** What they all are, in place of the usual mix; an empty list makes clusters that do all that is recommended. */
  traits?: readonly GkeTrait[] | undefined;
  seed?: number | undefined;
}

/** Adds generated clusters behind those that were added before. Returns their full names. */
export function addGke(store: Store, more: MoreGke, now: number): string[] {
  const { projectId, count, regions, traits, seed = 1 } = more;
  const below = `//container.googleapis.com/projects/${projectId}`;
  const from = rowsBelow(store, "cluster", below).length;
  const random = randomFrom(seed + from);
  const locations = Object.keys(REGIONS).slice(0, regions);
  const resources = Array.from({ length: count }, (_, at) => {
    const region = locations[at % locations.length] ?? "europe-west4";
    // Every other round is zonal, so that a region's own clusters and those of its zones are both there.
    const zonal = Math.floor(at / locations.length) % 2 === 1;
    const location = zonal ? (zonesOf(region)[0] ?? region) : region;
    const name = `gke-fleet-${String(from + at).padStart(6, "0")}`;
    const usual = traits ?? mix(random);
    return resourceOf(
      cluster(projectId, location, name, { traits: usual, labels: { env: "fleet" } }),
    );
  });
  store.insertMany(resources, now);
  return resources.map(({ id }) => id);
}

/** Of ten generated clusters, so many have these traits. */
const MIX: readonly (readonly GkeTrait[])[] = [
  ["noLogging"],
  ["noAutoUpgrade", "noNetworkPolicy"],
  ["openControlPlane", "publicNodes"],
  ["autopilot"],
  ["excludedSensor"],
];

function mix(random: Random): readonly GkeTrait[] {
  return MIX[random.between(0, 9)] ?? [];
}

function resourceOf(row: GkeRow): NewResource {
  const id = fullName.cluster(row.projectId, row.location, row.name);
  return { ...rowOf("cluster", id, gkeBody(row)), location: row.location };
}
