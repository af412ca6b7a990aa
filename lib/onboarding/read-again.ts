import { randomUUID } from "node:crypto";
import type { Person } from "../access/model.ts";
import { record } from "../audit/record.ts";
import { db } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import { visibleConnector } from "./draft.ts";

/** Has every cluster behind a connector described again. Whoever sees the connector may ask; one run serves all. */
export async function readAgain(
  { connectorId }: { connectorId: string },
  person: Person,
): Promise<object> {
  const { id, name, subscriptionId, resourceGroup } = await visibleConnector(person, connectorId);
  await db().$transaction(async (tx) => {
    await enqueue(tx, "discover-connector", [{ connectorId: id, refresh: true }]);
    await record(tx, {
      actor: person,
      action: "environments.refresh",
      outcome: "started",
      ...{ subscriptionId, resourceGroup },
      resourceId: id,
      resourceName: name,
      summary: "Asked for the clusters behind the connector to be read again.",
      correlationId: randomUUID(),
    });
  });
  return {};
}
