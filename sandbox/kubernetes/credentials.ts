import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { stringify } from "yaml";
import type { Settings } from "../settings.ts";
import type { Kernel, Resource } from "../types.ts";

/** Below this path of the sandbox every cluster has its API server, behind its own id. */
export const SERVER_PATH = "/kubernetes";

/** The application that Entra's tokens for every AKS cluster are meant for: https://learn.microsoft.com/azure/aks/kubelogin-authentication */
const AKS_SERVER = "6dae42f8-4368-4678-94ff-3960e28e3630";
/** The public client by which the Azure CLI and kubelogin sign in to AKS; the same page has it. */
const AKS_CLIENT = "80faf920-1908-4b52-b5ef-a8e7bedfc67a";

export type SignInWith = "token" | "azure" | "exec";

/** The user whose token a kubeconfig holds. */
export function userOf({ resourceGroup, name }: Resource): string {
  return `clusterUser_${resourceGroup}_${name}`;
}

/** Each cluster's own token: worked out from a secret that is kept with the state. */
function tokenOf(settings: Settings, { id }: Resource): string {
  const secret = settings.keep("kubernetesSecret", () => randomBytes(32).toString("base64url"));
  return createHmac("sha256", secret).update(id.toLowerCase()).digest("hex");
}

/** Whether an Authorization header carries the cluster's token. */
export function isToken(
  settings: Settings,
  cluster: Resource,
  header: string | undefined,
): boolean {
  const given = /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
  if (given === undefined) return false;
  const wanted = Buffer.from(tokenOf(settings, cluster));
  const shown = Buffer.from(given);
  return wanted.length === shown.length && timingSafeEqual(wanted, shown);
}

/** A kubeconfig for the cluster as `listClusterUserCredential` gives it, in YAML, not yet in base64. */
export function kubeconfig(kernel: Kernel, cluster: Resource, signIn: SignInWith): string {
  const { name } = cluster;
  const user = userOf(cluster);
  const path = cluster.id.split("/").map(encodeURIComponent).join("/");
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name,
        cluster: {
          "certificate-authority-data": Buffer.from(kernel.authority).toString("base64"),
          server: `${kernel.origin}${SERVER_PATH}${path}`,
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user } }],
    "current-context": name,
    preferences: {},
    users: [{ name: user, user: USERS[signIn](kernel, cluster) }],
  });
}

/** How the user of a kubeconfig signs in. Entra's users have no token of their own in it. */
const USERS: Record<SignInWith, (kernel: Kernel, cluster: Resource) => object> = {
  token: (kernel, cluster) => ({ token: tokenOf(kernel.settings, cluster) }),
  azure: ({ tenantId }) => ({
    "auth-provider": {
      name: "azure",
      config: {
        "apiserver-id": AKS_SERVER,
        "client-id": AKS_CLIENT,
        "config-mode": "1",
        environment: "AzurePublicCloud",
        "tenant-id": tenantId,
      },
    },
  }),
  exec: ({ tenantId }) => ({
    exec: {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: "kubelogin",
      args: [
        ...["get-token", "--environment", "AzurePublicCloud", "--server-id", AKS_SERVER],
        ...["--client-id", AKS_CLIENT, "--tenant-id", tenantId, "--login", "devicecode"],
      ],
      env: null,
      provideClusterInfo: false,
    },
  }),
};
