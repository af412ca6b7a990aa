import { cloudFor } from "../cloud/index.ts";
import { db } from "../db/client.ts";
import { covers, type Person, type RoleGrant } from "./model.ts";
import { placesOf } from "./rights.ts";

/** Role assignments change rarely; the cloud itself refuses what has been taken away meanwhile. */
const FRESH_MS = 5 * 60_000;

/**
 * Reads from Azure, in the person's own name, which subscriptions they see and which roles they hold, and
 * stores both. Throws CloudFault.
 */
export async function readRights(person: Person): Promise<void> {
  const cloud = cloudFor({ kind: "person", ...person }, { retries: 2 });
  const { groups } = await db().person.findUniqueOrThrow({ where: { id: person.id } });
  const [subscriptions, grants] = await Promise.all([
    cloud.subscriptions(),
    cloud.roleGrants([person.id, ...groups]),
  ]);
  const scopes = await visibleScopes(
    subscriptions.map(({ id }) => id),
    grants,
  );
  await db().$transaction([
    db().roleGrant.deleteMany({ where: { personId: person.id } }),
    db().roleGrant.createMany({
      data: unique(grants).map((grant) => ({ ...grant, personId: person.id })),
    }),
    db().visibleScope.deleteMany({ where: { personId: person.id } }),
    db().visibleScope.createMany({
      data: scopes.map((scope) => ({ ...scope, personId: person.id })),
    }),
    db().person.update({ where: { id: person.id }, data: { rightsReadAt: new Date() } }),
  ]);
}

/** Reads the rights again when they are older than a few minutes. */
export async function refreshRights(person: Person): Promise<void> {
  const { rightsReadAt } = await db().person.findUniqueOrThrow({ where: { id: person.id } });
  if (rightsReadAt && Date.now() - rightsReadAt.getTime() < FRESH_MS) return;
  await readRights(person);
}

/** A subscription counts as a whole when a role reaches it from at or above; else only its groups do. */
async function visibleScopes(subscriptionIds: string[], grants: readonly RoleGrant[]) {
  const places = await placesOf(subscriptionIds);
  return subscriptionIds.flatMap((subscriptionId) => {
    const place = places.get(subscriptionId);
    if (place && grants.some((grant) => covers(grant.scope, place))) {
      return [{ subscriptionId, resourceGroup: "" }];
    }
    return groupsWithin(subscriptionId, grants).map((resourceGroup) => ({
      subscriptionId,
      resourceGroup,
    }));
  });
}

function groupsWithin(subscriptionId: string, grants: readonly RoleGrant[]): string[] {
  const prefix = `/subscriptions/${subscriptionId}/resourcegroups/`;
  const names = grants
    .filter(({ scope }) => scope.startsWith(prefix))
    .map(({ scope }) => scope.slice(prefix.length).split("/")[0] ?? "");
  return [...new Set(names.filter(Boolean))];
}

function unique<G extends { scope: string; roleDefinitionId: string }>(grants: G[]): G[] {
  return [
    ...new Map(grants.map((grant) => [grant.scope + grant.roleDefinitionId, grant])).values(),
  ];
}
