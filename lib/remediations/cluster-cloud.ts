import { lacks, may, type Person } from "../access/model.ts";
import { refreshRights } from "../access/read-rights.ts";
import { placesOf, rightsOf } from "../access/rights.ts";
import type { CallRules, ConnectorCloud } from "../cloud/cloud.ts";
import { CloudFault } from "../cloud/faults.ts";
import { cloudFor, connectorCloudFor } from "../cloud/index.ts";
import { accessOf } from "../connectors/access.ts";
import { factsOfConnector } from "../connectors/rows.ts";
import { db } from "../db/client.ts";

/** What can be done to one cluster, wherever it is. */
export type ClusterCloud = Pick<
  ConnectorCloud,
  "cluster" | "clusterChange" | "ensureOnCluster" | "operationFault"
>;

/**
 * What carries a person's change to a cluster: Azure with their own token, or another cloud with the connector's
 * identity and their name. There nobody but the portal knows who asks, so it looks at their rights itself, as they
 * are now. Throws a CloudFault where they may not.
 */
export async function clusterCloud(
  person: Person,
  connectorId: string | null,
  rules: CallRules = {},
): Promise<ClusterCloud> {
  if (!connectorId) return cloudFor({ kind: "person", ...person }, rules);
  const connector = await db().connector.findUnique({ where: { id: connectorId } });
  if (!connector) {
    throw fault("missing", "ConnectorGone", "The connector of this cluster is no longer there.");
  }
  await refreshRights(person);
  const { grants } = await rightsOf(person);
  const place = (await placesOf([connector.subscriptionId])).get(connector.subscriptionId);
  const { resourceGroup, name } = connector;
  if (!place || !may(grants, "connectors:write", { ...place, resourceGroup })) {
    throw fault("forbidden", "NoRightToConnector", lacks("connectors:write", name));
  }
  const sessionName = person.username;
  return connectorCloudFor(accessOf(factsOfConnector(connector)), { ...rules, sessionName });
}

function fault(kind: "missing" | "forbidden", code: string, message: string): CloudFault {
  return new CloudFault({ kind, code, message, status: 0, requestId: null });
}
