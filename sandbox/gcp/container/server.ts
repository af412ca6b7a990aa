import { arcTwinOf } from "../../kubernetes/elsewhere.ts";
import type { RunningCluster } from "../../kubernetes/running-cluster.ts";
import type { Attempt, KubernetesUser } from "../../kubernetes/users.ts";
import type { Kernel } from "../../types.ts";
import { GoogleError } from "../errors.ts";
import { holds } from "../iam/access.ts";
import { findProject, rowAt } from "../rows.ts";
import { type Member, memberOf, shownMember } from "../tokens.ts";
import { placeOf } from "./cluster.ts";
import { gkeRunning } from "./running.ts";

/** Below the path of all API servers, those of GKE stand at their full names. */
export const GKE_ADDRESS =
  /^(?<id>\/container\.googleapis\.com\/projects\/[^/]+\/locations\/[^/]+\/clusters\/[^/]+)(?<path>\/.*|)$/;

/** The cluster whose server stands at an address; one with a private endpoint can't be seen from here. */
export function gkeAt(kernel: Kernel, address: string): RunningCluster | undefined {
  const id = `/${address}`;
  const { privateClusterConfig } = rowAt(kernel.store, "cluster", id)?.body ?? {};
  const { enablePrivateEndpoint = false } = (privateClusterConfig ?? {}) as {
    enablePrivateEndpoint?: boolean;
  };
  const running = enablePrivateEndpoint ? undefined : gkeRunning(kernel, id);
  return running && { ...running, azure: arcTwinOf(kernel.store, id) };
}

/** Who asks, by an access token of Google's, and what IAM's permissions in the cluster's project let them do. */
export function gkeUser(
  kernel: Kernel,
  { id }: RunningCluster,
  authorization: string | undefined,
): KubernetesUser | undefined {
  const member = memberFrom(kernel, authorization);
  const project = findProject(kernel.store, placeOf({ id }).projectId);
  if (!member || !project) return undefined;
  const may = (permission: string) => holds(kernel.store, member, permission, [project]);
  // Without this permission IAM doesn't let anybody through to the cluster.
  if (!may("container.clusters.connect")) return undefined;
  return {
    name: shownMember(member),
    groups: ["system:authenticated"],
    may: (attempt) => may(permissionFor(attempt)),
  };
}

function memberFrom(kernel: Kernel, authorization: string | undefined): Member | undefined {
  try {
    return memberOf(kernel, authorization);
  } catch (error) {
    if (error instanceof GoogleError) return undefined;
    throw error;
  }
}

/** Kubernetes' plurals as IAM spells them: https://cloud.google.com/kubernetes-engine/docs/reference/rest (as far as known). */
const KINDS: Readonly<Record<string, string>> = {
  clusterrolebindings: "clusterRoleBindings",
  clusterroles: "clusterRoles",
  configmaps: "configMaps",
  daemonsets: "daemonSets",
  networkpolicies: "networkPolicies",
  replicasets: "replicaSets",
  rolebindings: "roleBindings",
  serviceaccounts: "serviceAccounts",
  statefulsets: "statefulSets",
};
const VERBS: Readonly<Record<string, string>> = { watch: "list", patch: "update" };

function permissionFor({ verb, resource }: Attempt): string {
  // kubectl asks for kinds that it doesn't find in the API by their full names, with the group behind a dot.
  const [kind = ""] = resource.split(".");
  return `container.${KINDS[kind] ?? kind}.${VERBS[verb] ?? verb}`;
}
