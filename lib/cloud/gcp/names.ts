import type { ConnectorAccess } from "../cloud.ts";
import { PORTAL_ACCOUNT } from "../connectors.ts";

/** E-mail address of the portal's service account. */
export function portalEmail({ projectId }: Pick<ConnectorAccess, "projectId">): string {
  return `${PORTAL_ACCOUNT.name}@${projectId}.iam.gserviceaccount.com`;
}

/** The provider, as Google's Security Token Service wants it named. */
export function providerOf({ hierarchyId }: Pick<ConnectorAccess, "hierarchyId">): string {
  return `//iam.googleapis.com/projects/${hierarchyId}/locations/global/workloadIdentityPools/${PORTAL_ACCOUNT.pool}/providers/${PORTAL_ACCOUNT.pool}`;
}

const CLUSTER_ID =
  /^\/\/container\.googleapis\.com\/projects\/([^/]+)\/locations\/([^/]+)\/clusters\/([^/]+)$/;

interface GkePlace {
  project: string;
  location: string;
  name: string;
}

function gkePlace(id: string): GkePlace {
  const [, project, location, name] = CLUSTER_ID.exec(id) ?? [];
  if (!(project && location && name)) throw new Error(`Not the id of a GKE cluster: ${id}`);
  return { project, location, name };
}

/** The full resource name of a GKE cluster, by which we know it. */
export function gkeId({ project, location, name }: GkePlace): string {
  return `//container.googleapis.com/projects/${project}/locations/${location}/clusters/${name}`;
}

/** A cluster as the Container API names it. Throws when the id is not that of one. */
export function gkeName(id: string): string {
  const { project, location, name } = gkePlace(id);
  return `projects/${project}/locations/${location}/clusters/${name}`;
}
