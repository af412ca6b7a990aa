import { randomUUID } from "node:crypto";
import type { Person } from "../access/model.ts";
import { record } from "../audit/record.ts";
import { db } from "../db/client.ts";
import { Refusal } from "../result.ts";
import { visibleCluster } from "./clusters.ts";
import { readReport } from "./report.ts";

/** So many reports of a cluster are kept, to look back at what changed. */
const KEPT = 10;

/**
 * Keeps what a person brought back from inside of a cluster.
 * @throws Refusal when they can't see the cluster, or when the text is no report.
 */
export async function saveReport(
  { clusterId, text }: { clusterId: string; text: string },
  person: Person,
): Promise<{ tried: number; unreachable: number }> {
  const cluster = await visibleCluster(person, clusterId);
  if (!cluster) throw new Refusal("There is no such cluster.", "missing");
  const { cloud, type, region, results } = readReport(text);
  const unreachable = results.filter(({ problem }) => problem !== null).length;
  await db().$transaction(async (tx) => {
    await tx.networkReport.create({
      data: {
        clusterId: cluster.id,
        personId: person.id,
        person: person.displayName,
        cloud,
        clusterType: type,
        region,
        results,
        unreachable,
      },
    });
    const old = await tx.networkReport.findMany({
      where: { clusterId: cluster.id },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      skip: KEPT,
      select: { id: true },
    });
    await tx.networkReport.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } });
    await record(tx, {
      actor: person,
      action: "network.report",
      outcome: "done",
      subscriptionId: cluster.subscriptionId,
      resourceGroup: cluster.resourceGroup,
      resourceId: cluster.id,
      resourceName: cluster.name,
      summary: `Stored a network check from inside of the cluster: ${unreachable} of ${results.length} endpoints not reachable.`,
      correlationId: randomUUID(),
    });
  });
  return { tried: results.length, unreachable };
}
