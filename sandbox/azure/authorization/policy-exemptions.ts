import { accept } from "../../arm/accept.ts";
import { authorizationFailed } from "../../arm/errors.ts";
import { listOf } from "../../arm/list.ts";
import { bodyAs } from "../../arm/parse.ts";
import type { Route } from "../../arm/route.ts";
import { ArmError, type ArmRequest, type Handler, type Resource } from "../../types.ts";
import { POLICY_ASSIGNMENT_TYPE, storedAssignment } from "./policy-assignment.ts";
import {
  EXEMPTION_TYPE,
  ExemptionBody,
  type ExemptionProperties,
  storedExemption,
} from "./policy-exemption.ts";
import {
  equalsIn,
  placeOfScope,
  reachOf,
  requireScope,
  resourcesAt,
  scopeAndAbove,
} from "./scoped.ts";

const SHOWN_TYPE = "Microsoft.Authorization/policyExemptions";
const versions = ["2020-07-01-preview", "2022-07-01-preview"];
const READ = `${SHOWN_TYPE}/read`;
const WRITE = `${SHOWN_TYPE}/write`;
const DELETE = `${SHOWN_TYPE}/delete`;
const EXEMPT = "Microsoft.Authorization/policyAssignments/exempt/action";

const list: Handler = (request) => {
  const { kernel, query, params } = request;
  const filter = query.get("$filter");
  const assignment = equalsIn(filter, "policyAssignmentId");
  const now = /excludeExpired\(\)/i.test(filter ?? "") ? kernel.clock.now() : 0;
  const found = resourcesAt(kernel.store, EXEMPTION_TYPE, params.scope ?? "", reachOf(filter));
  const wanted = found.filter((exemption) => {
    const { policyAssignmentId, expiresOn } = storedExemption(exemption);
    const alive = !expiresOn || Date.parse(expiresOn) > now;
    return alive && (assignment === undefined || policyAssignmentId.toLowerCase() === assignment);
  });
  return listOf(request, wanted, shape);
};

const get: Handler = (request) => {
  const found = request.kernel.store.get(idOf(request));
  if (found) return { status: 200, body: shape(found) };
  throw new ArmError(
    404,
    "PolicyExemptionNotFound",
    `The policy exemption '${request.params.name}' is not found.`,
  );
};

/** Needs the right to write exemptions here and to exempt from the assignment there. */
const put: Handler = (request) => {
  const { kernel, params } = request;
  const { properties } = bodyAs(ExemptionBody, request.body);
  requireScope(kernel, params.scope ?? "");
  const assignment = assignmentOf(request, properties);
  refuseOutside(request, assignment, properties);
  refuseWithoutRight(request, assignment);
  const before = kernel.store.get(idOf(request));
  const id = before?.id ?? idOf(request);
  const stored = accept(request, { kind: "put", resourceId: id }, () =>
    kernel.store.put(
      {
        id,
        type: EXEMPTION_TYPE,
        name: String(params.name),
        ...placeOfScope(id),
        body: { properties },
      },
      kernel.clock.now(),
    ),
  );
  return { status: before ? 200 : 201, body: shape(stored) };
};

const remove: Handler = (request) => {
  const exemption = request.kernel.store.get(idOf(request));
  if (!exemption) return { status: 204 };
  accept(request, { kind: "delete", resourceId: exemption.id }, () =>
    request.kernel.store.delete(exemption.id),
  );
  return { status: 200 };
};

function assignmentOf(
  { kernel }: ArmRequest,
  { policyAssignmentId }: ExemptionProperties,
): Resource {
  const found = kernel.store.get(policyAssignmentId);
  if (found?.type === POLICY_ASSIGNMENT_TYPE) return found;
  throw new ArmError(
    404,
    "PolicyAssignmentNotFound",
    `The policy assignment '${policyAssignmentId}' is not found.`,
  );
}

function refuseOutside(
  { kernel, params }: ArmRequest,
  assignment: Resource,
  { assignmentScopeValidation }: ExemptionProperties,
): void {
  const { scope } = storedAssignment(assignment).properties;
  const within = scopeAndAbove(kernel.store, params.scope ?? "").includes(scope.toLowerCase());
  if (within || assignmentScopeValidation === "DoNotValidate") return;
  throw new ArmError(
    400,
    "InvalidPolicyExemptionScope",
    `The policy exemption '${params.name}' is at scope '${params.scope}', which is not at or below the scope '${scope}' of the policy assignment.`,
  );
}

function refuseWithoutRight({ access }: ArmRequest, { id }: Resource): void {
  if (!access.allows(EXEMPT, id)) throw authorizationFailed(access.principal, EXEMPT, id);
}

function idOf({ params }: ArmRequest): string {
  return `${params.scope ?? ""}/providers/${SHOWN_TYPE}/${params.name}`;
}

function shape({ id, name, body }: Resource): object {
  return { id, type: SHOWN_TYPE, name, ...body };
}

const all = `{scope*}/providers/${SHOWN_TYPE}`;
const one = `${all}/{name}`;

export const POLICY_EXEMPTION_ROUTES: readonly Route[] = [
  { method: "GET", path: all, versions, action: READ, handler: list },
  { method: "GET", path: one, versions, action: READ, handler: get },
  { method: "PUT", path: one, versions, action: WRITE, handler: put },
  { method: "DELETE", path: one, versions, action: DELETE, handler: remove },
];
