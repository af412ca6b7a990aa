import type {
  MonitoringFacts,
  PrivateEndpointFacts,
  PrivateLinkScopeFacts,
} from "../cloud/cloud.ts";
import type { FaultRecord } from "../cloud/faults.ts";

/** What could be read, or why it could not. */
export type Reading<T> = { ok: true; value: T } | { ok: false; fault: FaultRecord; of: string };

/** Everything that the checklist is judged by. */
export interface PrivateLinkReadings {
  kind: string;
  monitoring: Reading<MonitoringFacts>;
  /** The workspace of Container insights, else that of the sensor; lower-cased. */
  workspaceId: string | null;
  /** One reading a subscription: of the cluster, and of the workspace. */
  scopes: Reading<PrivateLinkScopeFacts[]>[];
  endpoints: Reading<PrivateEndpointFacts>[];
}

export interface ChecklistItem {
  title: string;
  state: "met" | "notMet" | "unknown";
  words: string;
}

/**
 * The private DNS zones of Azure Monitor's private link, without the part that differs by cloud.
 * Source: https://learn.microsoft.com/azure/azure-monitor/logs/private-link-configure (2026-06).
 */
const ZONES = [
  "privatelink.monitor.azure.",
  "privatelink.oms.opinsights.azure.",
  "privatelink.ods.opinsights.azure.",
  "privatelink.agentsvc.azure-automation.",
  "privatelink.blob.core.",
];

/** The article's four conditions for a cluster whose events go out by a Private Link Scope. */
export function checklistOf(readings: PrivateLinkReadings): ChecklistItem[] {
  const scope = scopeFor(readings);
  return [
    {
      title: "The cluster has Container insights with a Log Analytics workspace",
      ...insights(readings.monitoring),
    },
    {
      title: "The scope's query and ingestion access modes are Open",
      ...(scope ? modes(scope) : withoutScope(readings)),
    },
    {
      title: "The cluster's workspace is a resource of the scope",
      ...(scope ? linked(scope, readings) : withoutScope(readings)),
    },
    {
      title:
        "A private endpoint leads from the cluster's virtual network to the scope, with private DNS zones",
      ...(scope ? endpoint(scope, readings) : withoutScope(readings)),
    },
  ];
}

/** The scope that the cluster would use: the one of its workspace, else the one that somebody connects to. */
export function scopeFor({
  scopes,
  workspaceId,
}: Pick<PrivateLinkReadings, "scopes" | "workspaceId">): PrivateLinkScopeFacts | null {
  const all = scopes.flatMap((reading) => (reading.ok ? reading.value : []));
  return (
    all.find(({ linkedIds }) => workspaceId !== null && linkedIds.includes(workspaceId)) ??
    all.find(({ connections }) => connections.length > 0) ??
    all[0] ??
    null
  );
}

type Judged = Omit<ChecklistItem, "title">;
const met = (words: string): Judged => ({ state: "met", words });
const notMet = (words: string): Judged => ({ state: "notMet", words });
const unknown = (words: string): Judged => ({ state: "unknown", words });

function insights(reading: Reading<MonitoringFacts>): Judged {
  if (!reading.ok) return unknown(unread(reading));
  const { enabled, workspaceId } = reading.value;
  if (enabled && workspaceId) return met(`It sends to ${nameOf(workspaceId)}.`);
  if (enabled) return notMet("Container insights is on, and has no Log Analytics workspace.");
  return notMet("Container insights is off. Turn it on with the workspace that the scope holds.");
}

function withoutScope({ scopes }: PrivateLinkReadings): Judged {
  const failed = scopes.find((reading) => !reading.ok);
  return failed && !failed.ok
    ? unknown(unread(failed))
    : notMet(
        "There is no Azure Monitor Private Link Scope in the subscriptions of the cluster and its workspace.",
      );
}

function modes({ name, queryAccess, ingestionAccess }: PrivateLinkScopeFacts): Judged {
  if (queryAccess === "Open" && ingestionAccess === "Open") return met(`Both are Open on ${name}.`);
  return notMet(
    `On ${name} query access is ${queryAccess} and ingestion access ${ingestionAccess}.`,
  );
}

function linked(
  scope: PrivateLinkScopeFacts,
  { workspaceId, monitoring }: PrivateLinkReadings,
): Judged {
  if (workspaceId === null) {
    return monitoring.ok
      ? notMet("The cluster has no workspace yet.")
      : unknown("The cluster's workspace could not be read.");
  }
  const name = nameOf(workspaceId);
  return scope.linkedIds.includes(workspaceId)
    ? met(`${name} is a resource of ${scope.name}.`)
    : notMet(`${name} is no resource of ${scope.name}. Add it there.`);
}

function endpoint(scope: PrivateLinkScopeFacts, readings: PrivateLinkReadings): Judged {
  const approved = scope.connections.filter(({ status }) => status === "Approved");
  if (approved.length === 0) {
    const [pending] = scope.connections;
    return notMet(
      pending
        ? `The connection of ${nameOf(pending.endpointId)} to ${scope.name} is ${pending.status}, not Approved.`
        : `No private endpoint connects to ${scope.name}.`,
    );
  }
  const failed = readings.endpoints.find((reading) => !reading.ok);
  const known = readings.endpoints.flatMap((reading) => (reading.ok ? reading.value : []));
  const near = known.filter((one) => isNear(one, readings.monitoring));
  if (near.length === 0) return farAway(known, failed, readings);
  const gaps = near.map((one) => ({ one, missing: missingZones(one) }));
  const whole = gaps.find(({ missing }) => missing.length === 0);
  if (whole)
    return met(`${whole.one.name} is in the cluster's virtual network, with all of its zones.`);
  const [best] = gaps.sort((a, b) => a.missing.length - b.missing.length);
  return notMet(
    `${best?.one.name} is in the cluster's virtual network, and its private DNS zones lack ${best?.missing.map((zone) => `${zone}*`).join(", ")}.`,
  );
}

function farAway(
  known: PrivateEndpointFacts[],
  failed: PrivateLinkReadings["endpoints"][number] | undefined,
  { kind, monitoring }: PrivateLinkReadings,
): Judged {
  if (failed && !failed.ok) return unknown(unread(failed));
  if (!monitoring.ok) return unknown(unread(monitoring));
  if (kind !== "aks") {
    return unknown(
      `The cluster's network is not one of Azure's, so it can't be read which one it is. Check from the cluster that ${known.map(({ name }) => name).join(", ")} can be reached.`,
    );
  }
  return notMet(
    `${known.map(({ name, networkId }) => `${name} is in ${nameOf(networkId)}`).join("; ")}, and the cluster is in another virtual network. One that is peered with it, with the zones linked to both, serves as well.`,
  );
}

/** In one of the networks of the cluster's pools, or in the one that AKS made beside the nodes. */
function isNear(
  { networkId }: PrivateEndpointFacts,
  monitoring: Reading<MonitoringFacts>,
): boolean {
  if (!monitoring.ok) return false;
  const { networks, nodeGroupId } = monitoring.value;
  if (networks.length > 0) return networks.includes(networkId);
  return nodeGroupId !== null && networkId.startsWith(`${nodeGroupId}/`);
}

function missingZones({ zones }: PrivateEndpointFacts): string[] {
  return ZONES.filter((zone) => !zones.some((name) => name.startsWith(zone)));
}

/** Why something could not be read; where a right is missing, which role carries it. */
function unread({ fault, of }: { fault: FaultRecord; of: string }): string {
  return fault.kind === "forbidden"
    ? `You may not read ${of}: you need the role Reader there. Azure says: ${fault.message}`
    : `${of} could not be read. Azure says: ${fault.message}`;
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}
