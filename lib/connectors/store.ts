import type { ConnectorFacts, ConnectorProperties } from "../cloud/cloud.ts";
import { sql, type Tx } from "../db/client.ts";
import type { Connector } from "../db/generated/client.ts";
import { containersOf, fingerprintOf } from "./model.ts";

/**
 * Stores connectors as Azure described them. An ExternalId that is known stays, whatever Azure says: it is what the
 * role in the account asks for, and nobody can change it there by changing the connector.
 */
export async function storeConnectors(
  tx: Tx,
  connectors: readonly ConnectorFacts[],
  seenAt: Date,
): Promise<void> {
  if (connectors.length === 0) return;
  const rows = connectors.map((facts) => ({
    ...facts,
    containers: containersOf(facts) !== undefined,
    fingerprint: fingerprintOf(facts),
  }));
  await tx.$executeRaw(sql`
    INSERT INTO connector (id, arm_id, name, cloud, subscription_id, resource_group, region, hierarchy_id, project_id,
      membership, scan_hours, containers, document, fingerprint, external_id, seen_at)
    SELECT id, "armId", name, cloud, "subscriptionId", "resourceGroup", region, "hierarchyId", "projectId",
      membership, "scanHours", containers, properties, fingerprint, "externalId", ${seenAt}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x(id text, "armId" text, name text, cloud text,
      "subscriptionId" text, "resourceGroup" text, region text, "hierarchyId" text, "projectId" text,
      membership text, "scanHours" int, containers boolean, properties jsonb, fingerprint text, "externalId" text)
    ON CONFLICT (id) DO UPDATE SET arm_id = excluded.arm_id, name = excluded.name, region = excluded.region,
      hierarchy_id = excluded.hierarchy_id, project_id = excluded.project_id, membership = excluded.membership,
      scan_hours = excluded.scan_hours, containers = excluded.containers, document = excluded.document,
      fingerprint = excluded.fingerprint, seen_at = excluded.seen_at,
      external_id = COALESCE(NULLIF(connector.external_id, ''), excluded.external_id)
    WHERE connector.seen_at <= excluded.seen_at`);
}

/** The facts of a stored connector. */
export function factsOfConnector(row: Connector): ConnectorFacts {
  const { id, armId, name, subscriptionId, resourceGroup, region } = row;
  const { hierarchyId, projectId, scanHours, externalId } = row;
  return {
    ...{ id, armId, name, subscriptionId, resourceGroup, region },
    ...{ hierarchyId, projectId, scanHours, externalId },
    cloud: row.cloud as ConnectorFacts["cloud"],
    membership: row.membership as ConnectorFacts["membership"],
    properties: row.document as unknown as ConnectorProperties,
  };
}
