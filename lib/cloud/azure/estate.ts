import { z } from "zod";
import type { ManagementGroupFacts, RoleGrantFacts, SubscriptionFacts } from "../cloud.ts";
import type { Arm } from "./arm.ts";
import { graphRows } from "./graph.ts";
import { kql } from "./kql.ts";
import { API } from "./versions.ts";

const SubscriptionRow = z.object({
  subscriptionId: z.string(),
  displayName: z.string(),
  state: z.string(),
});

const GroupRow = z.object({
  name: z.string(),
  properties: z.looseObject({
    displayName: z.string().nullish(),
    details: z
      .looseObject({ parent: z.looseObject({ name: z.string().nullish() }).nullish() })
      .nullish(),
  }),
});

const ChainRow = z.object({
  subscriptionId: z.string(),
  chain: z.array(z.looseObject({ name: z.string() })).nullish(),
});

const AssignmentRow = z.object({ scope: z.string(), roleDefinitionId: z.string() });

const DefinitionRow = z.object({
  id: z.string(),
  roleName: z.string(),
  permissions: z.array(
    z.looseObject({
      actions: z.array(z.string()).nullish(),
      notActions: z.array(z.string()).nullish(),
    }),
  ),
});

/** Every subscription that the actor can see, with the management group that it stands in where that is known. */
export async function subscriptions(arm: Arm): Promise<SubscriptionFacts[]> {
  const listed = await arm.all({ path: "/subscriptions", apiVersion: API.subscriptions });
  const chains = await graphRows(
    arm,
    kql`resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project id, subscriptionId, chain = properties.managementGroupAncestorsChain | order by id asc`,
  );
  const groupOf = new Map(
    chains.map((row) => {
      const { subscriptionId, chain } = ChainRow.parse(row);
      return [subscriptionId, chain?.[0]?.name ?? null];
    }),
  );
  return listed.map((row) => {
    const { subscriptionId, displayName, state } = SubscriptionRow.parse(row);
    return {
      id: subscriptionId,
      displayName,
      state,
      managementGroupId: groupOf.get(subscriptionId) ?? null,
    };
  });
}

/** Every management group that the actor can see. */
export async function managementGroups(arm: Arm): Promise<ManagementGroupFacts[]> {
  const rows = await graphRows(
    arm,
    kql`resourcecontainers | where type =~ 'microsoft.management/managementgroups' | project id, name, properties | order by id asc`,
  );
  return rows.map((row) => {
    const { name, properties } = GroupRow.parse(row);
    return {
      id: name,
      displayName: properties.displayName ?? name,
      parentId: properties.details?.parent?.name ?? null,
    };
  });
}

/** Role assignments of the principals at every scope that the actor can see. */
export async function roleGrants(arm: Arm, principalIds: string[]): Promise<RoleGrantFacts[]> {
  const assignments = (
    await graphRows(
      arm,
      kql`authorizationresources | where type =~ 'microsoft.authorization/roleassignments' | extend principalId = tostring(properties.principalId) | where principalId in~ ${principalIds} | project id, scope = tostring(properties.scope), roleDefinitionId = tostring(properties.roleDefinitionId) | order by id asc`,
    )
  ).map((row) => AssignmentRow.parse(row));
  if (assignments.length === 0) return [];
  const definitions = await graphRows(
    arm,
    kql`authorizationresources | where type =~ 'microsoft.authorization/roledefinitions' | project id, roleName = tostring(properties.roleName), permissions = properties.permissions | order by id asc`,
  );
  const byId = new Map(
    definitions.map((row) => {
      const definition = DefinitionRow.parse(row);
      return [guidOf(definition.id), definition];
    }),
  );
  return assignments.flatMap(({ scope, roleDefinitionId }) => {
    const definition = byId.get(guidOf(roleDefinitionId));
    if (!definition) return [];
    return {
      scope: scope.toLowerCase() || "/",
      roleDefinitionId: guidOf(roleDefinitionId),
      roleName: definition.roleName,
      actions: definition.permissions.flatMap((permission) => permission.actions ?? []),
      notActions: definition.permissions.flatMap((permission) => permission.notActions ?? []),
    };
  });
}

/** A role definition's id without the scope that it was read at. */
function guidOf(roleDefinitionId: string): string {
  return roleDefinitionId.slice(roleDefinitionId.lastIndexOf("/") + 1).toLowerCase();
}

const Provider = z.looseObject({ registrationState: z.string() });

/** Whether a resource provider may be used on the subscription. */
export async function providerState(
  arm: Arm,
  subscriptionId: string,
  namespace: string,
): Promise<string> {
  const answer = await arm.get({
    path: "/subscriptions/{s}/providers/{n}",
    values: [subscriptionId, namespace],
    apiVersion: API.providers,
  });
  return Provider.parse(answer.body).registrationState;
}
