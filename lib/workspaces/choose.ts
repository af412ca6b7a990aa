import { managementGroupScope, type Place } from "../access/model.ts";
import { placesOf } from "../access/rights.ts";
import { db } from "../db/client.ts";
import {
  assignedAt,
  defaultWorkspace,
  SENSOR_POLICIES,
  type WorkspaceAssignment,
} from "./model.ts";

export interface ChosenWorkspace {
  id: string;
  /** Assigned by Azure Policy, or the default one of the region, which is created when it is missing. */
  kind: "assigned" | "default";
}

/** Where a cluster stands, and of which kind it is: each kind has a policy of its own. */
export interface ClusterPlace {
  kind: "aks" | "arc";
  subscriptionId: string;
  /** Lower-cased name. */
  resourceGroup: string;
  region: string;
}

/** The workspaces that policies assign, with where subscriptions stand in the tree. */
export interface AssignedWorkspaces {
  assignments: WorkspaceAssignment[];
  places: ReadonlyMap<string, Place>;
}

/** What Azure Policy assigns at, above and below these subscriptions. */
export async function assignedWorkspaces(
  subscriptionIds: readonly string[],
): Promise<AssignedWorkspaces> {
  const rows = await db().policyAssignment.findMany({
    where: {
      policyDefinitionId: { in: Object.values(SENSOR_POLICIES) },
      subscriptionId: { in: ["", ...subscriptionIds] },
    },
    orderBy: { id: "asc" },
  });
  return {
    assignments: rows.map(({ scope, policyDefinitionId, document }) => ({
      scope,
      policyDefinitionId,
      document,
    })),
    places: await placesOf(subscriptionIds),
  };
}

/** The workspace for a cluster's sensor: the assigned one, else the default one of the region. */
export function chooseWorkspace(
  { assignments, places }: AssignedWorkspaces,
  { kind, subscriptionId, resourceGroup, region }: ClusterPlace,
): ChosenWorkspace {
  const groups = places.get(subscriptionId)?.managementGroups ?? [];
  const subscription = `/subscriptions/${subscriptionId}`;
  const scopes = [
    `${subscription}/resourcegroups/${resourceGroup}`,
    subscription,
    ...groups.map(managementGroupScope),
  ];
  const id = assignedAt(scopes, SENSOR_POLICIES[kind], assignments);
  return id
    ? { id, kind: "assigned" }
    : { id: defaultWorkspace(subscriptionId, region).id, kind: "default" };
}
