import type { Person } from "../access/model.ts";
import type { AzureCloud } from "../cloud/cloud.ts";
import {
  assignedWorkspaces,
  type ChosenWorkspace,
  type ClusterPlace,
  chooseWorkspace,
} from "../workspaces/choose.ts";
import { ensureDefaultWorkspace } from "../workspaces/ensure.ts";
import { defaultWorkspace } from "../workspaces/model.ts";
import type { Options } from "./model.ts";

export type WorkspaceOfFix = Omit<ChosenWorkspace, "kind"> & {
  kind: ChosenWorkspace["kind"] | "chosen";
};

/** Which workspace the sensors of these places would report to: the one that the person chose goes first. */
export async function workspacesOf(
  places: readonly ClusterPlace[],
  options: Options,
): Promise<(place: ClusterPlace) => WorkspaceOfFix> {
  const { workspaceId } = options;
  if (workspaceId) return () => ({ id: workspaceId, kind: "chosen" });
  const assigned = await assignedWorkspaces([
    ...new Set(places.map(({ subscriptionId }) => subscriptionId)),
  ]);
  return (place) => chooseWorkspace(assigned, place);
}

/** The workspace for one cluster's sensor. A default one is there afterwards; others are somebody's choice, and
 * Azure says if they can't be used. */
export async function readyWorkspace(
  cloud: AzureCloud,
  place: ClusterPlace,
  options: Options,
  context: { person: Person; correlationId: string },
): Promise<{ id: string } | { againInSeconds: number }> {
  const chosen = (await workspacesOf([place], options))(place);
  const workspace = defaultWorkspace(place.subscriptionId, place.region);
  // Chosen or assigned, the default one may be missing as well.
  if (chosen.id.toLowerCase() !== workspace.id.toLowerCase()) return { id: chosen.id };
  const ready = await ensureDefaultWorkspace(cloud, workspace, context);
  return ready === "done" ? { id: chosen.id } : { againInSeconds: ready.askAgainInSeconds };
}
