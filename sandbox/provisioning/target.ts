import type { Author } from "../azure/container-service/begin-change.ts";
import type { Access, ArmError, Kernel, Resource } from "../types.ts";

/** What a deployment on one cluster works with. */
export interface DeploymentContext {
  kernel: Kernel;
  cluster: Resource;
  author: Author;
  /** The workspace that the cause names; empty for the default one of the cluster's region. */
  workspaceId: string;
  /** When it begins. */
  at: number;
}

/** Something that Defender or Azure Policy deploys on clusters. */
export interface Target {
  /** The type of the clusters, in lower case. */
  clusterType: string;
  /** Whether it is not there and not on its way. */
  isLacking(kernel: Kernel, cluster: Resource): boolean;
  /** Whether the cluster takes no change at present but soon may: deploying waits. */
  isBusy(kernel: Kernel, cluster: Resource): boolean;
  /** Why the cluster takes no change at all, as the cloud says it. */
  refusal(cluster: Resource): ArmError | undefined;
  /** Whether one of the tags that keep Defender off is on the cluster. */
  isExcluded(cluster: Resource): boolean;
  /** What the identity that deploys is not allowed to do; nothing when it may. */
  missingRight(context: DeploymentContext, access: Access): ArmError | undefined;
  /**
   * Begins the operation.
   * @throws ArmError when the deployment's template fails
   */
  begin(context: DeploymentContext): { id: string; endsAt: number };
}

/** Deploying a template asks for this first, at the subscription or group that it is deployed to. */
export const DEPLOY = "Microsoft.Resources/deployments/write";
