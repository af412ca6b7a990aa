import { z } from "zod";
import type { Resource } from "../../types.ts";
import {
  type GoogleCall,
  type GoogleHandler,
  type GoogleRoute,
  googleBody,
  projectOf,
  recordEffect,
} from "../call.ts";
import { GoogleError, invalidArgument } from "../errors.ts";
import { beginLongRunning, longRunning } from "../lro.ts";
import { paged } from "../paging.ts";
import { changed, fullName, identifiersOf, rowAt, rowOf, rowsBelow } from "../rows.ts";

export const POOLS = "/v1/projects/{project}/locations/global/workloadIdentityPools";

const Pool = z.object({
  displayName: z.string().max(32).optional(),
  description: z.string().max(256).optional(),
  disabled: z.boolean().optional(),
});

/** How IAM names a pool in its answers: by the project's number. */
export function poolName(project: Resource, id: string): string {
  return `projects/${identifiersOf(project).number}/locations/global/workloadIdentityPools/${id}`;
}

/**
 * The pool that a path names, deleted or not.
 * @throws GoogleError 404
 */
export function poolOf(call: GoogleCall): Resource {
  const { kernel, params } = call;
  const id = fullName.pool(projectOf(call).name, String(params.pool));
  const row = rowAt(kernel.store, "pool", id);
  if (row) return row;
  throw new GoogleError("NOT_FOUND", "Requested entity was not found.");
}

function shownPool(project: Resource, row: Resource): object {
  const { deleted, ...body } = row.body;
  return {
    name: poolName(project, row.name),
    ...body,
    state: deleted === true ? "DELETED" : "ACTIVE",
  };
}

/** Ids of pools and of providers: https://cloud.google.com/iam/docs/manage-workload-identity-pools-providers (as far as known). */
export function checkId(id: string | null, field: string): string {
  if (id !== null && /^[a-z0-9-]{4,32}$/.test(id) && !id.startsWith("gcp-")) return id;
  throw invalidArgument(
    `The ${field} ${id ?? ""} is invalid. It must be 4 to 32 characters of lower case letters, digits and dashes, and not begin with "gcp-".`,
    field,
  );
}

/** The fields of a body that an updateMask names; a mask may name a member of a member. */
export function maskedFields(
  query: URLSearchParams,
  body: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const mask = (query.get("updateMask") ?? "").split(",").filter(Boolean);
  if (mask.length === 0) throw invalidArgument("update_mask must not be empty.", "updateMask");
  const fields = mask.map((path) =>
    (path.split(".")[0] ?? "")
      .trim()
      .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
  );
  return Object.fromEntries(fields.map((name) => [name, body[name]]));
}

function begun(call: GoogleCall, row: Resource): object {
  const project = projectOf(call);
  return beginLongRunning(call, {
    service: "iam",
    below: `${poolName(project, row.name)}/operations`,
    metadata: {
      "@type": "type.googleapis.com/google.iam.v1.WorkloadIdentityPoolOperationMetadata",
    },
    response: {
      "@type": "type.googleapis.com/google.iam.v1.WorkloadIdentityPool",
      ...shownPool(project, row),
    },
  });
}

function stored(call: GoogleCall, row: Resource | ReturnType<typeof rowOf>, kind: string): object {
  const { store, clock } = call.kernel;
  return store.transaction(() => {
    recordEffect(call, row.id, kind);
    return begun(call, store.put(row, clock.now()));
  });
}

const create: GoogleHandler = (call) => {
  const { kernel, query } = call;
  const poolId = checkId(query.get("workloadIdentityPoolId"), "workload_identity_pool_id");
  const id = fullName.pool(projectOf(call).name, poolId);
  const pool = googleBody(Pool, call.body);
  if (rowAt(kernel.store, "pool", id)) {
    throw new GoogleError("ALREADY_EXISTS", "Requested entity already exists");
  }
  return stored(call, rowOf("pool", id, pool), "create");
};

const patch: GoogleHandler = (call) => {
  const pool = poolOf(call);
  const fields = maskedFields(call.query, googleBody(Pool, call.body));
  if (pool.body.deleted === true) throw deleted();
  return stored(call, { ...pool, ...changed(pool, fields) }, "update");
};

/** What was deleted stays for thirty days, keeps its name, and lets nobody in. */
const remove: GoogleHandler = (call) => {
  const pool = poolOf(call);
  return stored(call, { ...pool, ...changed(pool, { deleted: true }) }, "delete");
};

const undelete: GoogleHandler = (call) => {
  const pool = poolOf(call);
  return stored(call, { ...pool, ...changed(pool, { deleted: undefined }) }, "undelete");
};

export function deleted(): GoogleError {
  return new GoogleError("FAILED_PRECONDITION", "The resource is deleted; undelete it first.");
}

const list: GoogleHandler = (call) => {
  const project = projectOf(call);
  const below = `//iam.googleapis.com/projects/${project.name}/locations/global/workloadIdentityPools`;
  const rows = rowsBelow(call.kernel.store, "pool", below).filter(
    ({ body }) => body.deleted !== true || call.query.get("showDeleted") === "true",
  );
  const items = rows.map((row) => shownPool(project, row));
  return paged(call, "workloadIdentityPools", items);
};

/** Operations of a pool and of its providers. */
const operation: GoogleHandler = (call) =>
  longRunning(
    call,
    "iam",
    call.path.replace(
      /^\/v1\/projects\/[^/]+/,
      `projects/${identifiersOf(projectOf(call)).number}`,
    ),
  );

function route(
  method: GoogleRoute["method"],
  path: string,
  verb: string,
  permission: string | null,
  handler: GoogleHandler,
): GoogleRoute {
  return {
    ...{ method, path, handler, service: "iam", operation: `workloadIdentityPools.${verb}` },
    permission: permission === null ? null : `iam.workloadIdentityPools.${permission}`,
  };
}

/** Workload identity pools of IAM v1: https://cloud.google.com/iam/docs/reference/rest (as far as known). */
export const POOL_ROUTES: readonly GoogleRoute[] = [
  route("POST", POOLS, "create", "create", create),
  route("GET", POOLS, "list", "list", list),
  route("GET", `${POOLS}/{pool}`, "get", "get", (call) => shownPool(projectOf(call), poolOf(call))),
  route("PATCH", `${POOLS}/{pool}`, "patch", "update", patch),
  route("DELETE", `${POOLS}/{pool}`, "delete", "delete", remove),
  route("POST", `${POOLS}/{pool}:undelete`, "undelete", "undelete", undelete),
  route("GET", `${POOLS}/{pool}/operations/{operation}`, "operations.get", "get", operation),
  route(
    "GET",
    `${POOLS}/{pool}/providers/{provider}/operations/{operation}`,
    "providers.operations.get",
    "get",
    operation,
  ),
];
