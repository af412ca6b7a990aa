import { z } from "zod";
import {
  explain,
  PERMISSION_IDS,
  type Permission,
  type Person,
  type Place,
  permission,
} from "../access/model.ts";
import { placesOf, rightsOf } from "../access/rights.ts";
import { canSee, seesWhole, visibleTo } from "../access/scope.ts";
import type { RoleAssignmentFacts } from "../cloud/authorization.ts";
import { db, sql } from "../db/client.ts";
import { grantCommand } from "./grant-command.ts";
import {
  byMight,
  canGrant,
  checkIdentities,
  type IdentityCheck,
  isRelevant,
  permissionsOf,
  scopeInWords,
  scopeOf,
} from "./model.ts";
import { type Read, readRoles } from "./read-roles.ts";

/** Resource groups that are offered as a place; who needs another one names it in the address. */
const GROUPS_MAX = 500;
/** Rows of role assignments on one page; a subscription has up to 4,000. */
const HOLDERS_SHOWN = 100;
/** People who could give the role: a few are enough to ask. */
const GIVERS_SHOWN = 5;

export interface Holder {
  id: string;
  /** What the portal knows the principal as; null where it knows the object id alone. */
  name: string | null;
  principalId: string;
  principalType: string;
  roleName: string;
  /** Where the role is held, in words. */
  where: string;
  may: Permission[];
}

/**
 * Who holds a role on the subscription that has to do with Defender, read from Azure in the person's own name;
 * null when there is no such subscription for them as a whole.
 */
export async function holders(
  person: Person,
  subscriptionId: string,
  search: string,
): Promise<Read<{ rows: Holder[]; total: number }> | null> {
  if (!(await wholeSubscription(person, subscriptionId))) return null;
  const found = await readRoles(person, subscriptionId);
  if (!found.ok) return found;
  const { assignments, identities } = found.value;
  const all = (await named(assignments.filter(isRelevant).sort(byMight))).map((held) => {
    const identity = identities.find(({ principalId }) => principalId === held.principalId);
    return identity
      ? { ...held, name: `Identity of the policy assignment ${identity.displayName}` }
      : held;
  });
  const wanted = search.trim().toLowerCase();
  const rows = all.filter(({ name, principalId, roleName, principalType, where }) =>
    [name, principalId, roleName, principalType, where].join("\n").toLowerCase().includes(wanted),
  );
  return { ok: true, value: { rows: rows.slice(0, HOLDERS_SHOWN), total: rows.length } };
}

export interface IdentityHere extends IdentityCheck {
  /** Where the assignment stands, in words. */
  where: string;
  /** For each role that the identity lacks, the command that gives it. */
  commands: { role: string; command: string }[];
}

/** The identities of the assignments that provision components here, and whether they hold what they need. */
export async function identities(
  person: Person,
  subscriptionId: string,
): Promise<Read<IdentityHere[]> | null> {
  const here = await wholeSubscription(person, subscriptionId);
  if (!here) return null;
  const [found, groups] = await Promise.all([readRoles(person, subscriptionId), groupNames()]);
  if (!found.ok) return found;
  const checks = checkIdentities(found.value.identities, found.value.assignments, here);
  const value = checks.map((check) => ({
    ...check,
    where: scopeInWords(check.assignment.scope, groups),
    commands: commandsFor(check, here),
  }));
  return { ok: true, value };
}

function commandsFor({ assignment: { principalId }, lacks }: IdentityCheck, place: Place) {
  if (!principalId) return [];
  return lacks.map(({ id, name }) => ({
    role: name,
    command: grantCommand({
      principalId,
      principalType: "ServicePrincipal",
      role: id,
      scope: scopeOf(place),
    }),
  }));
}

/** What a person chose on the page: one of the permissions, at the subscription or at a resource group of it. */
export const Asked = z.object({
  action: z.enum(PERMISSION_IDS as [Permission, ...Permission[]]).catch("clusters:fix"),
  group: z.string().trim().toLowerCase().max(90).catch(""),
});

export interface MyRight {
  place: Place;
  permission: Permission;
  /** For each ARM action, the role that allows it, or null. */
  actions: { action: string; by: { roleName: string; where: string } | null }[];
  /** For each role that carries the permission, the command that gives it to the person. */
  commands: { role: string; command: string }[];
  groups: string[];
}

/** What the person may do at the place, and the commands that give them what they lack. */
export async function myRight(
  person: Person,
  subscriptionId: string,
  asked: z.infer<typeof Asked>,
): Promise<MyRight | null> {
  if (!(await canSee(person, subscriptionId))) return null;
  const [subscription, rights, groups, management] = await Promise.all([
    placeOf(subscriptionId),
    rightsOf(person),
    groupsOf(person, subscriptionId),
    groupNames(),
  ]);
  const place = asked.group ? { ...subscription, resourceGroup: asked.group } : subscription;
  const actions = explain(rights.grants, asked.action, place).map(({ action, by }) => ({
    action,
    by: by && { roleName: by.roleName, where: scopeInWords(by.scope, management) },
  }));
  const roles = actions.every(({ by }) => by) ? [] : permission(asked.action).roles;
  return {
    place,
    permission: asked.action,
    actions,
    groups,
    commands: roles.map((role) => ({
      role,
      command: grantCommand({
        principalId: person.id,
        principalType: "User",
        role,
        scope: scopeOf(place),
      }),
    })),
  };
}

/** Who can run that command: people and groups that may give roles at the place. Null where nobody may tell. */
export async function givers(person: Person, place: Place): Promise<Read<Holder[]> | null> {
  if (!(await wholeSubscription(person, place.subscriptionId))) return null;
  const found = await readRoles(person, place.subscriptionId);
  if (!found.ok) return found;
  const held = found.value.assignments
    .filter((one) => canGrant(one, place) && one.principalType !== "ServicePrincipal")
    .slice(0, GIVERS_SHOWN);
  return { ok: true, value: await named(held) };
}

async function wholeSubscription(person: Person, subscriptionId: string): Promise<Place | null> {
  return (await seesWhole(person, subscriptionId)) ? placeOf(subscriptionId) : null;
}

async function placeOf(subscriptionId: string): Promise<Place> {
  const places = await placesOf([subscriptionId]);
  return places.get(subscriptionId) ?? { subscriptionId, managementGroups: [] };
}

/** Names of people who have signed in here. Others' names are in Microsoft Graph, which the portal does not read. */
async function named(held: readonly RoleAssignmentFacts[]): Promise<Holder[]> {
  const [people, groups] = await Promise.all([
    db().person.findMany({
      where: { id: { in: [...new Set(held.map(({ principalId }) => principalId))] } },
      select: { id: true, displayName: true, username: true },
    }),
    groupNames(),
  ]);
  const names = new Map(people.map((one) => [one.id, `${one.displayName} (${one.username})`]));
  return held.map((one) => ({
    id: one.id,
    name: names.get(one.principalId) ?? null,
    principalId: one.principalId,
    principalType: one.principalType,
    roleName: one.roleName,
    where: scopeInWords(one.scope, groups),
    may: permissionsOf(one),
  }));
}

async function groupNames(): Promise<Map<string, string>> {
  const rows = await db().managementGroup.findMany({ select: { id: true, displayName: true } });
  return new Map(rows.map(({ id, displayName }) => [id.toLowerCase(), displayName]));
}

/** Resource groups with clusters that the person can see. */
async function groupsOf(person: Person, subscriptionId: string): Promise<string[]> {
  const rows = await db().$queryRaw<{ name: string }[]>(sql`
    SELECT DISTINCT c.resource_group AS name FROM cluster c
     WHERE c.subscription_id = ${subscriptionId} AND ${visibleTo(person, sql`c`)}
     ORDER BY 1 LIMIT ${GROUPS_MAX}`);
  return rows.map(({ name }) => name);
}
