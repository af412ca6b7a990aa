import { parse } from "yaml";
import { z } from "zod";
import { CloudFault } from "../faults.ts";

/** How a cluster's API is opened: where it is, whom it must prove to be, and what we show it. */
export interface ApiAccess {
  server: URL;
  ca: string;
  token?: string | undefined;
  /** A client certificate and its key, as PEM. */
  certificate?: { cert: string; key: string } | undefined;
}

/** Access, or why a person must sign in by hand. */
export type Opened = { access: ApiAccess } | { byHand: string };

const Base64 = z.base64().transform((text) => Buffer.from(text, "base64").toString("utf8"));

/** What we read of a kubeconfig: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ (2026-11). */
const Kubeconfig = z.object({
  "current-context": z.string(),
  contexts: z.array(
    z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) }),
  ),
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.object({ server: z.url(), "certificate-authority-data": Base64.optional() }),
    }),
  ),
  users: z.array(
    z.object({
      name: z.string(),
      user: z.object({
        token: z.string().min(1).optional(),
        "client-certificate-data": Base64.optional(),
        "client-key-data": Base64.optional(),
        exec: z.object({ command: z.string() }).nullish(),
        "auth-provider": z.object({ name: z.string() }).nullish(),
      }),
    }),
  ),
});
type User = z.infer<typeof Kubeconfig>["users"][number]["user"];

/** Addresses that no cluster has and that a machine's own secrets are served on. */
const NEVER_A_CLUSTER = /^(169\.254\.|0\.|\[(fe80|::\]|::ffff:a9fe))/i;

/**
 * Opens the current context of a kubeconfig that Azure gave. Nothing of it is ever run: a plug-in that would sign
 * in is left to the person.
 * @throws CloudFault where it can't be read or leads nowhere that is safe
 */
export function openKubeconfig(text: string): Opened {
  const { cluster, user } = currentOf(text);
  const server = new URL(cluster.server);
  const ca = cluster["certificate-authority-data"];
  const plugin = user.exec?.command ?? user["auth-provider"]?.name;
  const certificate = certificateOf(user);
  // Nothing is sent anywhere then, so it does not matter where its address leads.
  if (!user.token && !certificate) {
    return { byHand: plugin ? signsInThrough(plugin) : WITHOUT_SECRET };
  }
  if (server.protocol !== "https:" || server.username || NEVER_A_CLUSTER.test(server.hostname)) {
    throw unusable(`Its kubeconfig names ${server.origin}, which is no address of a cluster.`);
  }
  if (!ca) throw unusable("Its kubeconfig does not say whose certificate its API server shows.");
  return { access: { server, ca, token: user.token, certificate } };
}

const WITHOUT_SECRET =
  "Azure gives no token for this cluster's API. Run the commands below by hand, with an account of the cluster.";

function signsInThrough(plugin: string): string {
  const name = plugin === "azure" ? "kubelogin" : plugin;
  return `This cluster signs in through ${name}, which the portal never runs. Run the commands below by hand.`;
}

function currentOf(text: string) {
  const parsed = Kubeconfig.safeParse(documentOf(text));
  if (!parsed.success) {
    throw unusable(`Its kubeconfig is not as expected: ${z.prettifyError(parsed.error)}`);
  }
  const { contexts, clusters, users, ...config } = parsed.data;
  const context = contexts.find(({ name }) => name === config["current-context"])?.context;
  const cluster = clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const user = users.find(({ name }) => name === context?.user)?.user;
  if (!cluster || !user) throw unusable("Its kubeconfig has no current context.");
  return { cluster, user };
}

function documentOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // The parser's words would quote the text, which has a secret in it.
    throw unusable("Its kubeconfig is no YAML.");
  }
}

function certificateOf(user: User): ApiAccess["certificate"] {
  const { "client-certificate-data": cert, "client-key-data": key } = user;
  return cert && key ? { cert, key } : undefined;
}

function unusable(message: string): CloudFault {
  return new CloudFault({
    kind: "rejected",
    code: "UnusableKubeconfig",
    message,
    status: 0,
    requestId: null,
  });
}
