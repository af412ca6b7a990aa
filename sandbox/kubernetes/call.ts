import type { Kernel } from "../types.ts";
import type { ApiResource } from "./resources.ts";
import type { RunningCluster } from "./running-cluster.ts";
import type { Timeline } from "./timeline.ts";
import type { KubernetesUser } from "./users.ts";

/** A request to an API server whose sender is known. */
export interface KubernetesCall {
  kernel: Kernel;
  timeline: Timeline;
  cluster: RunningCluster;
  user: KubernetesUser;
  method: string;
  /** Where the server stands on its host: what comes before `path`. */
  base: string;
  /** Behind the server's address: `/api/v1/pods`. */
  path: string;
  query: URLSearchParams;
  accept: string;
  contentType: string;
  text: string;
}

export interface KubernetesReply {
  status: number;
  body: object | string;
  type?: string;
}

/** What a path names. */
export interface Wanted {
  resource: ApiResource;
  namespace: string | undefined;
  name: string | undefined;
}
