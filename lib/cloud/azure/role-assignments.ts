import { z } from "zod";
import type { PolicyIdentityFacts, RoleAssignmentFacts } from "../authorization.ts";
import type { Arm } from "./arm.ts";
import { API } from "./versions.ts";

const Assignment = z.object({
  id: z.string(),
  properties: z.looseObject({
    scope: z.string(),
    roleDefinitionId: z.string(),
    principalId: z.string(),
    principalType: z.string().nullish(),
  }),
});

const Definition = z.object({
  name: z.string(),
  properties: z.looseObject({
    roleName: z.string(),
    permissions: z.array(
      z.looseObject({
        actions: z.array(z.string()).nullish(),
        notActions: z.array(z.string()).nullish(),
      }),
    ),
  }),
});

const PolicyAssignment = z.object({
  id: z.string(),
  name: z.string(),
  identity: z
    .looseObject({
      principalId: z.string().nullish(),
      userAssignedIdentities: z
        .record(z.string(), z.looseObject({ principalId: z.string().nullish() }))
        .nullish(),
    })
    .nullish(),
  properties: z.looseObject({
    displayName: z.string().nullish(),
    scope: z.string().nullish(),
    policyDefinitionId: z.string(),
  }),
});

/**
 * Every role assignment that reaches the subscription or something in it: at it, above it and below it. It is
 * ARM's own list, not Resource Graph, so that a role which was given a moment ago is there.
 */
export async function roleAssignmentsOf(
  arm: Arm,
  subscriptionId: string,
): Promise<RoleAssignmentFacts[]> {
  const [assignments, definitions] = await Promise.all([
    arm.all({
      path: "/subscriptions/{s}/providers/Microsoft.Authorization/roleAssignments",
      values: [subscriptionId],
      apiVersion: API.roleAssignments,
    }),
    arm.all({
      path: "/subscriptions/{s}/providers/Microsoft.Authorization/roleDefinitions",
      values: [subscriptionId],
      apiVersion: API.roleAssignments,
    }),
  ]);
  const roles = new Map(
    definitions.map((row) => {
      const { name, properties } = Definition.parse(row);
      return [name.toLowerCase(), properties];
    }),
  );
  return assignments.map((row) => {
    const { id, properties } = Assignment.parse(row);
    const roleDefinitionId = lastPart(properties.roleDefinitionId);
    const role = roles.get(roleDefinitionId);
    return {
      id: id.toLowerCase(),
      scope: properties.scope.toLowerCase() || "/",
      principalId: properties.principalId,
      principalType: properties.principalType ?? "",
      roleDefinitionId,
      roleName: role?.roleName ?? roleDefinitionId,
      actions: role?.permissions.flatMap(({ actions }) => actions ?? []) ?? [],
      notActions: role?.permissions.flatMap(({ notActions }) => notActions ?? []) ?? [],
    };
  });
}

/** The policy assignments that reach the subscription, those above it too, with the identity that each acts as. */
export async function policyIdentitiesOf(
  arm: Arm,
  subscriptionId: string,
): Promise<PolicyIdentityFacts[]> {
  const listed = await arm.all({
    path: "/subscriptions/{s}/providers/Microsoft.Authorization/policyAssignments",
    values: [subscriptionId],
    apiVersion: API.policyAssignments,
  });
  return listed.map((row) => {
    const { id, name, identity, properties } = PolicyAssignment.parse(row);
    const [userAssigned] = Object.values(identity?.userAssignedIdentities ?? {});
    return {
      id: id.toLowerCase(),
      displayName: properties.displayName ?? name,
      scope: (
        properties.scope ??
        id.split(/\/providers\/microsoft\.authorization\//i)[0] ??
        ""
      ).toLowerCase(),
      definitionId: lastPart(properties.policyDefinitionId),
      principalId: identity?.principalId ?? userAssigned?.principalId ?? null,
    };
  });
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1).toLowerCase();
}
