import type { ConnectorAccess, ConnectorFacts } from "../cloud/cloud.ts";
import { CloudFault } from "../cloud/faults.ts";
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

/** Throws where a connector of AWS has no ExternalId: a role that asks for an empty one asks for none. */
export function requireExternalId({
  cloud,
  externalId,
}: Pick<ConnectorAccess, "cloud" | "externalId">): void {
  if (cloud !== "aws" || externalId) return;
  throw new CloudFault({
    kind: "rejected",
    code: "NoExternalId",
    message:
      "The connector names no ExternalId, by which the role in the account would know it. Turn the Containers plan on for it here, and apply the template.",
    status: 0,
    requestId: null,
  });
}

/**
 * The role that the Containers offering names, or else the usual one. A role of another account is not taken: whoever
 * may write the connector in Azure would make it an administrator of the clusters by somebody else's click.
 */
function agentlessRoleOf(connector: Connected): string {
  if (connector.cloud !== "aws") return "";
  const named = containersOf(connector)?.mdcContainersAgentlessDiscoveryK8s as
    | { cloudRoleArn?: string }
    | undefined;
  const ofAccount = `arn:aws:iam::${connector.hierarchyId}:role/`;
  const role = named?.cloudRoleArn;
  return role?.startsWith(ofAccount) ? role : `${ofAccount}${AWS_ROLES.agentlessDiscovery}`;
}
