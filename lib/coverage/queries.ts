import type { Person } from "../access/model.ts";
import { seesWhole } from "../access/scope.ts";
import { installedOn } from "../inventory/installed.ts";
import type { Installed } from "../inventory/model.ts";

/** What is on the clusters of the subscription, by kind; null unless the person sees all of them. */
export async function clustersByKind(
  person: Person,
  subscriptionId: string,
): Promise<Installed | null> {
  return (await seesWhole(person, subscriptionId)) ? installedOn(subscriptionId) : null;
}
