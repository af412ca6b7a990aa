import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import { db, sql } from "../db/client.ts";

/** A cluster as the network pages name it. */
export interface NetworkCluster {
  /** The portal's id: lower-cased. */
  id: string;
  armId: string;
  kind: string;
  name: string;
  subscriptionId: string;
  subscription: string;
  resourceGroup: string;
  region: string;
}

/** The columns of a cluster `c` and its subscription `s`. */
export const CLUSTER_COLUMNS = sql`c.id, c.arm_id AS "armId", c.kind, c.name,
  c.subscription_id AS "subscriptionId", s.display_name AS subscription,
  c.resource_group AS "resourceGroup", c.region`;

/** A cluster that the person can see, or null. */
export async function visibleCluster(person: Person, id: string): Promise<NetworkCluster | null> {
  const [found] = await db().$queryRaw<NetworkCluster[]>(sql`
    SELECT ${CLUSTER_COLUMNS} FROM cluster c JOIN subscription s ON s.id = c.subscription_id
     WHERE c.id = ${id} AND ${visibleTo(person, sql`c`)}`);
  return found ?? null;
}
