import type { Kernel, NewResource, Resource } from "../../types.ts";
import type { ForeignCloud, ForeignCluster } from "./foreign-cloud.ts";

/** What Defender knows of things in another cloud, as resources below the connector. */
export const ENTITY_TYPE = "microsoft.security/securityconnectors/securityentitydata";

interface Seen {
  connector: Resource;
  clusters: readonly ForeignCluster[];
  at: number;
}

/** The entity's part that says which cluster it is. */
export interface EntityProperties {
  environment: "AWS" | "GCP";
  resourceType: string;
  nativeResourceId: string;
  connectorId: string;
  hierarchyId: string;
  region: string;
}

/** Writes down the clusters that a visit found, and forgets those that are gone. */
export function rememberEntities(kernel: Kernel, cloud: ForeignCloud, seen: Seen): void {
  const { store } = kernel;
  const wanted = new Map(
    seen.clusters.map((cluster) => {
      const entity = entityOf(cloud, seen.connector, cluster);
      return [entity.id.toLowerCase(), entity];
    }),
  );
  for (const known of [...store.scan({ types: [ENTITY_TYPE], below: seen.connector.id })]) {
    if (!wanted.delete(known.id.toLowerCase())) store.delete(known.id, seen.at);
  }
  store.insertMany(wanted.values(), seen.at);
}

function entityOf(cloud: ForeignCloud, connector: Resource, cluster: ForeignCluster): NewResource {
  const name = `${cloud.infrastructure}-${cloud.distribution}-cluster-${cluster.region}-${cluster.name}`;
  const { hierarchyIdentifier } = connector.body.properties as { hierarchyIdentifier: string };
  const properties: EntityProperties = {
    environment: cloud.environment,
    resourceType: cloud.resourceType,
    nativeResourceId: cluster.id,
    connectorId: connector.id,
    hierarchyId: hierarchyIdentifier,
    region: cluster.region,
  };
  return {
    id: `${connector.id}/securityentitydata/${name}`,
    type: ENTITY_TYPE,
    name,
    ...(connector.subscriptionId !== undefined && { subscriptionId: connector.subscriptionId }),
    ...(connector.resourceGroup !== undefined && { resourceGroup: connector.resourceGroup }),
    body: { properties },
  };
}
