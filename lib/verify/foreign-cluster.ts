import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import type { ClusterKind } from "../cloud/cloud.ts";
import { db, sql } from "../db/client.ts";
import type { ForeignKind } from "./commands.ts";

/** Whether a cluster stands in another cloud than Azure. */
export function isForeign<Cluster extends { kind: ClusterKind }>(
  cluster: Cluster,
): cluster is Cluster & { kind: ForeignKind } {
  return cluster.kind === "eks" || cluster.kind === "gke";
}

/** The Arc-enabled cluster that a cluster of another cloud is connected as: what is verified in its place. */
export interface Twin {
  id: string;
  name: string;
}

/** "hidden" where the person may not see it, null where the cluster is not connected. */
export async function twinOf(person: Person, clusterId: string): Promise<Twin | "hidden" | null> {
  const [row] = await db().$queryRaw<(Twin & { visible: boolean })[]>(sql`
    SELECT t.id, t.name, (${visibleTo(person, sql`t`)}) AS visible
    FROM cluster c JOIN cluster t ON t.id = c.connected_id WHERE c.id = ${clusterId}`);
  if (!row) return null;
  return row.visible ? { id: row.id, name: row.name } : "hidden";
}
