import type { ClusterWish } from "../cloud/cloud.ts";
import { storedAccess } from "../connectors/access.ts";
import type { RecommendationId } from "../recommendations/catalog.ts";
import { needsRole, type Verb, wishOf } from "./catalog.ts";
import type { Options } from "./model.ts";

/** What a verb asks of a cluster, with what only its connector knows; the workspace is in the options, where one is needed. */
export async function askedOf(
  verb: Verb,
  id: RecommendationId,
  options: Options,
  connectorId: string | null,
): Promise<ClusterWish> {
  if (!connectorId || !needsRole(verb, id)) return wishOf(verb, id, options);
  const access = await storedAccess(connectorId);
  return wishOf(verb, id, { ...options, roleArn: access?.agentlessRoleArn });
}
