import type { Resource } from "../types.ts";

/** Which service runs a cluster, or that it is connected through Azure Arc. */
export type Flavour = "aks" | "arc" | "eks" | "gke";

/** A node, as far as the services differ in what they say of theirs. */
export interface NodeRow {
  name: string;
  providerId?: string;
  labels: Readonly<Record<string, string>>;
  address: string;
  osImage: string;
  kernelVersion: string;
  containerRuntimeVersion: string;
}

/** A cluster as its API server knows it, whichever cloud runs it. */
export interface RunningCluster {
  /** The cloud's own id of it; of Azure's in lower case. */
  id: string;
  name: string;
  flavour: Flavour;
  /** Without a leading v. */
  version: string;
  /** Since when it runs, where that cloud says it; of Azure's the timeline knows. Milliseconds since 1970. */
  startedAt?: number;
  nodes: readonly NodeRow[];
  /** The Azure resource whose add-ons or extensions run on it: itself, or the Arc resource that it is connected by. */
  azure: Resource | undefined;
}
