/** Where an endpoint list was published, and as of when. */
export const SOURCES = {
  article: {
    title: "Configure Defender for Containers components",
    url: "https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable",
    date: "2025-01",
  },
  sensorToday: {
    title: "Configure Defender for Containers components, network requirements",
    url: "https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable",
    date: "2025-10-23",
  },
  aksEgress: {
    title: "Outbound network and FQDN rules for AKS clusters",
    url: "https://learn.microsoft.com/azure/aks/outbound-rules-control-egress",
    date: "2026-06",
  },
  arcNetwork: {
    title: "Azure Arc-enabled Kubernetes network requirements",
    url: "https://learn.microsoft.com/azure/azure-arc/kubernetes/network-requirements",
    date: "2026-06",
  },
} as const;
export type SourceId = keyof typeof SOURCES;

export const CLOUDS = {
  public: "Azure public",
  government: "Azure Government",
  china: "Azure operated by 21Vianet",
} as const;
export type CloudId = keyof typeof CLOUDS;

export const CLUSTER_TYPES = { aks: "AKS", arc: "Azure Arc", eks: "EKS", gke: "GKE" } as const;
export type ClusterType = keyof typeof CLUSTER_TYPES;

/** What runs on a cluster and connects. EKS and GKE clusters reach Azure through Arc. */
export const PARTS = {
  sensor: { title: "Defender sensor", types: ["aks", "arc", "eks", "gke"] },
  policy: { title: "Azure Policy", types: ["aks", "arc", "eks", "gke"] },
  arc: { title: "Azure Arc agents", types: ["arc", "eks", "gke"] },
} as const satisfies Record<string, { title: string; types: readonly ClusterType[] }>;
type Part = keyof typeof PARTS;

/** What today's list says of an endpoint. */
export const TODAY = {
  needed: "Needed",
  older: "Only by sensors older than 2025-10-23",
  notApplicable: "Not applicable in this cloud",
} as const;
export type Today = keyof typeof TODAY;

/** `null` where a cloud has no such endpoint. */
export type Hosts = Readonly<Record<CloudId, string | null>>;

/** A line of the published lists. `<region>` stands for a region, `*` for any name. */
export interface EndpointRow {
  id: string;
  part: Part;
  hosts: Hosts;
  port: 443 | 8084;
  purpose: string;
  /** Whether the article itself lists it. */
  article: boolean;
  today: Readonly<Record<CloudId, Today>>;
  source: SourceId;
  /**
   * A concrete name that stands for a wildcard; `{workspace}` is the workspace's customer id. Absent where nobody
   * publishes one: then it can't be checked, only opened.
   */
  probe?: Partial<Record<CloudId, string>>;
  /** Whether a private address is legitimate, because Azure has a Private Link for the name. */
  privateLink?: true;
}

/** The name in each cloud. */
export const hosts = (
  pub: string | null,
  government: string | null,
  china: string | null,
): Hosts => ({
  public: pub,
  government,
  china,
});
/** The same in every cloud. */
export const everywhere = (today: Today) => ({ public: today, government: today, china: today });
