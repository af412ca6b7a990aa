import { z } from "zod";
import type { Resource } from "../../types.ts";
import {
  type GoogleCall,
  type GoogleHandler,
  type GoogleRoute,
  googleBody,
  recordEffect,
} from "../call.ts";
import { GoogleError, invalidArgument, notFound } from "../errors.ts";
import { organizationAt } from "../organization-at.ts";
import { paged } from "../paging.ts";
import { changed, fullName, rowAt, rowOf, rowsBelow } from "../rows.ts";
import { isGrantable, KNOWN_PERMISSIONS } from "./permissions.ts";
import { predefinedRoleNames, shownPredefinedRole } from "./predefined-roles.ts";

const Role = z.object({
  title: z.string().max(100).optional(),
  description: z.string().max(300).optional(),
  includedPermissions: z.array(z.string()).optional(),
  stage: z.enum(["ALPHA", "BETA", "GA", "DEPRECATED", "DISABLED", "EAP"]).optional(),
  etag: z.string().optional(),
});
const Create = z.object({ roleId: z.string(), role: Role.default({}) });

const Testable = z.object({
  pageSize: z.number().optional(),
  pageToken: z.string().optional(),
  fullResourceName: z.string().default("projects/"),
});

const nameOf = (row: Resource) => row.id.replace("//iam.googleapis.com/", "");
const etagOf = ({ etag }: Resource) => Buffer.from(etag.slice(0, 6)).toString("base64");

function shownRole(row: Resource, full = true): object {
  const { includedPermissions, ...rest } = row.body;
  return { name: nameOf(row), ...rest, ...(full && { includedPermissions }), etag: etagOf(row) };
}

/** What roles are made in: `projects/…` or `organizations/…`. */
function placeOf({ params, project }: GoogleCall): string {
  return project ? `projects/${project.name}` : `organizations/${params.organization}`;
}

function roleOf(call: GoogleCall): Resource {
  const { kernel, params } = call;
  const id = fullName.role(placeOf(call), String(params.role));
  const row = rowAt(kernel.store, "role", id);
  if (row) return row;
  throw notFound(`The role named ${id.replace("//iam.googleapis.com/", "")} was not found.`);
}

function checkPermissions(call: GoogleCall, permissions: readonly string[]): void {
  const place = placeOf(call);
  const wrong = permissions.find((permission) => !isGrantable(permission, place));
  if (wrong !== undefined) throw invalidArgument(`Permission ${wrong} is not valid.`);
}

const create: GoogleHandler = (call) => {
  const { kernel } = call;
  const { roleId, role } = googleBody(Create, call.body);
  const id = fullName.role(placeOf(call), roleId);
  if (!/^[a-zA-Z0-9_.]{3,64}$/.test(roleId)) {
    throw invalidArgument(
      `The role_id ${roleId} is invalid. It must be 3 to 64 characters of letters, digits, periods and underscores.`,
    );
  }
  const existing = rowAt(kernel.store, "role", id);
  if (existing?.body.deleted === true) {
    throw new GoogleError(
      "FAILED_PRECONDITION",
      `You can't create a role_id (${roleId}) which has been marked for deletion.`,
    );
  }
  if (existing) {
    const message = `A role named ${roleId} in ${placeOf(call)} already exists.`;
    throw new GoogleError("ALREADY_EXISTS", message);
  }
  const { includedPermissions = [], stage = "ALPHA", title, description } = role;
  checkPermissions(call, includedPermissions);
  const members = {
    title,
    description,
    includedPermissions: [...new Set(includedPermissions)].sort(),
  };
  const row = rowOf("role", id, { ...members, stage });
  return kernel.store.transaction(() => {
    recordEffect(call, id, "create");
    return shownRole(kernel.store.put(row, kernel.clock.now()));
  });
};

const patch: GoogleHandler = (call) => {
  const role = roleOf(call);
  const wanted = googleBody(Role, call.body);
  if (role.body.deleted === true) {
    throw new GoogleError(
      "FAILED_PRECONDITION",
      `You can't update the role ${nameOf(role)} because it has been marked for deletion.`,
    );
  }
  if (wanted.etag !== undefined && wanted.etag !== etagOf(role)) {
    throw new GoogleError(
      "ABORTED",
      "There were concurrent role changes. Please retry the whole read-modify-write.",
    );
  }
  checkPermissions(call, wanted.includedPermissions ?? []);
  const { etag: _, ...members } = wanted;
  const mask = (call.query.get("updateMask") ?? "").split(",").filter(Boolean).map(camelCase);
  const fields = Object.entries(members).filter(
    ([name]) => mask.length === 0 || mask.includes(name),
  );
  return stored(call, role, Object.fromEntries(fields), "update");
};

function camelCase(field: string): string {
  return field.trim().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function stored(call: GoogleCall, role: Resource, members: object, kind: string): object {
  const { store, clock } = call.kernel;
  return store.transaction(() => {
    recordEffect(call, role.id, kind);
    return shownRole(store.put(changed(role, { ...members }), clock.now()));
  });
}

/** A deleted role stays for a week, and its name with it. */
const remove: GoogleHandler = (call) => stored(call, roleOf(call), { deleted: true }, "delete");

const undelete: GoogleHandler = (call) => {
  const role = roleOf(call);
  if (role.body.deleted !== true) {
    throw new GoogleError(
      "FAILED_PRECONDITION",
      `You can't undelete the role ${nameOf(role)} because it is not deleted.`,
    );
  }
  return stored(call, role, { deleted: undefined }, "undelete");
};

const list: GoogleHandler = (call) => {
  const { query, kernel } = call;
  const below = `//iam.googleapis.com/${placeOf(call)}/roles`;
  const rows = rowsBelow(kernel.store, "role", below).filter(
    ({ body }) => body.deleted !== true || query.get("showDeleted") === "true",
  );
  const full = query.get("view") === "FULL";
  return paged(
    call,
    "roles",
    rows.map((row) => shownRole(row, full)),
  );
};

const predefined: GoogleHandler = ({ params }) => {
  const name = `roles/${params.role}`;
  const shown = shownPredefinedRole(name);
  if (shown) return shown;
  throw notFound(`The role named ${name} was not found.`);
};

const allPredefined: GoogleHandler = (call) =>
  paged(
    call,
    "roles",
    predefinedRoleNames().flatMap((name) => shownPredefinedRole(name) ?? []),
    300,
  );

/** What a custom role may hold; gcloud asks before it makes one. */
const testable: GoogleHandler = (call) => {
  const { pageSize = 1000, pageToken, fullResourceName } = googleBody(Testable, call.body);
  const place = fullResourceName.replace("//cloudresourcemanager.googleapis.com/", "");
  const query = new URLSearchParams({ pageSize: String(pageSize), pageToken: pageToken ?? "" });
  const items = KNOWN_PERMISSIONS.map((name) => ({
    name,
    stage: "GA",
    ...(!isGrantable(name, place) && { customRolesSupportLevel: "NOT_SUPPORTED" }),
  }));
  return paged({ ...call, query }, "permissions", items);
};

function route(
  method: GoogleRoute["method"],
  path: string,
  verb: string,
  permission: string | null,
  handler: GoogleHandler,
): GoogleRoute {
  return {
    ...{ method, path, handler, operation: `roles.${verb}`, service: "iam" },
    permission: permission === null ? null : `iam.roles.${permission}`,
    resource: organizationAt,
  };
}

const routesBelow = (base: string) => [
  route("POST", base, "create", "create", create),
  route("GET", base, "list", "list", list),
  route("GET", `${base}/{role}`, "get", "get", (call) => shownRole(roleOf(call))),
  route("PATCH", `${base}/{role}`, "patch", "update", patch),
  route("DELETE", `${base}/{role}`, "delete", "delete", remove),
  route("POST", `${base}/{role}:undelete`, "undelete", "undelete", undelete),
];

/** Roles of IAM v1: https://cloud.google.com/iam/docs/reference/rest/v1/projects.roles (as far as known). */
export const ROLE_ROUTES: readonly GoogleRoute[] = [
  ...routesBelow("/v1/projects/{project}/roles"),
  ...routesBelow("/v1/organizations/{organization}/roles"),
  route("GET", "/v1/roles", "list", null, allPredefined),
  route("GET", "/v1/roles/{role}", "get", null, predefined),
  route(
    "POST",
    "/v1/permissions:queryTestablePermissions",
    "queryTestablePermissions",
    null,
    testable,
  ),
];
