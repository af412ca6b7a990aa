import { z } from "zod";
import type { PodReading } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import { openKubeconfig } from "../kubernetes/kubeconfig.ts";
import { podsIn } from "../kubernetes/pods.ts";
import type { Arm } from "./arm.ts";
import { clusterUrl } from "./clusters.ts";
import { connectedClusterUrl, isConnectedCluster } from "./connected-clusters.ts";
import { API } from "./versions.ts";

const Credentials = z.object({
  kubeconfigs: z.array(z.object({ name: z.string(), value: z.base64() })).nullish(),
});

/**
 * The pods of a cluster's namespaces, read from its own API with the kubeconfig that Azure gives the actor. The
 * kubeconfig is kept nowhere.
 */
export async function podsOn(
  arm: Arm,
  armId: string,
  namespaces: readonly string[],
): Promise<PodReading> {
  const opened = openKubeconfig(await kubeconfig(arm, armId));
  if ("byHand" in opened) return opened;
  const lists = await Promise.all(namespaces.map((name) => podsIn(opened.access, name)));
  return { pods: lists.flat() };
}

/**
 * A connected cluster is asked for a kubeconfig with a token; where Azure has none to give, the person goes
 * through `az connectedk8s proxy`. On AKS, `exec` is the form of today for clusters that take Entra's users.
 */
async function kubeconfig(arm: Arm, armId: string): Promise<string> {
  const connected = isConnectedCluster(armId);
  const { path, values } = connected ? connectedClusterUrl(armId) : clusterUrl(armId);
  const answer = await arm.post({
    path: `${path}/listClusterUserCredential`,
    values,
    apiVersion: connected ? API.connectedClusters : API.managedClusters,
    ...(connected
      ? { body: { authenticationMethod: "Token", clientProxy: false } }
      : { query: { format: "exec" } }),
  });
  const [first] = Credentials.parse(answer.body).kubeconfigs ?? [];
  if (first) return Buffer.from(first.value, "base64").toString("utf8");
  throw new CloudFault({
    kind: "rejected",
    code: "NoKubeconfig",
    message: "Azure has no kubeconfig for this cluster.",
    status: answer.status,
    requestId: answer.requestId,
  });
}
