import { randomUUID } from "node:crypto";
import { z } from "zod";
import { accept } from "../../arm/accept.ts";
import { isAtOrBelow } from "../../arm/access.ts";
import { Hierarchy } from "../../arm/hierarchy.ts";
import { bodyAs } from "../../arm/parse.ts";
import type { Route } from "../../arm/route.ts";
import { ArmError, type ArmRequest, type Handler, type Resource } from "../../types.ts";
import { knowsPolicyDefinition } from "./policy-definitions.ts";

const TYPE = "microsoft.authorization/policyassignments";
const SHOWN_TYPE = "Microsoft.Authorization/policyAssignments";
const versions = ["2021-06-01", "2022-06-01", "2023-04-01", "2024-04-01", "2024-05-01"];
const READ = `${SHOWN_TYPE}/read`;
const WRITE = `${SHOWN_TYPE}/write`;
const DELETE = `${SHOWN_TYPE}/delete`;

const AssignmentBody = z.looseObject({
  location: z.string().optional(),
  identity: z.looseObject({ type: z.enum(["SystemAssigned", "UserAssigned", "None"]) }).optional(),
  properties: z.looseObject({
    policyDefinitionId: z.string(),
    displayName: z.string().nullish(),
    parameters: z.record(z.string(), z.looseObject({ value: z.unknown() })).nullish(),
    enforcementMode: z.enum(["Default", "DoNotEnforce"]).nullish(),
  }),
});
type AssignmentBody = z.infer<typeof AssignmentBody>;

/** Assignments above, at and below the scope of the call; with `$filter=atScope()` not those below. */
const list: Handler = ({ kernel, params, query }) => {
  const scope = (params.scope || "/").toLowerCase();
  const above = new Hierarchy(kernel.store).above(scope);
  const below = !/atScope\(\)/i.test(query.get("$filter") ?? "");
  const value = [...kernel.store.scan({ types: [TYPE] })]
    .filter((assignment) => {
      const at = String((assignment.body.properties as { scope: string }).scope).toLowerCase();
      const inherited = isAtOrBelow(scope, at) || above.includes(at);
      return inherited || (below && isAtOrBelow(at, scope));
    })
    .map(shape);
  return { status: 200, body: { value } };
};

const get: Handler = (request) => {
  const found = request.kernel.store.get(idOf(request));
  if (found) return { status: 200, body: shape(found) };
  throw new ArmError(
    404,
    "PolicyAssignmentNotFound",
    `The policy assignment '${request.params.name}' is not found.`,
  );
};

const put: Handler = (request) => {
  const { kernel, params } = request;
  const sent = bodyAs(AssignmentBody, request.body);
  refuseNonsense(sent);
  const id = idOf(request);
  const before = kernel.store.get(id);
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(id)?.[1];
  const stored = accept(request, { kind: "put", resourceId: id }, () =>
    kernel.store.put(
      {
        id,
        type: TYPE,
        name: String(params.name),
        ...(subscriptionId !== undefined && { subscriptionId }),
        ...(sent.location !== undefined && { location: sent.location }),
        body: bodyAfter(request, sent, before),
      },
      kernel.clock.now(),
    ),
  );
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

function refuseNonsense({ identity, location, properties }: AssignmentBody): void {
  if (!knowsPolicyDefinition(properties.policyDefinitionId)) {
    throw new ArmError(
      404,
      "PolicyDefinitionNotFound",
      `The policy definition '${properties.policyDefinitionId}' could not be found.`,
    );
  }
  if (identity?.type === "SystemAssigned" && !location) {
    throw new ArmError(
      400,
      "LocationRequired",
      "The 'location' property must be specified for a policy assignment with a managed identity.",
    );
  }
}

/** A system-assigned identity gets its principal once and keeps it. */
function bodyAfter(
  { kernel, access, params }: ArmRequest,
  sent: AssignmentBody,
  before: Resource | undefined,
) {
  const { principalId = randomUUID() } = (before?.body.identity ?? {}) as { principalId?: string };
  const now = new Date(kernel.clock.now()).toISOString();
  const { scope: _scope, ...properties } = sent.properties;
  return {
    ...(sent.location !== undefined && { location: sent.location }),
    ...(sent.identity?.type === "SystemAssigned" && {
      identity: { type: "SystemAssigned", principalId, tenantId: kernel.tenantId },
    }),
    properties: {
      notScopes: [],
      parameters: {},
      ...properties,
      enforcementMode: sent.properties.enforcementMode ?? "Default",
      scope: params.scope ?? "",
      metadata: { createdBy: access.principal.objectId, createdOn: now },
    },
  };
}

function idOf({ params }: ArmRequest): string {
  return `${params.scope ?? ""}/providers/${SHOWN_TYPE}/${params.name}`;
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
  { method: "DELETE", path: one, versions, action: DELETE, handler: remove },
];
