import { z } from "zod";
import { accept } from "../../arm/accept.ts";
import { ASSIGNMENT_TYPE, isAtOrBelow } from "../../arm/access.ts";
import { hierarchyOf } from "../../arm/hierarchy.ts";
import { bodyAs } from "../../arm/parse.ts";
import { roleById } from "../../arm/roles.ts";
import type { Route } from "../../arm/route.ts";
import { ArmError, type ArmRequest, type Handler, type Resource } from "../../types.ts";

const SHOWN_TYPE = "Microsoft.Authorization/roleAssignments";
const versions = ["2015-07-01", "2018-01-01-preview", "2020-04-01-preview", "2022-04-01"];
const READ = `${SHOWN_TYPE}/read`;
const WRITE = `${SHOWN_TYPE}/write`;
const DELETE = `${SHOWN_TYPE}/delete`;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const AssignmentBody = z.looseObject({
  properties: z.looseObject({
    roleDefinitionId: z.string(),
    principalId: z.string().regex(GUID, "not a GUID"),
    principalType: z.string().optional(),
    description: z.string().nullish(),
  }),
});
type AssignmentProperties = z.infer<typeof AssignmentBody>["properties"] & { scope: string };

/**
 * Role assignments above, at and below the scope of the call, as ARM lists them. `$filter` knows
 * `atScope()` (not below), `assignedTo('oid')` and `principalId eq 'oid'`.
 */
const list: Handler = ({ kernel, params, query }) => {
  const scope = (params.scope || "/").toLowerCase();
  const above = hierarchyOf(kernel.store).above(scope);
  const wanted = filterOf(query.get("$filter"));
  const value = [...kernel.store.scan({ types: [ASSIGNMENT_TYPE] })]
    .filter((assignment) => {
      const { scope: of, principalId } = propertiesOf(assignment);
      const at = of.toLowerCase();
      const inherited = isAtOrBelow(scope, at) || above.includes(at);
      const below = !wanted.atScope && isAtOrBelow(at, scope);
      return (inherited || below) && (!wanted.principalId || principalId === wanted.principalId);
    })
    .map(shape);
  return { status: 200, body: { value } };
};

const get: Handler = (request) => ({ status: 200, body: shape(assignmentOf(request)) });

const put: Handler = (request) => {
  const { kernel, access, params } = request;
  const { properties: sent } = bodyAs(AssignmentBody, request.body);
  const scope = params.scope || "/";
  refuseNonsense(request, sent.roleDefinitionId);
  const twin = findTwin(request, { ...sent, scope });
  if (twin) return refuseTwin(request, twin);
  const now = new Date(kernel.clock.now()).toISOString();
  const by = access.principal.objectId;
  const id = idOf(request);
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1];
  const stored = accept(request, { kind: "put", resourceId: id }, () => {
    const given = kernel.store.put(
      {
        id,
        type: ASSIGNMENT_TYPE,
        name: String(params.name),
        ...(subscriptionId !== undefined && { subscriptionId }),
        body: {
          properties: {
            principalType: "User",
            ...sent,
            scope,
            createdOn: now,
            updatedOn: now,
            createdBy: by,
            updatedBy: by,
          },
        },
      },
      kernel.clock.now(),
    );
    kernel.provisioning.roleGiven(sent.principalId);
    return given;
  });
  return { status: 201, body: shape(stored) };
};

const remove: Handler = (request) => {
  const assignment = request.kernel.store.get(idOf(request));
  if (!assignment) return { status: 204 };
  accept(request, { kind: "delete", resourceId: assignment.id }, () =>
    request.kernel.store.delete(assignment.id),
  );
  return { status: 200, body: shape(assignment) };
};

function refuseNonsense({ params }: ArmRequest, roleDefinitionId: string): void {
  if (!GUID.test(String(params.name))) {
    throw new ArmError(
      400,
      "InvalidRoleAssignmentId",
      `The role assignment ID '${params.name}' is not valid. The role assignment ID must be a GUID.`,
    );
  }
  if (!roleById(roleDefinitionId)) {
    throw new ArmError(
      400,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${roleDefinitionId}' does not exist.`,
    );
  }
}

/** The same role for the same principal at the same scope can exist only once. */
function findTwin({ kernel }: ArmRequest, wanted: AssignmentProperties): Resource | undefined {
  const role = roleById(wanted.roleDefinitionId);
  return [...kernel.store.scan({ types: [ASSIGNMENT_TYPE] })].find((assignment) => {
    const { scope, principalId, roleDefinitionId } = propertiesOf(assignment);
    return (
      scope.toLowerCase() === wanted.scope.toLowerCase() &&
      principalId.toLowerCase() === wanted.principalId.toLowerCase() &&
      roleById(roleDefinitionId) === role
    );
  });
}

function refuseTwin(request: ArmRequest, twin: Resource): never {
  const same = twin.id.toLowerCase() === idOf(request).toLowerCase();
  throw new ArmError(
    409,
    "RoleAssignmentExists",
    same
      ? "The role assignment already exists."
      : `The role assignment already exists. The ID of the conflicting role assignment is ${twin.name.replaceAll("-", "")}.`,
  );
}

function filterOf(filter: string | null): { atScope: boolean; principalId?: string } {
  const text = filter ?? "";
  const principalId =
    /assignedTo\('([^']*)'\)/i.exec(text)?.[1] ?? /principalId\s+eq\s+'([^']*)'/i.exec(text)?.[1];
  return {
    atScope: /atScope\(\)/i.test(text),
    ...(principalId !== undefined && { principalId: principalId.toLowerCase() }),
  };
}

function assignmentOf(request: ArmRequest): Resource {
  const found = request.kernel.store.get(idOf(request));
  if (found) return found;
  throw new ArmError(
    404,
    "RoleAssignmentNotFound",
    `The role assignment '${request.params.name}' is not found.`,
  );
}

function idOf({ params }: ArmRequest): string {
  return `${params.scope ?? ""}/providers/${SHOWN_TYPE}/${params.name}`;
}

function propertiesOf({ body }: Resource): AssignmentProperties {
  return body.properties as AssignmentProperties;
}

function shape(assignment: Resource): object {
  const { id, name } = assignment;
  const properties = propertiesOf(assignment);
  const role = roleById(properties.roleDefinitionId);
  const subscription = /^\/subscriptions\/[^/]+/i.exec(properties.scope)?.[0] ?? "";
  return {
    id,
    type: SHOWN_TYPE,
    name,
    properties: {
      ...properties,
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role?.id}`,
    },
  };
}

const all = `{scope*}/providers/${SHOWN_TYPE}`;
const one = `${all}/{name}`;

export const ROLE_ASSIGNMENT_ROUTES: readonly Route[] = [
  { method: "GET", path: all, versions, action: READ, handler: list },
  { method: "GET", path: one, versions, action: READ, handler: get },
  { method: "PUT", path: one, versions, action: WRITE, handler: put },
  { method: "DELETE", path: one, versions, action: DELETE, handler: remove },
];
