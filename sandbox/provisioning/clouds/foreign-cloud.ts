import type { StoredConnector } from "../../azure/security/connectors/connector.ts";
import type { ConnectedCloud } from "../../azure/security/connectors/offerings.ts";
import type { Kernel } from "../../types.ts";

/** A cluster of another cloud as Defender sees it there. */
export interface ForeignCluster {
  /** The cloud's own id: an ARN, or a full resource name. */
  id: string;
  name: string;
  /** A region or a zone. */
  region: string;
  /** Tags or labels. */
  tags: Readonly<Record<string, string>>;
}

/** What came of one thing that Defender does: it is so, it will be at a moment, or something stands in the way. */
export type Step = "done" | { until: number } | { blocked: string };

/** Defender within an account or project, with the identity that the connector names. */
export interface Visitor {
  /** Sees to it that audit logs reach Defender. */
  auditLogs(cluster: ForeignCluster): Step;
  /** Is let into the cluster, so that agents can be installed there. */
  enterCluster(cluster: ForeignCluster): Step;
}

/** Where a visit takes place. */
export interface Visit {
  kernel: Kernel;
  connector: StoredConnector;
  /** The Containers offering, where it is on. */
  offering: Readonly<Record<string, unknown>> | undefined;
  /** Milliseconds since 1970. */
  at: number;
}

/** A cloud that connectors lead to. */
export interface ForeignCloud {
  environment: ConnectedCloud;
  /** The offering of the Containers plan. */
  offering: string;
  /** What Azure Arc calls its clusters and its ground. */
  distribution: "eks" | "gke";
  infrastructure: "aws" | "gcp";
  /** What Defender calls a cluster: `AWS EKS Cluster`. */
  resourceType: string;
  /** Its clusters, of the regions that the connector looks at. */
  clusters(visit: Visit): ForeignCluster[];
  /** Takes the identity that the offering names; otherwise the reason why it can't be had. */
  enter(visit: Visit): Visitor | { blocked: string };
}

/** Goes on where a step is done. */
export function then(step: Step, next: () => Step): Step {
  return step === "done" ? next() : step;
}
