import type { Resource } from "../../types.ts";
import { type GoogleHandler, type GoogleRoute, googleTime, projectOf } from "../call.ts";
import { permissionDenied } from "../denied.ts";
import { invalidArgument } from "../errors.ts";
import { holds } from "../iam/access.ts";
import { heldOf, setPolicy, shownPolicy } from "../iam/policy.ts";
import { paged } from "../paging.ts";
import { GOOGLE_TYPES, identifiersOf, rowAt } from "../rows.ts";

const GET = "resourcemanager.projects.get";

function shownV1(project: Resource): object {
  const { projectId, number } = identifiersOf(project);
  return {
    projectNumber: number,
    projectId,
    lifecycleState: "ACTIVE",
    name: project.body.displayName,
    createTime: googleTime(project.createdAt),
    parent: { type: "organization", id: project.body.organization },
  };
}

function shownV3(project: Resource): object {
  const { projectId, number } = identifiersOf(project);
  return {
    name: `projects/${number}`,
    parent: `organizations/${project.body.organization}`,
    projectId,
    state: "ACTIVE",
    displayName: project.body.displayName,
    createTime: googleTime(project.createdAt),
    updateTime: googleTime(project.createdAt),
    etag: `W/"${project.etag.slice(0, 16)}"`,
  };
}

/** Lists hold what the caller may get, and nothing of the others. */
function visible(show: (project: Resource) => object): GoogleHandler {
  return ({ kernel, member, query }) => {
    const filter = query.get("filter") ?? query.get("query") ?? "";
    const [, field, wanted] = /^(?:(id|projectId|name)[:=](\S+))?$/.exec(filter) ?? [];
    if (filter !== "" && field === undefined && !/lifecycleState:ACTIVE/i.test(filter)) {
      throw invalidArgument(`The sandbox does not know the filter ${filter}.`);
    }
    const projects = [...kernel.store.scan({ types: [GOOGLE_TYPES.project] })]
      .filter((project) => holds(kernel.store, member, GET, [project]))
      .filter(({ name, body }) => !wanted || [name, body.displayName].includes(wanted));
    return { projects: projects.map(show) };
  };
}

/** The projects directly below an organisation, for who may list them there. */
const ofParent: GoogleHandler = (call) => {
  const { kernel, member, query } = call;
  const parent = query.get("parent") ?? "";
  const row = rowAt(
    kernel.store,
    "organization",
    `//cloudresourcemanager.googleapis.com/${parent}`,
  );
  const permission = "resourcemanager.projects.list";
  if (!row || !holds(kernel.store, member, permission, [row])) {
    throw permissionDenied("cloudresourcemanager", permission, parent);
  }
  const projects = [...kernel.store.scan({ types: [GOOGLE_TYPES.project] })];
  const below = projects.filter(({ body }) => body.organization === row.name);
  return paged(call, "projects", below.map(shownV3));
};

const held: GoogleHandler = (call) =>
  heldOf(call, (permission) =>
    holds(call.kernel.store, call.member, permission, [projectOf(call)]),
  );

const route = (
  method: GoogleRoute["method"],
  path: string,
  operation: string,
  permission: string | null,
  handler: GoogleHandler,
): GoogleRoute => ({
  ...{ method, path, operation, permission, handler },
  service: "cloudresourcemanager",
});

const ofVersion = (version: "v1" | "v3", show: (project: Resource) => object) => [
  route("GET", `/${version}/projects/{project}`, "projects.get", GET, (call) =>
    show(projectOf(call)),
  ),
  route(
    "POST",
    `/${version}/projects/{project}:getIamPolicy`,
    "projects.getIamPolicy",
    "resourcemanager.projects.getIamPolicy",
    (call) => shownPolicy(projectOf(call)),
  ),
  route(
    "POST",
    `/${version}/projects/{project}:setIamPolicy`,
    "projects.setIamPolicy",
    "resourcemanager.projects.setIamPolicy",
    (call) => setPolicy(call, projectOf(call)),
  ),
  route(
    "POST",
    `/${version}/projects/{project}:testIamPermissions`,
    "projects.testIamPermissions",
    null,
    held,
  ),
];

/** Resource Manager v1 and v3: https://cloud.google.com/resource-manager/reference/rest (as far as known). */
export const PROJECT_ROUTES: readonly GoogleRoute[] = [
  ...ofVersion("v1", shownV1),
  ...ofVersion("v3", shownV3),
  route("GET", "/v1/projects", "projects.list", null, visible(shownV1)),
  route("GET", "/v3/projects:search", "projects.search", null, visible(shownV3)),
  route("GET", "/v3/projects", "projects.list", null, ofParent),
];
