import { accept } from "../../arm/accept.ts";
import { listOf } from "../../arm/list.ts";
import { bodyAs } from "../../arm/parse.ts";
import type { Route } from "../../arm/route.ts";
import { ArmError, type ArmRequest, type Body, type Handler, type Resource } from "../../types.ts";
import { bodyAfter, patchedBody } from "./next-assignment.ts";
import {
  AssignmentBody,
  AssignmentPatch,
  POLICY_ASSIGNMENT_TYPE,
  storedAssignment,
} from "./policy-assignment.ts";
import { refuseNonsense } from "./refuse-assignment.ts";
import { equalsIn, placeOfScope, reachOf, requireScope, resourcesAt } from "./scoped.ts";

const SHOWN_TYPE = "Microsoft.Authorization/policyAssignments";
const versions = ["2021-06-01", "2022-06-01", "2023-04-01", "2024-04-01", "2024-05-01"];
const READ = `${SHOWN_TYPE}/read`;
const WRITE = `${SHOWN_TYPE}/write`;
const DELETE = `${SHOWN_TYPE}/delete`;

/** Assignments above, at and below the scope of the call, unless `$filter` says otherwise. */
const list: Handler = (request) => {
  const filter = request.query.get("$filter");
  const definition = equalsIn(filter, "policyDefinitionId");
  const { store } = request.kernel;
  const found = resourcesAt(
    store,
    POLICY_ASSIGNMENT_TYPE,
    scopeOf(request),
    reachOf(filter),
  ).filter(
    (assignment) =>
      definition === undefined ||
      storedAssignment(assignment).properties.policyDefinitionId.toLowerCase() === definition,
  );
  return listOf(request, found, shape);
};

const get: Handler = (request) => ({ status: 200, body: shape(assignmentOf(request)) });

const put: Handler = (request) => {
  const sent = bodyAs(AssignmentBody, request.body);
  requireScope(request.kernel, scopeOf(request));
  refuseNonsense(String(request.params.name), scopeOf(request), sent);
  const before = request.kernel.store.get(idOf(request));
  const stored = write(request, before, "put", bodyAfter(request, sent, before));
  return { status: 201, body: shape(stored) };
};

const patch: Handler = (request) => {
  const before = assignmentOf(request);
  const change = bodyAs(AssignmentPatch, request.body);
  const stored = write(request, before, "patch", patchedBody(request, change, before));
  return { status: 200, body: shape(stored) };
};

/** The roles that its identity was given stay behind, without anybody to hold them, as in Azure. */
const remove: Handler = (request) => {
  const assignment = request.kernel.store.get(idOf(request));
  if (!assignment) return { status: 204 };
  accept(request, { kind: "delete", resourceId: assignment.id }, () =>
    request.kernel.store.delete(assignment.id),
  );
  return { status: 200, body: shape(assignment) };
};

function write(
  request: ArmRequest,
  before: Resource | undefined,
  kind: "put" | "patch",
  body: Body,
): Resource {
  const { kernel, params } = request;
  const id = before?.id ?? idOf(request);
  const resource = {
    id,
    type: POLICY_ASSIGNMENT_TYPE,
    name: before?.name ?? String(params.name),
    ...placeOfScope(id),
    ...(typeof body.location === "string" && { location: body.location }),
    body,
  };
  return accept(request, { kind, resourceId: id }, () => {
    const stored = kernel.store.put(resource, kernel.clock.now());
    kernel.provisioning.assignmentChanged(stored);
    return stored;
  });
}

function assignmentOf(request: ArmRequest): Resource {
  const found = request.kernel.store.get(idOf(request));
  if (found) return found;
  throw new ArmError(
    404,
    "PolicyAssignmentNotFound",
    `The policy assignment '${request.params.name}' is not found.`,
  );
}

function scopeOf({ params }: ArmRequest): string {
  return params.scope ?? "";
}

function idOf(request: ArmRequest): string {
  return `${scopeOf(request)}/providers/${SHOWN_TYPE}/${request.params.name}`;
}

function shape({ id, name, body }: Resource): object {
  return { id, type: SHOWN_TYPE, name, ...body };
}

const all = `{scope*}/providers/${SHOWN_TYPE}`;
const one = `${all}/{name}`;

export const POLICY_ASSIGNMENT_ROUTES: readonly Route[] = [
  { method: "GET", path: all, versions, action: READ, handler: list },
  { method: "GET", path: one, versions, action: READ, handler: get },
  { method: "PUT", path: one, versions, action: WRITE, handler: put },
  { method: "PATCH", path: one, versions, action: WRITE, handler: patch },
  { method: "DELETE", path: one, versions, action: DELETE, handler: remove },
];
