import { createHash } from "node:crypto";
import type { Carrier, ClusterFacts } from "../cloud/cloud.ts";
import { CONNECTIVITY, type Connectivity } from "./states.ts";

/** Clusters of one kind, and how many have what. */
export interface KindCounts {
  clusters: number;
  sensor: number;
  policyAddon: number;
}

/** What is installed on the clusters of a subscription, by their kind. */
export type Installed = Record<Carrier, KindCounts>;

/** One thing that must hold before an extension can be installed. */
export interface Prerequisite {
  label: string;
  /** Null where it is not known. */
  met: boolean | null;
  says: string;
}

/** Kubernetes versions before this one are not supported by the agents any more. */
const OLDEST_KUBERNETES = [1, 27] as const;

/**
 * What cluster extensions need of a connected cluster, each held against what is known of this one. Source:
 * https://learn.microsoft.com/azure/azure-arc/kubernetes/extensions#prerequisites (read 2026-04).
 */
export function prerequisites(cluster: {
  connectivity: string;
  version: string;
  nodeCount: number;
  providerState: string | null;
}): Prerequisite[] {
  const { connectivity, version, nodeCount, providerState } = cluster;
  return [
    {
      label: "Connected to Azure Arc",
      met: connectivity === "Connected",
      says: CONNECTIVITY[connectivity as Connectivity] ?? connectivity,
    },
    {
      label: "Microsoft.KubernetesConfiguration registered on the subscription",
      met: providerState === null ? null : providerState === "Registered",
      says:
        providerState === null
          ? "Azure did not say."
          : providerState === "Registered"
            ? "Registered."
            : `It is ${providerState}. Run: az provider register --namespace Microsoft.KubernetesConfiguration`,
    },
    {
      label: "A Kubernetes version that the agents support",
      met: version === "" ? null : isSupported(version),
      says: version === "" ? "The version is not known." : `The cluster runs ${version}.`,
    },
    {
      label: "At least one node",
      met: nodeCount > 0,
      says: nodeCount === 1 ? "The cluster has 1 node." : `The cluster has ${nodeCount} nodes.`,
    },
  ];
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [oldMajor, oldMinor] = OLDEST_KUBERNETES;
  return major > oldMajor || (major === oldMajor && minor >= oldMinor);
}

/** The tag by which an Arc-enabled cluster says which cluster of another cloud it is. */
export const CLUSTER_TAG = "ms_defender_cluster_id";
const ARC_NAME_MAX = 40;

/** What a cluster of another cloud is called in Azure Arc: no two clusters are called the same. */
export function arcNameOf({ id, name }: Pick<ClusterFacts, "id" | "name">): string {
  const plain = name.slice(0, ARC_NAME_MAX).replace(/[^-a-zA-Z0-9_]/g, "-");
  return `${plain}-${createHash("sha256").update(id).digest("hex").slice(0, 8)}`;
}
