import { randomUUID } from "node:crypto";
import { runningElsewhere } from "../../kubernetes/elsewhere.ts";
import type { Body, Kernel, Resource } from "../../types.ts";
import type { ConnectedBody } from "./connected-cluster.ts";

/** Written by the agents or by Azure; what a client sends in them is passed over. */
const READ_ONLY: ReadonlySet<string> = new Set([
  ...["kubernetesVersion", "totalNodeCount", "totalCoreCount", "agentVersion", "offering"],
  ...["provisioningState", "connectivityStatus", "lastConnectivityTime"],
  ...["managedIdentityCertificateExpirationTime", "miscellaneousProperties"],
]);

/** A certificate of the agents is good for so long. */
const CERTIFICATE_MS = 90 * 86_400_000;

/** What the agents of a cluster say of it when they first report, where nothing else is known of it. */
const USUAL_REPORT = {
  kubernetesVersion: "1.30.6",
  agentVersion: "1.21.10",
  totalNodeCount: 3,
  totalCoreCount: 12,
  offering: "",
};

const CORES_OF_A_NODE = 4;

/** The agents of a cluster of another cloud that is in the sandbox tell of that one. */
function firstReport(kernel: Kernel, { tags }: ConnectedBody): Body {
  const running = runningElsewhere(kernel, tags?.ms_defender_cluster_id ?? "");
  if (!running) return USUAL_REPORT;
  const { version, nodes } = running;
  return {
    ...USUAL_REPORT,
    kubernetesVersion: version,
    totalNodeCount: nodes.length,
    totalCoreCount: nodes.length * CORES_OF_A_NODE,
  };
}

/**
 * What a PUT makes of a connected cluster, while it runs or once it has ended. A cluster with agents that are new,
 * which their key tells, is connected by it; otherwise the agents stay what they are, silent ones too.
 */
export function bodyAfter(
  kernel: Kernel,
  sent: ConnectedBody,
  before: Resource | undefined,
  provisioningState: "Accepted" | "Succeeded" | "Failed",
): Body {
  const { tenantId, clock } = kernel;
  const known = (before?.body.properties ?? {}) as Readonly<Record<string, unknown>>;
  const { principalId = randomUUID() } = (before?.body.identity ?? {}) as { principalId?: string };
  const connects = known.agentPublicKeyCertificate !== sent.properties.agentPublicKeyCertificate;
  return {
    location: sent.location,
    tags: sent.tags ?? {},
    identity: { type: sent.identity.type, principalId, tenantId },
    properties: {
      distribution: "generic",
      infrastructure: "generic",
      ...entriesOf(sent.properties, (name) => !READ_ONLY.has(name)),
      ...firstReport(kernel, sent),
      ...entriesOf(known, (name) => READ_ONLY.has(name)),
      ...(connects && connection(clock.now(), provisioningState === "Succeeded")),
      provisioningState,
    },
  };
}

function connection(now: number, hasReported: boolean): Body {
  if (!hasReported) return { connectivityStatus: "Connecting" };
  return {
    connectivityStatus: "Connected",
    lastConnectivityTime: new Date(now).toISOString(),
    managedIdentityCertificateExpirationTime: new Date(now + CERTIFICATE_MS).toISOString(),
  };
}

function entriesOf(members: Body, isWanted: (name: string) => boolean): Body {
  return Object.fromEntries(Object.entries(members).filter(([name]) => isWanted(name)));
}
