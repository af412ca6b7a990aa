import { createHash } from "node:crypto";
import { z } from "zod";
import { config } from "../../config.ts";
import type { Call, PolicyAssignmentFacts, PolicyWish } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import { type Arm, absentAsNull } from "./arm.ts";
import { graph } from "./graph.ts";
import { kql } from "./kql.ts";
import { API } from "./versions.ts";

const ASSIGNMENT_PATH =
  "/subscriptions/{s}/providers/Microsoft.Authorization/policyAssignments/{n}";
const ROLE_PATH = "/subscriptions/{s}/providers/Microsoft.Authorization/roleAssignments/{n}";

const Assignment = z.object({
  id: z.string(),
  name: z.string(),
  identity: z.looseObject({ principalId: z.string().nullish() }).nullish(),
  properties: z.looseObject({
    displayName: z.string().nullish(),
    policyDefinitionId: z.string(),
  }),
});

/** Policy assignments of the estate, those at or below a subscription. */
export async function* policyAssignments(arm: Arm): AsyncGenerator<PolicyAssignmentFacts[]> {
  const query = kql`policyresources | where type =~ 'microsoft.authorization/policyassignments' | project id, name, properties | order by id asc`;
  for await (const page of graph(arm, query)) {
    yield page.map((row) => factsOf(Assignment.parse(row)));
  }
}

/**
 * Makes the assignment be there with an identity and that identity's roles, or not be there at all.
 * Needs policyAssignments/write and roleAssignments/write: Owner, as Azure's own portal does.
 */
export async function ensurePolicyAssignment(
  arm: Arm,
  subscriptionId: string,
  wish: PolicyWish,
): Promise<PolicyAssignmentFacts | null> {
  const ask = {
    path: ASSIGNMENT_PATH,
    values: [subscriptionId, wish.name],
    apiVersion: API.policyAssignments,
  };
  const found = await absentAsNull(arm.get(ask));
  if (!wish.assigned) {
    if (found) await arm.delete(ask);
    return null;
  }
  const answer = found ?? (await arm.put({ ...ask, body: bodyOf(wish) }));
  const assignment = Assignment.parse(answer.body);
  const principalId = assignment.identity?.principalId;
  if (principalId) {
    for (const roleId of wish.roleIds) await ensureRole(arm, subscriptionId, principalId, roleId);
  }
  return factsOf(assignment);
}

/** The call that makes or removes the assignment. Pure: nothing is read or sent. */
export function policyCall(subscriptionId: string, wish: PolicyWish): Call {
  const url = new URL(config().azure.resourceManager);
  url.pathname = [
    "",
    "subscriptions",
    subscriptionId,
    "providers",
    "Microsoft.Authorization",
    "policyAssignments",
    wish.name,
  ]
    .map(encodeURIComponent)
    .join("/");
  url.searchParams.set("api-version", API.policyAssignments);
  return wish.assigned
    ? { method: "PUT", url: url.href, body: bodyOf(wish) }
    : { method: "DELETE", url: url.href, body: null };
}

function bodyOf(wish: PolicyWish) {
  return {
    location: wish.region,
    identity: { type: "SystemAssigned" },
    properties: {
      displayName: wish.displayName,
      description: "Created when a component of the Containers plan was turned on.",
      policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${wish.definitionId}`,
      enforcementMode: "Default",
      parameters: {},
    },
  };
}

async function ensureRole(arm: Arm, subscriptionId: string, principalId: string, roleId: string) {
  try {
    await arm.put({
      path: ROLE_PATH,
      values: [subscriptionId, nameFor(subscriptionId, principalId, roleId)],
      apiVersion: API.roleAssignments,
      body: {
        properties: {
          roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
          principalId,
          // A new identity may not have reached every directory server; with its type given, ARM does not ask.
          principalType: "ServicePrincipal",
        },
      },
    });
  } catch (error) {
    if (error instanceof CloudFault && error.code === "RoleAssignmentExists") return;
    throw error;
  }
}

/** The same role for the same principal always gets the same name, so that asking twice grants once. */
function nameFor(...parts: string[]): string {
  const hex = createHash("sha256").update(parts.join("|").toLowerCase()).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

function factsOf({ id, name, properties }: z.infer<typeof Assignment>): PolicyAssignmentFacts {
  const definition = properties.policyDefinitionId;
  return {
    id: id.toLowerCase(),
    subscriptionId: /^\/subscriptions\/([^/]+)/i.exec(id)?.[1] ?? "",
    name,
    displayName: properties.displayName ?? name,
    policyDefinitionId: definition.slice(definition.lastIndexOf("/") + 1).toLowerCase(),
    document: properties,
  };
}
