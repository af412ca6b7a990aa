import type { DatabaseSync } from "node:sqlite";
import { isAtOrBelow } from "../../arm/access.ts";
import type { Table } from "./compile-query.ts";
import { type DerivedTypes, merged } from "./derived.ts";
import { graphRow, type StoredResource, type TenantFacts } from "./graph-row.ts";
import type { Row } from "./kql/values.ts";
import type { ScanFilter } from "./scan-filter.ts";
import { COLUMNS, OPEN_TYPES, readActionOf } from "./tables.ts";

/** The highest scopes, in lower case, at and below which the caller's roles allow an action. */
export type Coverage = (action: string) => readonly string[];

export interface ScanContext {
  database: DatabaseSync;
  facts: TenantFacts;
  coverage: Coverage;
  /** The subscriptions that the request is about, in lower case and in order. */
  subscriptions: readonly string[];
  /** Types that are worked out, and not stored. */
  derived?: DerivedTypes;
  /** Whether the request is about the whole tenant, so that management groups take part too. */
  wholeTenant: boolean;
}

/** A stretch of the store's ids, in which ids are in order. */
interface Segment {
  /** Nothing for what lies in no subscription. */
  subscription?: string;
  from: string;
  /** The first id behind the stretch. */
  until: string;
}

/** The table of the resources of these types that the caller may read. */
export function graphTable(types: readonly string[], context: ScanContext): Table {
  const typesIn = ({ types: wanted }: ScanFilter) =>
    types.filter((type) => !wanted || wanted.includes(type));
  return {
    schema: COLUMNS,
    scan: (filter, after = "") => scanRows(typesIn(filter), filter, after, context),
    count: (filter) => countRows(typesIn(filter), filter, context),
  };
}

/** Stored rows and those that are worked out, in the order of their ids. */
function allRows(
  types: readonly string[],
  filter: ScanFilter,
  after: string,
  segment: Segment,
  context: ScanContext,
): Iterable<StoredResource> {
  const derived = types.flatMap((type) => context.derived?.get(type) ?? []);
  const stored = types.filter((type) => !context.derived?.has(type));
  const rows = stored.length > 0 ? selectRows(stored, filter, after, segment, context) : [];
  if (derived.length === 0) return rows;
  return merged([
    rows,
    ...derived.map((type) => onlyIds(type.scan(segment, after, filter), filter)),
  ]);
}

function* onlyIds(rows: Iterable<StoredResource>, { ids }: ScanFilter): Iterable<StoredResource> {
  for (const row of rows) if (!ids || ids.includes(row.id.toLowerCase())) yield row;
}

function* scanRows(
  types: readonly string[],
  filter: ScanFilter,
  after: string,
  context: ScanContext,
): Iterable<Row> {
  for (const segment of segmentsOf(filter, context)) {
    if (segment.until <= after) continue;
    const covered = coveredTypes(types, segment, context);
    if (covered.size === 0) continue;
    for (const stored of allRows([...covered.keys()], filter, after, segment, context)) {
      if (isCovered(stored, covered)) yield graphRow(stored, context.facts);
    }
  }
}

/** The types of which the caller may see something in the segment, with the scopes where it may. */
function coveredTypes(
  types: readonly string[],
  { from }: Segment,
  { coverage }: ScanContext,
): Map<string, readonly string[]> {
  const root = from.replace(/\/$/, "");
  const touches = (scope: string) => isAtOrBelow(root, scope) || isAtOrBelow(scope, root);
  return new Map(
    types
      .map((type) => [type, scopesOf(type, coverage).filter(touches)] as const)
      .filter(([, scopes]) => scopes.length > 0),
  );
}

function scopesOf(type: string, coverage: Coverage): readonly string[] {
  return OPEN_TYPES.has(type) ? ["/"] : coverage(readActionOf(type));
}

function isCovered(
  { id, type }: StoredResource,
  covered: ReadonlyMap<string, readonly string[]>,
): boolean {
  const key = id.toLowerCase();
  return covered.get(type)?.some((scope) => isAtOrBelow(key, scope)) ?? false;
}

// ASCII's "0" comes right after "/", so this is where the ids below a prefix end.
const endOf = (prefix: string) => `${prefix}0`;

/** Tenant-level ids begin with /providers and come before /subscriptions; so the whole is in order. */
function segmentsOf(
  { subscriptions: wanted }: ScanFilter,
  { subscriptions, wholeTenant }: ScanContext,
): Segment[] {
  const tenant: Segment = { from: "/providers/", until: endOf("/providers") };
  const chosen = subscriptions.filter((id) => !wanted || wanted.includes(id));
  return [
    ...(wholeTenant && !wanted ? [tenant] : []),
    ...chosen.map((subscription) => {
      const prefix = `/subscriptions/${subscription}`;
      return { subscription, from: prefix, until: endOf(prefix) };
    }),
  ];
}

const SELECTED = "id, type, name, subscription_id, resource_group, location, body";

function selectRows(
  types: readonly string[],
  { ids }: ScanFilter,
  after: string,
  segment: Segment,
  { database }: ScanContext,
): Iterable<StoredResource> {
  // With several types the plus keeps SQLite on the index of the ids, where rows are in order already.
  const typeCondition = types.length === 1 ? "type = ?" : `+type IN (${placeholders(types)})`;
  const idCondition = ids ? ` AND id_key IN (${placeholders(ids)})` : "";
  const sql = `SELECT ${SELECTED} FROM resource WHERE ${typeCondition} AND id_key >= ? AND id_key > ? AND id_key < ?${idCondition} ORDER BY id_key`;
  const values = [...types, segment.from, after, segment.until, ...(ids ?? [])];
  return database.prepare(sql).iterate(...values) as Iterable<unknown> as Iterable<StoredResource>;
}

function placeholders(values: readonly unknown[]): string {
  return values.map(() => "?").join(", ");
}

function countRows(types: readonly string[], filter: ScanFilter, context: ScanContext): number {
  let total = 0;
  for (const segment of segmentsOf(filter, context)) {
    for (const [type, scopes] of coveredTypes(types, segment, context)) {
      total += countSegment(type, scopes, { filter, segment, context });
    }
  }
  return total;
}

function countSegment(
  type: string,
  scopes: readonly string[],
  { filter, segment, context }: { filter: ScanFilter; segment: Segment; context: ScanContext },
): number {
  const { subscription, from } = segment;
  if (!subscription || filter.ids || !scopes.some((scope) => isAtOrBelow(from, scope))) {
    let count = 0;
    const covered = new Map([[type, scopes]]);
    for (const row of allRows([type], filter, "", segment, context)) {
      if (isCovered(row, covered)) count++;
    }
    return count;
  }
  const derived = context.derived?.get(type);
  if (derived) return derived.count(segment);
  const sql = "SELECT count(*) AS count FROM resource WHERE type = ? AND subscription_id = ?";
  const row = context.database.prepare(sql).get(type, subscription);
  return Number(row?.count ?? 0);
}
