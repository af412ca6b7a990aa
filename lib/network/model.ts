import {
  type CloudId,
  type ClusterType,
  type EndpointRow,
  PARTS,
  type SourceId,
  type Today,
} from "./catalog.ts";
import { ARC_ENDPOINTS } from "./catalog-arc.ts";
import { SENSOR_ENDPOINTS } from "./catalog-sensor.ts";

/** Every endpoint that has to be open, from clusters outwards. Nothing has to be open inwards. */
const ENDPOINTS: readonly EndpointRow[] = [...SENSOR_ENDPOINTS, ...ARC_ENDPOINTS];

/** One endpoint of one cloud, as the page shows it. */
export interface Endpoint {
  /** Names it on the wire: nobody ever sends a host's name. */
  id: string;
  row: EndpointRow;
  cloud: CloudId;
  /** As it was published, with `*` and `<region>`. */
  host: string;
  port: number;
  today: Today;
  source: SourceId;
}

/** What fills the placeholders of names. */
export interface Places {
  region: string;
  /** The customer id of a Log Analytics workspace, a GUID. */
  workspace: string | null;
}

/** A name to connect to, or why there is none. */
export type Probe = { host: string } | { none: string };

/** The endpoints that clusters of a type need in a cloud. */
export function endpointsOf(cloud: CloudId, type: ClusterType): Endpoint[] {
  return endpointsIn(cloud).filter(({ row }) => neededBy(row).includes(type));
}

/** Which types of clusters need it. */
export function neededBy({ part }: EndpointRow): readonly ClusterType[] {
  return PARTS[part].types;
}

/** The endpoint with an id, if it is one of the published list. */
export function endpointWith(id: string): Endpoint | undefined {
  return BY_ID.get(id);
}

/**
 * The concrete name that is connected to. The region must be one of `regionsOf` and the workspace a GUID: both are
 * checked where they come in, so that what is made here always ends in a published name.
 */
export function probeOf({ row, cloud, host }: Endpoint, { region, workspace }: Places): Probe {
  const name = host.startsWith("*.") ? row.probe?.[cloud] : host;
  if (!name) {
    return {
      none: "Its names are given out one by one, and none is published to try. Open the whole wildcard.",
    };
  }
  if (name.includes("{workspace}") && !workspace) {
    return { none: "Its name begins with a workspace's id: say which workspace to try it." };
  }
  return { host: name.replace("<region>", region).replace("{workspace}", workspace ?? "") };
}

/** Whether a name and port are those of a published endpoint: its own, or one that its pattern covers. */
export function isNameOf(endpoint: Endpoint | undefined, host: string, port: number): boolean {
  if (!endpoint || endpoint.port !== port) return false;
  const pattern = endpoint.host
    .replace(/[.]/g, "\\.")
    .replace("<region>", "[a-z0-9]+")
    .replace("*", "[a-z0-9-]+");
  return new RegExp(`^${pattern}$`).test(host);
}

/** Regions in which a cloud's clusters can be, to choose from; the first is the usual one. */
export function regionsOf(cloud: CloudId): readonly string[] {
  return REGIONS[cloud];
}

/**
 * Regions of each cloud with Azure Arc-enabled Kubernetes.
 * Source: https://azure.microsoft.com/explore/global-infrastructure/products-by-region (2026-06).
 */
const REGIONS: Readonly<Record<CloudId, readonly string[]>> = {
  public: [
    ...["westeurope", "northeurope", "uksouth", "ukwest", "francecentral", "germanywestcentral"],
    ...["italynorth", "norwayeast", "polandcentral", "spaincentral", "swedencentral"],
    ...["switzerlandnorth", "eastus", "eastus2", "centralus", "northcentralus", "southcentralus"],
    ...["westcentralus", "westus", "westus2", "westus3", "canadacentral", "canadaeast"],
    ...["mexicocentral", "brazilsouth", "australiaeast", "australiasoutheast", "eastasia"],
    ...["southeastasia", "centralindia", "southindia", "japaneast", "japanwest", "koreacentral"],
    ...["koreasouth", "southafricanorth", "uaenorth", "qatarcentral", "israelcentral"],
  ],
  government: ["usgovvirginia", "usgovarizona", "usgovtexas"],
  china: ["chinaeast2", "chinanorth2", "chinaeast3", "chinanorth3"],
};

function endpointsIn(cloud: CloudId): Endpoint[] {
  return ENDPOINTS.flatMap((row) => {
    const host = row.hosts[cloud];
    if (host === null) return [];
    const { id, port, source } = row;
    return [{ id: `${id}.${cloud}`, row, cloud, host, port, today: row.today[cloud], source }];
  });
}

const BY_ID: ReadonlyMap<string, Endpoint> = new Map(
  (["public", "government", "china"] as const)
    .flatMap(endpointsIn)
    .map((endpoint) => [endpoint.id, endpoint]),
);
