import type { Kernel } from "../../types.ts";
import { type EksCluster, LOG_TYPES } from "./cluster.ts";
import { endpointOf } from "./endpoint.ts";

/** A cluster as DescribeCluster has it: https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html (as far as known) */
export function shownCluster(kernel: Pick<Kernel, "origin" | "authority">, cluster: EksCluster) {
  const { id: arn, name, location: region, body } = cluster;
  return {
    name,
    arn,
    createdAt: body.createdAt / 1000,
    version: body.version,
    endpoint: endpointOf(kernel.origin, arn),
    roleArn: body.roleArn,
    resourcesVpcConfig: {
      subnetIds: body.subnetIds,
      securityGroupIds: body.securityGroupIds,
      clusterSecurityGroupId: `sg-0${body.oidcId.slice(0, 16).toLowerCase()}`,
      vpcId: body.vpcId,
      endpointPublicAccess: body.endpointPublicAccess,
      endpointPrivateAccess: body.endpointPrivateAccess,
      publicAccessCidrs: body.publicAccessCidrs,
    },
    kubernetesNetworkConfig: {
      serviceIpv4Cidr: "172.20.0.0/16",
      ipFamily: "ipv4",
      elasticLoadBalancing: { enabled: false },
    },
    logging: { clusterLogging: clusterLogging(body.logging) },
    identity: { oidc: { issuer: `https://oidc.eks.${region}.amazonaws.com/id/${body.oidcId}` } },
    status: body.status,
    certificateAuthority: { data: Buffer.from(kernel.authority).toString("base64") },
    clientRequestToken: null,
    platformVersion: body.platformVersion,
    tags: body.tags,
    encryptionConfig: [],
    health: { issues: [] },
    accessConfig: {
      bootstrapClusterCreatorAdminPermissions: body.creatorIsAdmin,
      authenticationMode: body.authenticationMode,
    },
    upgradePolicy: { supportType: "EXTENDED" },
    deletionProtection: false,
  };
}

/** EKS lists those that are on and those that are off apart, and leaves an empty list out. */
export function clusterLogging(enabled: readonly string[]): object[] {
  const [on, off] = [true, false].map((state) => ({
    types: LOG_TYPES.filter((type) => enabled.includes(type) === state),
    enabled: state,
  }));
  return [on, off].filter((list) => list !== undefined && list.types.length > 0) as object[];
}
