import {
  lacks,
  managementGroupScope,
  may,
  type Permission,
  type Person,
  type Place,
  type RoleGrant,
} from "../access/model.ts";
import type { AzureCloud, PlanDocument } from "../cloud/cloud.ts";
import { CONTAINERS, component } from "../plans/catalog.ts";
import { permissionOf } from "./catalog.ts";
import { type RemovableId, removal } from "./catalog-removal.ts";
import type { Finding, Standing } from "./causes.ts";
import type { Cause, StepOffer } from "./choice.ts";
import type { Reach } from "./reach.ts";

/** Whose removal is planned, and what is known of where the chosen clusters stand. */
export interface Asked {
  id: RemovableId;
  person: Person;
  grants: readonly RoleGrant[];
  places: ReadonlyMap<string, Place>;
  standings: readonly Standing[];
  /** How many clusters are chosen in each subscription. */
  chosen: ReadonlyMap<string, number>;
  /** The Containers plans that have the component on, by subscription. */
  plans: ReadonlyMap<string, { tier: string; document: unknown }>;
  names: ReadonlyMap<string, string>;
  cloud: Pick<AzureCloud, "planChange" | "removalCall">;
}

/** A finding in words, with the steps that take it away and whom they touch besides the chosen clusters. */
export function offersOf(asked: Asked, finding: Finding, reach: Reach): Cause {
  return finding.kind === "plan"
    ? planCause(asked, finding, reach)
    : assignmentCause(asked, finding, reach);
}

/** What the person lacks to tag the chosen clusters, or null. */
export function exclusionLacks({ id, grants, places, standings, names }: Asked): string | null {
  const permission = permissionOf("exclude", id);
  const missing = standings.find(({ subscriptionId, resourceGroup }) => {
    const place = places.get(subscriptionId);
    return !place || !may(grants, permission, { ...place, resourceGroup });
  });
  return missing
    ? lacks(permission, names.get(missing.subscriptionId) ?? missing.subscriptionId)
    : null;
}

/** What turns the plan's component off, and everything else of the plan stays. */
export function componentOff(id: RemovableId) {
  const { carrier } = component(removal(id).component);
  const names = carrier.kind === "extension" ? [carrier.extension, ...(carrier.also ?? [])] : [];
  const extensions = Object.fromEntries(names.map((name) => [name, false]));
  return { tier: "Standard", extensions } as const;
}

function planCause(
  asked: Asked,
  { subscriptionId, clusters, heedsTag }: Finding & { kind: "plan" },
  reach: Reach,
): Cause {
  const { id, names, plans, places, cloud } = asked;
  const { noun, component: name } = removal(id);
  const { label } = component(name);
  const subscription = names.get(subscriptionId) ?? subscriptionId;
  const others = reach.clusters - (asked.chosen.get(subscriptionId) ?? 0);
  const lacking = lackingAt(asked, "plans:write", places.get(subscriptionId), subscription);
  const plan = plans.get(subscriptionId);
  const document = plan?.document as PlanDocument;
  const facts = { subscriptionId, name: CONTAINERS, tier: plan?.tier ?? "", document };
  return {
    key: `plan ${subscriptionId}`,
    title: `The component ${label} is on in the Containers plan of ${subscription}: automatic provisioning puts ${noun} back.`,
    clusters,
    heedsTag,
    steps: [
      {
        kind: "planComponent",
        target: subscriptionId,
        label: `Turn the component ${label} off on ${subscription}`,
        affects: `${othersOf(others, ` of ${subscription}`)} New clusters no longer get it by themselves. Nothing is removed by this.`,
        lacks: lacking,
        recommended: others <= 0 && !lacking,
        change: plan ? cloud.planChange(facts, componentOff(id)) : null,
      },
    ],
  };
}

function assignmentCause(
  asked: Asked,
  { assignment, clusters, groups, heedsTag }: Finding & { kind: "assignment" },
  reach: Reach,
): Cause {
  const { noun } = removal(asked.id);
  const where = scopeName(asked, assignment.scope);
  const reached = new Set(groups);
  const chosen = sum(
    asked.standings.filter(({ subscriptionId, resourceGroup }) =>
      reached.has(`/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}`),
    ),
  );
  const others = reach.clusters - chosen;
  const place = placeOfScope(asked, assignment.scope, groups);
  const common = {
    target: assignment.id,
    lacks: lackingAt(asked, "policies:write", place, where),
  };
  const wide = reach.subscriptions > 1 ? ` in ${reach.subscriptions} subscriptions` : "";
  const steps: StepOffer[] = [
    {
      ...common,
      kind: "notScopes",
      label: `Leave ${groups.length === 1 ? "the resource group" : `the ${groups.length} resource groups`} of these clusters out of it`,
      affects: "Every cluster of those groups is left out, new ones too.",
      recommended: others > 0 && !common.lacks,
      change: { call: null, ...notScopesChange(assignment, groups) },
    },
    {
      ...common,
      kind: "assignment",
      label: `Delete the assignment from ${where}`,
      affects: othersOf(others, wide),
      recommended: others <= 0 && !common.lacks,
      change: {
        call: asked.cloud.removalCall(assignment.id),
        before: assignment.document,
        after: null,
      },
    },
  ];
  return {
    key: `assignment ${assignment.id}`,
    title: `The policy assignment “${assignment.displayName}” on ${where} deploys ${noun} where it is missing.`,
    clusters,
    heedsTag,
    // A group can't be left out of what is assigned to itself.
    steps: steps.filter(({ kind }) => kind === "assignment" || !groups.includes(assignment.scope)),
  };
}

/** The scopes that an assignment leaves out, and those that it would. */
export function notScopesChange({ document }: { document: unknown }, groups: readonly string[]) {
  const { notScopes } = document as { notScopes?: string[] | null };
  const before = notScopes ?? [];
  const known = new Set(before.map((scope) => scope.toLowerCase()));
  const after = [...before, ...groups.filter((group) => !known.has(group))];
  return { before: { notScopes: before }, after: { notScopes: after } };
}

function othersOf(others: number, where: string): string {
  if (others <= 0) return "It touches no other cluster that you can see.";
  const clusters =
    others === 1 ? "1 other cluster" : `${others.toLocaleString("en")} other clusters`;
  return `${clusters}${where} no longer ${others === 1 ? "gets" : "get"} it by themselves.`;
}

function lackingAt(
  { grants }: Asked,
  permission: Permission,
  place: Place | undefined,
  where: string,
): string | null {
  return place && may(grants, permission, place) ? null : lacks(permission, where);
}

/** A scope as a place where rights are asked for; a management group is one without a subscription. */
function placeOfScope({ places }: Asked, scope: string, groups: string[]): Place | undefined {
  const [, , subscriptionId = ""] = groups[0]?.split("/") ?? [];
  const place = places.get(subscriptionId);
  if (!place) return undefined;
  const at = place.managementGroups.findIndex((id) => managementGroupScope(id) === scope);
  if (at >= 0) return { subscriptionId: "", managementGroups: place.managementGroups.slice(at) };
  const [, , , , resourceGroup] = scope.split("/");
  return resourceGroup ? { ...place, resourceGroup } : place;
}

function scopeName({ names }: Asked, scope: string): string {
  const [, first, second = "", , resourceGroup] = scope.split("/");
  if (first !== "subscriptions") {
    return `the management group ${scope.slice(scope.lastIndexOf("/") + 1)}`;
  }
  const subscription = names.get(second) ?? second;
  return resourceGroup ? `${resourceGroup} in ${subscription}` : subscription;
}

/** The sum of clusters that stand somewhere. */
export function sum(standings: readonly Standing[]): number {
  return standings.reduce((total, { clusters }) => total + clusters, 0);
}
