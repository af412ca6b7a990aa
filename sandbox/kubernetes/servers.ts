import { EKS_ADDRESS } from "../aws/eks/endpoint.ts";
import { eksAt, eksUser } from "../aws/eks/server.ts";
import { GKE_ADDRESS, gkeAt, gkeUser } from "../gcp/container/server.ts";
import type { Kernel } from "../types.ts";
import { azureCluster } from "./azure-cluster.ts";
import { isToken, SERVER_PATH, userOf } from "./credentials.ts";
import type { RunningCluster } from "./running-cluster.ts";
import { type KubernetesUser, mayRead } from "./users.ts";

/** Where the API servers of a cloud's clusters stand, and how they know who asks. */
interface ServerKind {
  /** The path behind SERVER_PATH: the cluster's `id`, then the `path` within its API. */
  address: RegExp;
  /** Nothing where nobody answers at the address. */
  find(kernel: Kernel, id: string): RunningCluster | undefined;
  /** Nobody where the Authorization header doesn't show who asks. */
  userOf(
    kernel: Kernel,
    cluster: RunningCluster,
    authorization: string | undefined,
  ): KubernetesUser | undefined | Promise<KubernetesUser | undefined>;
}

/** Clusters of Azure stand behind their own ids, which have eight parts. */
const AZURE: ServerKind = {
  address: /^(?<id>\/subscriptions(?:\/[^/]+){7})(?<path>\/.*|)$/i,
  find: (kernel, id) => azureCluster(kernel, kernel.store.get(id)),
  userOf({ settings }, { azure }, authorization) {
    if (!azure || !isToken(settings, azure, authorization)) return undefined;
    return { name: userOf(azure), groups: ["system:authenticated"], may: mayRead };
  },
};

const EKS: ServerKind = { address: EKS_ADDRESS, find: eksAt, userOf: eksUser };
const GKE: ServerKind = { address: GKE_ADDRESS, find: gkeAt, userOf: gkeUser };

const SERVERS: readonly ServerKind[] = [AZURE, EKS, GKE];

/** The server at an address, where that begins, and the path within its API; nothing where nobody answers. */
export function serverAt(kernel: Kernel, address: string) {
  for (const { address: form, find, userOf: user } of SERVERS) {
    const { id, path = "" } = form.exec(address)?.groups ?? {};
    const cluster = id === undefined ? undefined : find(kernel, decodeURIComponent(id));
    if (!cluster) continue;
    const knows = (authorization: string | undefined) => user(kernel, cluster, authorization);
    const base = `${SERVER_PATH}${address.slice(0, address.length - path.length)}`;
    return { cluster, base, path: decodeURIComponent(path), userOf: knows };
  }
  return undefined;
}
