import type { Person } from "../access/model.ts";
import { managementGroupScope } from "../access/model.ts";
import { placesOf } from "../access/rights.ts";
import { CloudFault } from "../cloud/faults.ts";
import { cloudFor } from "../cloud/index.ts";
import type { PolicyDefinition } from "../cloud/policy.ts";
import { db, join, sql } from "../db/client.ts";
import { assignmentVisibleTo } from "../policy/definition.ts";
import { type PolicyEffect, policyEffect } from "./policy-rule.ts";

/** Where Arc resources would be created, and the first of them. */
export interface ArcPlace {
  subscriptionId: string;
  resourceGroup: string;
  arcName: string;
  clusterId: string;
}

/** A policy assignment that refuses an Arc resource, or that may. */
interface PolicyBlock {
  assignmentId: string;
  displayName: string;
  scope: string;
  surely: boolean;
}

export interface PolicyBlocks {
  blocks: PolicyBlock[];
  /** Assignments that could not be looked into, such as those of initiatives. */
  unread: string[];
}

/** So many definitions are read for one look. */
const DEFINITIONS_MAX = 40;

interface Row {
  id: string;
  scope: string;
  displayName: string;
  document: {
    properties?: {
      policyDefinitionId?: string;
      parameters?: Record<string, { value?: unknown }>;
      notScopes?: string[];
      enforcementMode?: string;
    };
  };
}

/**
 * Policy assignments in force at the places that would keep Azure Arc from being installed there. Assignments are as
 * last read; their definitions are read now, in the person's own name.
 */
export async function policyBlocks(
  person: Person,
  places: readonly ArcPlace[],
  location: string,
): Promise<PolicyBlocks> {
  const blocks = new Map<string, PolicyBlock>();
  const unread = new Set<string>();
  const definitions: Definitions = new Map();
  for (const place of places) {
    const scopes = await scopesAbove(place);
    const rows = (await assignmentsAt(person, scopes)).filter((row) => isInForce(row, scopes));
    for (const row of rows) {
      const definition = await readOnce(definitions, definitionOf(row), person);
      if (definition) note(blocks, row, effectOf(definition, row, place, location));
      else unread.add(row.displayName);
    }
  }
  return { blocks: [...blocks.values()], unread: [...unread].sort() };
}

function note(blocks: Map<string, PolicyBlock>, row: Row, effect: PolicyEffect): void {
  if (effect === "allows") return;
  const { id: assignmentId, displayName, scope } = row;
  const surely = effect === "denies" || blocks.get(assignmentId)?.surely === true;
  blocks.set(assignmentId, { assignmentId, displayName, scope, surely });
}

type Definitions = Map<string, Promise<PolicyDefinition | null>>;

function definitionOf({ document }: Row): string {
  return document.properties?.policyDefinitionId ?? "";
}

/** Whether an assignment is enforced, and does not leave the place out. */
function isInForce({ document }: Row, scopes: readonly string[]): boolean {
  const { enforcementMode, notScopes = [] } = document.properties ?? {};
  return (
    enforcementMode !== "DoNotEnforce" &&
    !notScopes.some((scope) => scopes.includes(scope.toLowerCase()))
  );
}

function effectOf(
  definition: PolicyDefinition,
  { document }: Row,
  place: ArcPlace,
  location: string,
): PolicyEffect {
  return policyEffect(
    ruleOf(definition),
    { ...defaultsOf(definition), ...valuesOf(document.properties?.parameters) },
    {
      type: "Microsoft.Kubernetes/connectedClusters",
      name: place.arcName,
      location,
      tags: { ms_defender_cluster_id: place.clusterId },
    },
  );
}

/** The lower-cased scopes at and above a resource group. */
async function scopesAbove({ subscriptionId, resourceGroup }: ArcPlace): Promise<string[]> {
  const groups = (await placesOf([subscriptionId])).get(subscriptionId)?.managementGroups ?? [];
  const subscription = `/subscriptions/${subscriptionId}`;
  return [
    `${subscription}/resourcegroups/${resourceGroup}`,
    subscription,
    ...groups.map(managementGroupScope),
  ];
}

function assignmentsAt(person: Person, scopes: readonly string[]): Promise<Row[]> {
  return db().$queryRaw<Row[]>(sql`
    SELECT a.id, a.scope, a.display_name AS "displayName", a.document FROM policy_assignment a
     WHERE a.scope IN (${join([...scopes])}) AND ${assignmentVisibleTo(person)} ORDER BY a.display_name, a.id`);
}

/** Each definition once; null for what is none, such as an initiative, and for what may not be read. */
function readOnce(
  definitions: Definitions,
  id: string,
  person: Person,
): Promise<PolicyDefinition | null> {
  const key = id.toLowerCase();
  const known = definitions.get(key);
  if (known) return known;
  const read =
    definitions.size < DEFINITIONS_MAX && key.includes("/policydefinitions/")
      ? readable(cloudFor({ kind: "person", ...person }).policyDefinition(id))
      : Promise.resolve(null);
  definitions.set(key, read);
  return read;
}

function readable(reading: Promise<PolicyDefinition>): Promise<PolicyDefinition | null> {
  return reading.catch((error: unknown) => {
    if (error instanceof CloudFault && error.kind !== "signedOut") return null;
    throw error;
  });
}

function ruleOf({ document }: PolicyDefinition): { if?: unknown; then?: unknown } {
  const { properties } = document as { properties?: { policyRule?: object } };
  return properties?.policyRule ?? {};
}

function defaultsOf({ parameters }: PolicyDefinition): Record<string, unknown> {
  return Object.fromEntries(parameters.map(({ name, defaultValue }) => [name, defaultValue]));
}

function valuesOf(parameters: Record<string, { value?: unknown }> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
}
