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
  /** By lower-cased scope: an estate has thousands, and each of its clusters asks. */
  byScope: ReadonlyMap<string, readonly WorkspaceAssignment[]>;
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
    select: { scope: true, policyDefinitionId: true, document: true },
    orderBy: { id: "asc" },
  });
  return {
    byScope: Map.groupBy<string, WorkspaceAssignment>(rows, ({ scope }) => scope),
    places: await placesOf(subscriptionIds),
  };
}

/** The workspace for a cluster's sensor: the assigned one, else the default one of the region. */
export function chooseWorkspace(
  { byScope, places }: AssignedWorkspaces,
  { kind, subscriptionId, resourceGroup, region }: ClusterPlace,
): ChosenWorkspace {
  const groups = places.get(subscriptionId)?.managementGroups ?? [];
  const subscription = `/subscriptions/${subscriptionId}`;
  const scopes = [
    `${subscription}/resourcegroups/${resourceGroup}`,
    subscription,
    ...groups.map(managementGroupScope),
  ];
  const reaching = scopes.flatMap((scope) => byScope.get(scope) ?? []);
  const id = assignedAt(scopes, SENSOR_POLICIES[kind], reaching);
  return id
    ? { id, kind: "assigned" }
    : { id: defaultWorkspace(subscriptionId, region).id, kind: "default" };
}
