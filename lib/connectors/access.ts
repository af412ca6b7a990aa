import type { ConnectorAccess, ConnectorFacts } from "../cloud/cloud.ts";
import { db } from "../db/client.ts";
import { AWS_ROLES } from "./catalog.ts";
import { containersOf } from "./model.ts";
import { factsOfConnector } from "./rows.ts";

type Connected = Pick<
  ConnectorFacts,
  | "id"
  | "cloud"
  | "hierarchyId"
  | "projectId"
  | "externalId"
  | "subscriptionId"
  | "resourceGroup"
  | "properties"
>;

/** Through what the environment of a connector is reached. */
export function accessOf(connector: Connected): ConnectorAccess {
  const { id, cloud, hierarchyId, projectId, externalId, subscriptionId, resourceGroup } =
    connector;
  const { regions } = connector.properties.environmentData;
  return {
    cloud,
    hierarchyId,
    projectId,
    externalId,
    regions: Array.isArray(regions) ? regions.map(String) : [],
    agentlessRoleArn: agentlessRoleOf(connector),
    connectorId: id,
    subscriptionId,
    resourceGroup,
  };
}

/** The same of a connector that is stored, by its lower-cased id; null where there is none. */
export async function storedAccess(connectorId: string): Promise<ConnectorAccess | null> {
  const row = await db().connector.findUnique({ where: { id: connectorId } });
  return row && accessOf(factsOfConnector(row));
}

/** The role that the Containers offering names, or else the usual one. */
function agentlessRoleOf(connector: Connected): string {
  if (connector.cloud !== "aws") return "";
  const named = containersOf(connector)?.mdcContainersAgentlessDiscoveryK8s as
    | { cloudRoleArn?: string }
    | undefined;
  const usual = `arn:aws:iam::${connector.hierarchyId}:role/${AWS_ROLES.agentlessDiscovery}`;
  return named?.cloudRoleArn ?? usual;
}
