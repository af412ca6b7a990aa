import { z } from "zod";
import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import { db, sql } from "../db/client.ts";
import { likePattern } from "../db/like.ts";
import type { CloudId, ClusterType } from "./catalog.ts";
import { CLUSTER_COLUMNS, type NetworkCluster, visibleCluster } from "./clusters.ts";
import { ReportResult } from "./report.ts";

export { type PrivateLinkChecklist, privateLinkChecklist } from "./read-private-link.ts";
export type { NetworkCluster };
export { visibleCluster };

/** As many as fit below a search field; whoever has more types more of the name. */
const FOUND_MAX = 20;

/** Clusters that the person can see whose name holds what they search for, by name; those of the type come first. */
export function clustersNamed(
  person: Person,
  search: string,
  type: ClusterType = "aks",
): Promise<NetworkCluster[]> {
  // EKS and GKE clusters are known to Azure by their connection through Arc.
  const kind = type === "aks" ? "aks" : "arc";
  return db().$queryRaw(sql`
    SELECT ${CLUSTER_COLUMNS} FROM cluster c JOIN subscription s ON s.id = c.subscription_id
     WHERE ${visibleTo(person, sql`c`)} AND c.name ILIKE ${likePattern(search)}
     ORDER BY c.kind <> ${kind}, c.name, c.id LIMIT ${FOUND_MAX}`);
}

export interface StoredReport {
  at: Date;
  person: string;
  cloud: CloudId;
  type: ClusterType;
  region: string;
  unreachable: number;
  results: ReportResult[];
}

/** The last report from inside of a cluster, or null: also where the person can't see the cluster. */
export async function lastReport(person: Person, clusterId: string): Promise<StoredReport | null> {
  if (!(await visibleCluster(person, clusterId))) return null;
  const found = await db().networkReport.findFirst({
    where: { clusterId },
    orderBy: [{ at: "desc" }, { id: "desc" }],
  });
  if (!found) return null;
  const { at, region, unreachable } = found;
  return {
    at,
    region,
    unreachable,
    person: found.person,
    cloud: found.cloud as CloudId,
    type: found.clusterType as ClusterType,
    results: z.array(ReportResult).parse(found.results),
  };
}
