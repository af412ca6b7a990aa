import type { Store } from "../store.ts";
import type { Body, NewResource, Resource } from "../types.ts";

/** The kinds of Google resources, as the sandbox's store tells them apart. */
export const GOOGLE_TYPES = {
  project: "gcp/project",
  organization: "gcp/organization",
  service: "gcp/service",
  serviceAccount: "gcp/service-account",
  role: "gcp/role",
  pool: "gcp/workload-identity-pool",
  provider: "gcp/workload-identity-provider",
  sink: "gcp/sink",
  topic: "gcp/topic",
  subscription: "gcp/subscription",
  cluster: "gcp/cluster",
  operation: "gcp/operation",
} as const;
export type GoogleType = keyof typeof GOOGLE_TYPES;

/** Full resource names, which are the rows' ids: https://cloud.google.com/apis/design/resource_names (as far as known). */
export const fullName = {
  project: (projectId: string) => `//cloudresourcemanager.googleapis.com/projects/${projectId}`,
  organization: (id: string) => `//cloudresourcemanager.googleapis.com/organizations/${id}`,
  service: (projectId: string, name: string) =>
    `//serviceusage.googleapis.com/projects/${projectId}/services/${name}`,
  serviceAccount: (projectId: string, email: string) =>
    `//iam.googleapis.com/projects/${projectId}/serviceAccounts/${email}`,
  /** @param place `projects/…` or `organizations/…` */
  role: (place: string, id: string) => `//iam.googleapis.com/${place}/roles/${id}`,
  pool: (projectId: string, id: string) =>
    `//iam.googleapis.com/projects/${projectId}/locations/global/workloadIdentityPools/${id}`,
  provider: (projectId: string, pool: string, id: string) =>
    `${fullName.pool(projectId, pool)}/providers/${id}`,
  sink: (projectId: string, id: string) =>
    `//logging.googleapis.com/projects/${projectId}/sinks/${id}`,
  topic: (projectId: string, id: string) =>
    `//pubsub.googleapis.com/projects/${projectId}/topics/${id}`,
  subscription: (projectId: string, id: string) =>
    `//pubsub.googleapis.com/projects/${projectId}/subscriptions/${id}`,
  cluster: (projectId: string, location: string, id: string) =>
    `//container.googleapis.com/projects/${projectId}/locations/${location}/clusters/${id}`,
  operation: (service: string, projectId: string, id: string) =>
    `//${service}.googleapis.com/projects/${projectId}/operations/${id}`,
};

/** The row with exactly this id; Google's names tell upper from lower case. */
export function rowAt(store: Store, type: GoogleType, id: string): Resource | undefined {
  const row = store.get(id);
  return row?.type === GOOGLE_TYPES[type] && row.id === id ? row : undefined;
}

/** All rows of a kind below an id, in the order of their names. */
export function rowsBelow(store: Store, type: GoogleType, below: string): Resource[] {
  return [...store.scan({ types: [GOOGLE_TYPES[type]], below })];
}

/** A row as the store takes it. */
export function rowOf(type: GoogleType, id: string, body: Body): NewResource {
  return { id, type: GOOGLE_TYPES[type], name: id.split("/").at(-1) ?? id, body };
}

/** A project by its id or its number. */
export function findProject(store: Store, idOrNumber: string): Resource | undefined {
  const byId = rowAt(store, "project", fullName.project(idOrNumber));
  if (byId || !/^\d+$/.test(idOrNumber)) return byId;
  return [...store.scan({ types: [GOOGLE_TYPES.project] })].find(
    ({ body }) => body.number === idOrNumber,
  );
}

/** The organisation that a project belongs to. */
export function organizationOf(store: Store, { body }: Resource): Resource | undefined {
  return rowAt(store, "organization", fullName.organization(String(body.organization)));
}

/** The id and the number of a project. */
export function identifiersOf(project: Resource): { projectId: string; number: string } {
  return { projectId: project.name, number: String(project.body.number) };
}

/** The same row with some of its members changed. */
export function changed(row: Resource, members: Body): NewResource {
  return { ...row, body: { ...row.body, ...members } };
}
