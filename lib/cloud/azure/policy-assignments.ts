import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { config } from "../../config.ts";
import type { Call } from "../cloud.ts";
import type { AssignmentState, AssignmentWish, PolicyAssignmentFacts } from "../policy.ts";
import { type Arm, absentAsNull } from "./arm.ts";
import { graph } from "./graph.ts";
import { kql } from "./kql.ts";
import { nameOfId, placeOf, scopeOfId, scopePath } from "./scope-path.ts";
import { API } from "./versions.ts";

const ASSIGNMENT = "/providers/Microsoft.Authorization/policyAssignments/{assignment}";

/** A policy assignment as ARM returns it. */
export const Assignment = z.looseObject({
  id: z.string(),
  name: z.string(),
  location: z.string().nullish(),
  identity: z
    .looseObject({
      type: z.string().nullish(),
      principalId: z.string().nullish(),
      userAssignedIdentities: z
        .record(z.string(), z.looseObject({ principalId: z.string().nullish() }))
        .nullish(),
    })
    .nullish(),
  properties: z.looseObject({
    displayName: z.string().nullish(),
    policyDefinitionId: z.string(),
  }),
});
type Assignment = z.infer<typeof Assignment>;

/** What ARM writes itself and takes from nobody. */
const READ_ONLY = new Set([
  "scope",
  "instanceId",
  "effectiveDefinitionVersion",
  "latestDefinitionVersion",
]);

/** Policy assignments of the estate: at management groups, subscriptions, resource groups and below. */
export async function* policyAssignments(arm: Arm): AsyncGenerator<PolicyAssignmentFacts[]> {
  const query = kql`policyresources | where type =~ 'microsoft.authorization/policyassignments' | project id, name, properties | order by id asc`;
  for await (const page of graph(arm, query, "AtScopeAboveAndBelow")) {
    yield page.map((row) => assignmentFacts(Assignment.parse(row)));
  }
}

/** One assignment as it is now, or null where there is none. */
export async function policyAssignment(arm: Arm, id: string): Promise<AssignmentState | null> {
  const found = await absentAsNull(
    arm.get({ ...scopePath(id), apiVersion: API.policyAssignments }),
  );
  return found && stateOf(Assignment.parse(found.body));
}

/** The call that makes the assignment what is wished, or null when it is so already. Pure: nothing is sent. */
export function assignmentCall(wish: AssignmentWish, found: AssignmentState | null): Call | null {
  const before = found ? Assignment.parse(found.document) : null;
  const body = bodyOf(wish, before);
  if (before && isDeepStrictEqual(comparable(body), comparable(before))) return null;
  return { method: "PUT", url: urlOf(wish), body };
}

/** Makes the assignment what is wished. What the wish doesn't speak of stays as it is. */
export async function ensureAssignment(
  arm: Arm,
  wish: AssignmentWish,
): Promise<{
  assignment: AssignmentState;
  before: AssignmentState | null;
  call: Call | null;
  requestId: string | null;
}> {
  const ask = {
    ...scopePath(wish.scope, ASSIGNMENT, [wish.name]),
    apiVersion: API.policyAssignments,
  };
  const answer = await absentAsNull(arm.get(ask));
  const before = answer && stateOf(Assignment.parse(answer.body));
  const call = assignmentCall(wish, before);
  if (!call && before) return { assignment: before, before, call, requestId: null };
  const put = await arm.put({ ...ask, body: call?.body });
  const assignment = stateOf(Assignment.parse(put.body));
  return { assignment, before, call, requestId: put.requestId };
}

/** The call that takes the assignment away. Pure: nothing is sent. */
export function removalCall(id: string): Call {
  return {
    method: "DELETE",
    url: urlOf({ scope: scopeOfId(id), name: nameOfId(id) }),
    body: null,
  };
}

/** Takes the assignment away; one that is gone already is no error. */
export async function removeAssignment(arm: Arm, id: string): Promise<string | null> {
  const answer = await absentAsNull(
    arm.delete({ ...scopePath(id), apiVersion: API.policyAssignments }),
  );
  return answer?.requestId ?? null;
}

/** Facts of an assignment as ARM or Resource Graph returned it. */
export function assignmentFacts({ id, name, properties }: Assignment): PolicyAssignmentFacts {
  const scope = scopeOfId(id);
  return {
    id: id.toLowerCase(),
    scope: scope.toLowerCase(),
    ...placeOf(scope),
    name,
    displayName: properties.displayName || name,
    policyDefinitionId: nameOfId(properties.policyDefinitionId).toLowerCase(),
    document: properties,
  };
}

function stateOf(assignment: Assignment): AssignmentState {
  const { identity, location } = assignment;
  const [own] = Object.values(identity?.userAssignedIdentities ?? {});
  return {
    ...assignmentFacts(assignment),
    armId: assignment.id,
    region: location ?? null,
    principalId: identity?.principalId ?? own?.principalId ?? null,
    document: assignment,
  };
}

function bodyOf(wish: AssignmentWish, before: Assignment | null) {
  const kept = Object.entries(before?.properties ?? {}).filter(([name]) => !READ_ONLY.has(name));
  const identity = wish.region && identityOf(before);
  return {
    ...(wish.region ? { location: before?.location ?? wish.region } : {}),
    ...(identity ? { identity } : {}),
    properties: {
      ...Object.fromEntries(kept),
      displayName: wish.displayName,
      description: wish.description,
      policyDefinitionId: wish.definitionId,
      enforcementMode: wish.enforced ? "Default" : "DoNotEnforce",
      notScopes: wish.notScopes,
      parameters: Object.fromEntries(
        Object.entries(wish.parameters).map(([name, value]) => [name, { value }]),
      ),
    },
  };
}

/** An identity that somebody made themselves stays; everybody else gets one that lives with the assignment. */
function identityOf(before: Assignment | null) {
  const own = before?.identity?.userAssignedIdentities;
  if (before?.identity?.type !== "UserAssigned" || !own) return { type: "SystemAssigned" };
  return {
    type: "UserAssigned",
    userAssignedIdentities: Object.fromEntries(Object.keys(own).map((id) => [id, {}])),
  };
}

/** What of an assignment a person can choose. */
function comparable({
  location,
  identity,
  properties,
}: {
  location?: string | null | undefined;
  identity?: { type?: string | null | undefined } | null | undefined;
  properties: Record<string, unknown>;
}) {
  const definition = String(properties.policyDefinitionId).toLowerCase();
  return {
    location: location ?? null,
    identity: identity?.type ?? null,
    displayName: properties.displayName ?? "",
    description: properties.description ?? "",
    definition,
    enforcementMode: properties.enforcementMode ?? "Default",
    notScopes: properties.notScopes ?? [],
    parameters: properties.parameters ?? {},
  };
}

function urlOf({ scope, name }: Pick<AssignmentWish, "scope" | "name">): string {
  const url = new URL(config().azure.resourceManager);
  const segments = [...scope.split("/").filter(Boolean), "providers", "Microsoft.Authorization"];
  url.pathname = ["", ...segments, "policyAssignments", name].map(encodeURIComponent).join("/");
  url.searchParams.set("api-version", API.policyAssignments);
  return url.href;
}
