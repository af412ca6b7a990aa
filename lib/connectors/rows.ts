import type { AccessReading, ConnectorFacts, ConnectorProperties } from "../cloud/cloud.ts";

/** A row of the table `connector`, as far as it says what the connector is. */
interface StoredConnector
  extends Omit<ConnectorFacts, "cloud" | "membership" | "properties" | "scanHours"> {
  cloud: string;
  membership: string;
  scanHours: number;
  document: unknown;
}

/** The facts of a stored connector. */
export function factsOfConnector(row: StoredConnector): ConnectorFacts {
  const { id, armId, name, subscriptionId, resourceGroup, region } = row;
  const { hierarchyId, projectId, scanHours, externalId } = row;
  return {
    id,
    armId,
    name,
    cloud: row.cloud as ConnectorFacts["cloud"],
    subscriptionId,
    resourceGroup,
    region,
    hierarchyId,
    projectId,
    membership: row.membership as ConnectorFacts["membership"],
    scanHours,
    externalId,
    properties: row.document as ConnectorProperties,
  };
}

/** Whether the last look at a connector's access found every right; null where nothing could be read yet. */
export function rightsFound(access: unknown): boolean | null {
  const reading = access as AccessReading | null;
  if (!reading || reading.fault) return null;
  return reading.rights.every(({ found }) => found);
}
