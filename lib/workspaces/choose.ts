import { managementGroupScope } from "../access/model.ts";
import { placesOf } from "../access/rights.ts";
import { db } from "../db/client.ts";
import { defaultWorkspace } from "./model.ts";

/** The built-in policy by which a workspace is assigned to the sensors of AKS clusters. */
const SENSOR_POLICY = "64def556-fbad-4622-930e-72d1d5589bf5";

export interface ChosenWorkspace {
  id: string;
  /** Assigned by Azure Policy, or the default one of the region, which is created when it is missing. */
  kind: "assigned" | "default";
}

/** The workspace for the sensors of each subscription that has one assigned, at its scope or above it. */
export async function assignedWorkspaces(subscriptionIds: string[]): Promise<Map<string, string>> {
  const rows = await db().policyAssignment.findMany({
    where: { policyDefinitionId: SENSOR_POLICY },
  });
  if (rows.length === 0) return new Map();
  const places = await placesOf(subscriptionIds);
  const found = new Map<string, string>();
  for (const [subscriptionId, { managementGroups }] of places) {
    // The nearest scope wins: the subscription itself, then its management groups from the bottom up.
    const scopes = [
      `/subscriptions/${subscriptionId}`,
      ...managementGroups.map(managementGroupScope),
    ];
    const workspace = scopes
      .flatMap((scope) => rows.filter(({ id }) => scopeOf(id) === scope))
      .map(({ document }) => workspaceIn(document))
      .find(Boolean);
    if (workspace) found.set(subscriptionId, workspace);
  }
  return found;
}

/** The workspace for a cluster's sensor: the assigned one, else the default one of the region. */
export function chooseWorkspace(
  assigned: ReadonlyMap<string, string>,
  subscriptionId: string,
  region: string,
): ChosenWorkspace {
  const id = assigned.get(subscriptionId);
  return id
    ? { id, kind: "assigned" }
    : { id: defaultWorkspace(subscriptionId, region).id, kind: "default" };
}

function workspaceIn(document: unknown): string | undefined {
  const { parameters } = document as { parameters?: Record<string, { value?: unknown }> | null };
  const value = parameters?.logAnalyticsWorkspaceResourceId?.value;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Where an assignment stands, lower-cased. */
function scopeOf(assignmentId: string): string {
  return assignmentId.slice(0, assignmentId.indexOf("/providers/microsoft.authorization/"));
}
