import type { Person } from "../access/model.ts";
import type { AzureCloud } from "../cloud/cloud.ts";
import { CloudFault } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import { db } from "../db/client.ts";
import {
  type ChecklistItem,
  checklistOf,
  type PrivateLinkReadings,
  type Reading,
  scopeFor,
} from "./checklist.ts";
import type { NetworkCluster } from "./clusters.ts";

/** A scope with more approved endpoints than these serves more networks than anybody reads about. */
const ENDPOINTS_MAX = 20;

export interface PrivateLinkChecklist {
  workspaceId: string | null;
  /** Name of the scope that was judged. */
  scope: string | null;
  items: ChecklistItem[];
}

/** Reads a cluster's private link from Azure, in the person's own name, and judges the four conditions. */
export async function privateLinkChecklist(
  person: Person,
  cluster: NetworkCluster,
): Promise<PrivateLinkChecklist> {
  const cloud = cloudFor({ kind: "person", id: person.id, homeAccountId: person.homeAccountId });
  const readings = await readingsOf(cloud, cluster);
  return {
    workspaceId: readings.workspaceId,
    scope: scopeFor(readings)?.name ?? null,
    items: checklistOf(readings),
  };
}

async function readingsOf(
  cloud: AzureCloud,
  { id, armId, kind, name, subscriptionId }: NetworkCluster,
): Promise<PrivateLinkReadings> {
  const monitoring = await read(`the cluster ${name}`, () => cloud.monitoring(armId));
  const insights = monitoring.ok ? monitoring.value.workspaceId : null;
  const workspaceId = (insights ?? (await sensorWorkspace(id)))?.toLowerCase() ?? null;
  const subscriptions = new Set([subscriptionId, workspaceId?.split("/")[2] ?? subscriptionId]);
  const scopes = await Promise.all(
    [...subscriptions].map((one) =>
      read(`the Private Link Scopes of subscription ${one}`, () => cloud.privateLinkScopes(one)),
    ),
  );
  const approved = (scopeFor({ scopes, workspaceId })?.connections ?? [])
    .filter(({ status }) => status === "Approved")
    .slice(0, ENDPOINTS_MAX);
  const endpoints = await Promise.all(
    approved.map(({ endpointId }) =>
      read(`the private endpoint ${endpointId}`, () => cloud.privateEndpoint(endpointId)),
    ),
  );
  return { kind, monitoring, workspaceId, scopes, endpoints };
}

/** What the last discovery saw the sensor report to. */
async function sensorWorkspace(clusterId: string): Promise<string | null> {
  const found = await db().cluster.findUnique({
    where: { id: clusterId },
    select: { sensorWorkspaceId: true },
  });
  return found?.sensorWorkspaceId ?? null;
}

/** A cloud's "no" is a finding here: one right that is missing hides one item, not the others. */
async function read<T>(of: string, ask: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    if (error instanceof CloudFault) return { ok: false, fault: error.record(), of };
    throw error;
  }
}
