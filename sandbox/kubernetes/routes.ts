import { z } from "zod";
import { resourceNotFound } from "../arm/errors.ts";
import { bodyAs } from "../arm/parse.ts";
import type { Route } from "../arm/route.ts";
import { clusterOf } from "../azure/container-service/cluster.ts";
import { CLUSTER_VERSIONS } from "../azure/container-service/versions.ts";
import { groupOf } from "../azure/resources/resource-groups.ts";
import { ArmError, type ArmRequest, type Handler, type Resource } from "../types.ts";
import { ARC_TYPE, isReachable, memberAt } from "./cluster.ts";
import { kubeconfig, type SignInWith } from "./credentials.ts";

const AKS = "Microsoft.ContainerService/managedClusters";
const ARC = "Microsoft.Kubernetes/connectedClusters";

/** A cluster that takes Entra's users has no token to give: who holds the kubeconfig signs in with a plug-in. */
const userOfAks: Handler = (request) => {
  const cluster = clusterOf(request);
  const format = request.query.get("format") === "exec" ? "exec" : "azure";
  const entra = memberAt(cluster.body, "properties", "aadProfile", "managed") === true;
  return credentials(request, cluster, "clusterUser", entra ? format : "token");
};

const adminOfAks: Handler = (request) => {
  const cluster = clusterOf(request);
  if (memberAt(cluster.body, "properties", "disableLocalAccounts") === true) {
    throw new ArmError(
      400,
      "BadRequest",
      "Getting static credential is not allowed because this cluster is set to disable local accounts.",
    );
  }
  return credentials(request, cluster, "clusterAdmin", "token");
};

const Asked = z.object({
  authenticationMethod: z.enum(["Token", "AAD"]),
  clientProxy: z.boolean(),
});

const userOfArc: Handler = (request) => {
  const { authenticationMethod } = bodyAs(Asked, request.body);
  const { kernel, params } = request;
  const group = groupOf(request);
  const name = String(params.name);
  const cluster = kernel.store.get(`${group.id}/providers/${ARC}/${name}`);
  if (cluster?.type !== ARC_TYPE) throw resourceNotFound(ARC, name, group.name);
  if (!isReachable(cluster)) {
    // https://learn.microsoft.com/azure/azure-arc/kubernetes/troubleshooting has the sentence (2026-02).
    throw new ArmError(
      404,
      "NotFound",
      "Hybrid connection for the target resource does not exist. Agent might not have started successfully.",
    );
  }
  const signIn = authenticationMethod === "Token" ? "token" : "exec";
  return credentials(request, cluster, "credentialName1", signIn);
};

function credentials(
  { kernel }: ArmRequest,
  cluster: Resource,
  name: string,
  signIn: SignInWith,
): ReturnType<Handler> {
  const value = Buffer.from(kubeconfig(kernel, cluster, signIn)).toString("base64");
  return { status: 200, body: { kubeconfigs: [{ name, value }] } };
}

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers";

function route(type: string, verb: string, versions: readonly string[], handler: Handler): Route {
  return {
    method: "POST",
    path: `${group}/${type}/{name}/${verb}`,
    versions,
    action: `${type}/${verb}/action`,
    handler,
  };
}

/** How a kubeconfig is had of ARM, for either kind of cluster. */
export const CREDENTIAL_ROUTES: readonly Route[] = [
  route(AKS, "listClusterUserCredential", CLUSTER_VERSIONS, userOfAks),
  route(AKS, "listClusterAdminCredential", CLUSTER_VERSIONS, adminOfAks),
  route(ARC, "listClusterUserCredential", ["2021-10-01", "2024-01-01"], userOfArc),
];
