import { z } from "zod";
import type { ClusterFacts, ConnectorAccess, EksPosture } from "../cloud.ts";
import { excludingTag } from "../wishes.ts";

/** What we read of an EKS cluster. Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html */
export const EksCluster = z.looseObject({
  arn: z.string(),
  name: z.string(),
  version: z.string().nullish(),
  status: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
  logging: z
    .looseObject({
      clusterLogging: z
        .array(
          z.looseObject({ types: z.array(z.string()).nullish(), enabled: z.boolean().nullish() }),
        )
        .nullish(),
    })
    .nullish(),
  resourcesVpcConfig: z
    .looseObject({
      endpointPublicAccess: z.boolean().nullish(),
      publicAccessCidrs: z.array(z.string()).nullish(),
    })
    .nullish(),
  accessConfig: z
    .looseObject({
      authenticationMode: z.enum(["API", "API_AND_CONFIG_MAP", "CONFIG_MAP"]).nullish(),
    })
    .nullish(),
});
export type EksCluster = z.infer<typeof EksCluster>;

/** EKS's words for a cluster's state in those of ARM, which all our pages speak. */
const STATES: Record<string, string> = {
  ACTIVE: "Succeeded",
  CREATING: "Creating",
  PENDING: "Creating",
  UPDATING: "Updating",
  DELETING: "Deleting",
  FAILED: "Failed",
};

const EVERYWHERE = new Set(["0.0.0.0/0", "::/0"]);

/** What is read of a cluster beside its description. */
export interface Beside {
  /** How long the log group of its control plane keeps what it has. */
  retentionDays: number | null;
  agentlessAccess: boolean | null;
}

/** What we keep of a cluster. Its sensor is known by the Arc-enabled cluster that it is connected as. */
export function factsOf(
  cluster: EksCluster,
  beside: Beside,
  region: string,
  access: ConnectorAccess,
): ClusterFacts {
  const tags = cluster.tags ?? {};
  const posture = postureOf(cluster, beside);
  const privateCluster = !posture.publicEndpoint;
  return {
    id: cluster.arn,
    armId: cluster.arn,
    kind: "eks",
    name: cluster.name,
    subscriptionId: access.subscriptionId,
    resourceGroup: access.resourceGroup,
    region,
    version: cluster.version ?? "",
    powerState: "Running",
    provisioningState: STATES[cluster.status] ?? cluster.status,
    sensorEnabled: false,
    sensorWorkspaceId: null,
    legacySensor: false,
    policyAddon: false,
    privateCluster,
    rbac: true,
    restrictedApi: privateCluster || !posture.publicCidrs.some((cidr) => EVERYWHERE.has(cidr)),
    nodeCount: 0,
    coreCount: null,
    excludedBy: excludingTag(tags, "sensor"),
    tags,
    connectivity: null,
    lastConnectedAt: null,
    distribution: "eks",
    agentVersion: "",
    extensions: [],
    connectorId: access.connectorId,
    connectedId: null,
    agentlessExcludedBy: excludingTag(tags, "agentless"),
    posture,
  };
}

function postureOf(cluster: EksCluster, { retentionDays, agentlessAccess }: Beside): EksPosture {
  const network = cluster.resourcesVpcConfig;
  return {
    kind: "eks",
    auditLogs: auditLogsOf(cluster),
    retentionDays,
    authenticationMode: modeOf(cluster),
    agentlessAccess,
    publicEndpoint: network?.endpointPublicAccess !== false,
    publicCidrs: network?.publicAccessCidrs ?? [],
  };
}

/** Whether the control plane writes its audit log. */
export function auditLogsOf({ logging }: EksCluster): boolean {
  return (logging?.clusterLogging ?? []).some(
    ({ enabled, types }) => enabled === true && (types ?? []).includes("audit"),
  );
}

/** Clusters from before there were access entries have no such field: they know aws-auth alone. */
export function modeOf({ accessConfig }: EksCluster): EksPosture["authenticationMode"] {
  return accessConfig?.authenticationMode ?? "CONFIG_MAP";
}
