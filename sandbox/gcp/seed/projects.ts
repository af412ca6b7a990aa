import type { Settings } from "../../settings.ts";
import type { NewResource } from "../../types.ts";
import { fullName, rowOf } from "../rows.ts";
import { ownerToken } from "../tokens.ts";

export interface ProjectRow {
  projectId: string;
  number: string;
  displayName: string;
  /** Who owns it, as IAM writes members. */
  owner: string;
  /** Services that are enabled, without `.googleapis.com`. */
  services: readonly string[];
}

const ORGANIZATION = "558899001122";
/** What the console enables on a project in which somebody makes clusters. */
const USUAL = ["compute", "container", "logging", "monitoring", "pubsub", "storage"];

/** The projects of Northwind Harbour: what sails, and where people try things. */
export const GCP_PROJECTS: readonly ProjectRow[] = [
  {
    projectId: "nwh-shipping-prod",
    number: "104857600001",
    displayName: "Shipping production",
    owner: "user:shipping.cloud@northwind.example",
    services: [...USUAL, "artifactregistry", "cloudresourcemanager", "iam"],
  },
  {
    projectId: "nwh-sandbox-lab",
    number: "104857600002",
    displayName: "Sandbox lab",
    owner: "user:lab.cloud@northwind.example",
    services: [...USUAL, "cloudresourcemanager", "iam"],
  },
];

/**
 * The organisation and its projects as they are when nobody has connected anything. The first project's owner may
 * give roles for the whole organisation.
 */
export function* projectResources(now: number): Iterable<NewResource> {
  const owners = GCP_PROJECTS.map(({ owner }) => owner);
  const administrators = owners.slice(0, 1);
  yield rowOf("organization", fullName.organization(ORGANIZATION), {
    displayName: "northwind.example",
    customerId: "C03nwh1x7",
    policy: {
      bindings: [
        { role: "roles/resourcemanager.organizationViewer", members: owners },
        { role: "roles/resourcemanager.organizationAdmin", members: administrators },
        { role: "roles/iam.organizationRoleAdmin", members: administrators },
      ],
    },
  });
  for (const { projectId, number, displayName, owner, services } of GCP_PROJECTS) {
    yield rowOf("project", fullName.project(projectId), {
      ...{ number, displayName, organization: ORGANIZATION },
      services: Object.fromEntries(services.map((name) => [`${name}.googleapis.com`, now])),
      policy: { bindings: [{ role: "roles/owner", members: [owner] }] },
    });
  }
}

/** A project and its owner's token, as sandbox.json tells it. */
export interface ProjectOwner {
  projectId: string;
  projectNumber: string;
  name: string;
  accessToken: string;
}

/** The owners' tokens, which never expire; a new estate leaves them as they are. */
export function projectOwners(settings: Settings): ProjectOwner[] {
  return GCP_PROJECTS.map(({ projectId, number, displayName, owner }) => ({
    projectId,
    projectNumber: number,
    name: displayName,
    accessToken: ownerToken({ settings }, { name: owner }),
  }));
}
