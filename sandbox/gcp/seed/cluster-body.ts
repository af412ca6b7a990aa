import type { ClusterBody } from "../container/cluster.ts";
import { type GkeTrait, TRAIT_CHANGES } from "./traits.ts";

/** One GKE cluster, in the few facts that tell it from the others. */
export interface GkeRow {
  projectId: string;
  location: string;
  name: string;
  labels: Readonly<Record<string, string>>;
  /** Without any, a cluster does all that is recommended, and isn't connected to Azure. */
  traits: readonly GkeTrait[];
  /** In each zone. */
  nodes: number;
  version: string;
}

/** A cluster as the API returns it, without what is worked out when it is shown. */
export function gkeBody(row: GkeRow): ClusterBody {
  let body = wellKept(row);
  for (const trait of row.traits) body = { ...body, ...TRAIT_CHANGES[trait](body) };
  return body;
}

function wellKept({ labels, nodes, version }: GkeRow): ClusterBody {
  return {
    status: "RUNNING",
    resourceLabels: labels,
    currentMasterVersion: version,
    initialClusterVersion: version,
    nodePools: [
      {
        name: "default-pool",
        initialNodeCount: nodes,
        config: {
          machineType: "e2-standard-4",
          imageType: "COS_CONTAINERD",
          diskSizeGb: 100,
          diskType: "pd-balanced",
          serviceAccount: "default",
          shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
        },
        management: { autoUpgrade: true, autoRepair: true },
        version,
        podIpv4CidrSize: 24,
      },
    ],
    loggingService: "logging.googleapis.com/kubernetes",
    loggingConfig: { componentConfig: { enableComponents: ["SYSTEM_COMPONENTS", "WORKLOADS"] } },
    monitoringService: "monitoring.googleapis.com/kubernetes",
    monitoringConfig: { componentConfig: { enableComponents: ["SYSTEM_COMPONENTS"] } },
    addonsConfig: {
      kubernetesDashboard: { disabled: true },
      networkPolicyConfig: {},
      httpLoadBalancing: {},
      horizontalPodAutoscaling: {},
    },
    legacyAbac: {},
    networkPolicy: { provider: "CALICO", enabled: true },
    masterAuthorizedNetworksConfig: {
      enabled: true,
      cidrBlocks: [{ displayName: "Head office", cidrBlock: "198.51.100.0/24" }],
    },
    ipAllocationPolicy: { useIpAliases: true, stackType: "IPV4" },
    privateClusterConfig: { enablePrivateNodes: true, masterIpv4CidrBlock: "172.16.0.0/28" },
    network: "default",
    subnetwork: "default",
    clusterIpv4Cidr: "10.12.0.0/14",
    servicesIpv4Cidr: "10.16.0.0/20",
    releaseChannel: { channel: "REGULAR" },
    databaseEncryption: { state: "DECRYPTED" },
    shieldedNodes: { enabled: true },
    securityPostureConfig: { mode: "BASIC", vulnerabilityMode: "VULNERABILITY_DISABLED" },
  };
}
