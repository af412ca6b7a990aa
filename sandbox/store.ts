import { randomUUID } from "node:crypto";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { createTables } from "./tables.ts";
import type { NewResource, Resource } from "./types.ts";

/** Which resources are wanted. Types, subscriptions and ids are in lower case; what is absent does not limit. */
export interface ResourceFilter {
  types?: readonly string[];
  subscriptions?: readonly string[];
  ids?: readonly string[];
  /** An id, without a slash at the end: only what lies below it. */
  below?: string;
}

interface ResourceRow {
  id: string;
  type: string;
  name: string;
  subscription_id: string | null;
  resource_group: string | null;
  location: string | null;
  parent_key: string | null;
  body: string;
  etag: string;
  created_at: number;
  changed_at: number;
}

/** The sandbox's resources, and the database that its other parts keep their rows in. */
export class Store {
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #versions = new Map<string, number>();
  #depth = 0;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** A prepared statement, made once. Not for iterating: two loops over one statement would disturb each other. */
  statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.database.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  /** Everything that `change` writes, or nothing of it. May be nested; the outermost decides. */
  transaction<T>(change: () => T): T {
    if (this.#depth > 0) return change();
    this.database.exec("BEGIN IMMEDIATE");
    this.#depth++;
    try {
      const result = change();
      this.database.exec("COMMIT");
      return result;
    } catch (error) {
      this.database.exec("ROLLBACK");
      throw error;
    } finally {
      this.#depth--;
    }
  }

  /** The resource with this id in any spelling. */
  get(id: string): Resource | undefined {
    const row = this.statement("SELECT * FROM resource WHERE id_key = ?").get(id.toLowerCase());
    return row && resourceOf(row as unknown as ResourceRow);
  }

  /** Creates or replaces a resource and gives it a new ETag. */
  put(resource: NewResource, now: number): Resource {
    this.#changed(resource.type);
    this.statement(UPSERT).run(...columnsOf(resource, now));
    const stored = this.get(resource.id);
    if (!stored) throw new Error(`${resource.id} was written and can't be read.`);
    return stored;
  }

  /** Whether there was such a resource. */
  delete(id: string): boolean {
    const found = this.get(id);
    if (!found) return false;
    this.#changed(found.type);
    this.statement("DELETE FROM resource WHERE id_key = ?").run(id.toLowerCase());
    return true;
  }

  /** Writes many resources in one transaction; for seeding. Returns how many. */
  insertMany(resources: Iterable<NewResource>, now: number): number {
    const insert = this.statement(UPSERT);
    const types = new Set<string>();
    let count = 0;
    this.transaction(() => {
      for (const resource of resources) {
        insert.run(...columnsOf(resource, now));
        types.add(resource.type);
        count++;
      }
    });
    for (const type of types) this.#changed(type);
    return count;
  }

  /** Forgets all resources and operations; what is remembered about them becomes old. */
  clearResources(): void {
    this.database.exec("DELETE FROM resource; DELETE FROM operation;");
    for (const type of this.#versions.keys()) this.#changed(type);
  }

  /** Resources in the order of their lower-case ids, behind `after` (such an id) when it is given. */
  *scan(filter: ResourceFilter, after?: string): Generator<Resource> {
    const { where, values } = conditionsOf(filter, after);
    const sql = `SELECT * FROM resource ${where} ORDER BY id_key`;
    for (const row of this.database.prepare(sql).iterate(...values)) {
      yield resourceOf(row as unknown as ResourceRow);
    }
  }

  /** At most `limit` resources, and the lower-case id to continue after when there are more. */
  page(
    filter: ResourceFilter,
    { limit, after }: { limit: number; after?: string | undefined },
  ): { resources: Resource[]; next?: string } {
    const { where, values } = conditionsOf(filter, after);
    const sql = `SELECT * FROM resource ${where} ORDER BY id_key LIMIT ?`;
    const rows = this.statement(sql).all(...values, limit + 1) as unknown as ResourceRow[];
    const resources = rows.slice(0, limit).map(resourceOf);
    const last = resources.at(-1);
    return { resources, ...(rows.length > limit && last && { next: last.id.toLowerCase() }) };
  }

  /** How many resources the filter leaves. */
  count(filter: ResourceFilter): number {
    const { where, values } = conditionsOf(filter, undefined);
    const row = this.statement(`SELECT count(*) AS count FROM resource ${where}`).get(...values);
    return Number(row?.count ?? 0);
  }

  /** Resources that hang directly under another by their `parentId`. */
  children(parentId: string): Resource[] {
    const rows = this.statement("SELECT * FROM resource WHERE parent_key = ? ORDER BY id_key").all(
      parentId.toLowerCase(),
    );
    return (rows as unknown as ResourceRow[]).map(resourceOf);
  }

  /** A number that changes whenever a resource of the type does: what is remembered can tell if it is old. */
  version(type: string): number {
    return this.#versions.get(type) ?? 0;
  }

  close(): void {
    this.database.close();
  }

  #changed(type: string): void {
    this.#versions.set(type, this.version(type) + 1);
  }
}

/**
 * Opens the sandbox's state. What was committed survives the process being killed; only a power cut may cost
 * the last writes, by SQLite's synchronous=NORMAL (https://www.sqlite.org/wal.html).
 */
export function openStore(file: string): Store {
  const database = new DatabaseSync(file);
  database.exec(
    // Seeding a large estate swells the log to half a gigabyte; the limit gives that back.
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 67108864;",
  );
  createTables(database);
  return new Store(database);
}

// A replaced resource keeps its first spelling of the id and its moment of creation, as in ARM.
const UPSERT = `
INSERT INTO resource (id_key, id, type, name, subscription_id, resource_group, location, parent_key,
  body, etag, created_at, changed_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id_key) DO UPDATE SET location = excluded.location, parent_key = excluded.parent_key,
  body = excluded.body, etag = excluded.etag, changed_at = excluded.changed_at`;

function columnsOf(resource: NewResource, now: number): (string | number | null)[] {
  return [
    resource.id.toLowerCase(),
    resource.id,
    resource.type,
    resource.name,
    resource.subscriptionId?.toLowerCase() ?? null,
    resource.resourceGroup?.toLowerCase() ?? null,
    resource.location ?? null,
    resource.parentId?.toLowerCase() ?? null,
    JSON.stringify(resource.body),
    randomUUID(),
    now,
    now,
  ];
}

function resourceOf(row: ResourceRow): Resource {
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    ...(row.subscription_id !== null && { subscriptionId: row.subscription_id }),
    ...(row.resource_group !== null && { resourceGroup: row.resource_group }),
    ...(row.location !== null && { location: row.location }),
    ...(row.parent_key !== null && { parentId: row.parent_key }),
    body: JSON.parse(row.body),
    etag: row.etag,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}

function conditionsOf(filter: ResourceFilter, after: string | undefined) {
  const conditions: string[] = [];
  const values: string[] = [];
  const oneOf = (column: string, options: readonly string[] | undefined) => {
    if (!options) return;
    conditions.push(`${column} IN (${options.map(() => "?").join(", ")})`);
    values.push(...options);
  };
  oneOf("type", filter.types);
  oneOf("subscription_id", filter.subscriptions);
  oneOf("id_key", filter.ids);
  if (filter.below !== undefined) {
    // "0" is the character behind "/": the range holds exactly what begins with the id and a slash.
    conditions.push("id_key > ? AND id_key < ?");
    values.push(`${filter.below.toLowerCase()}/`, `${filter.below.toLowerCase()}0`);
  }
  if (after !== undefined) {
    conditions.push("id_key > ?");
    values.push(after);
  }
  return { where: conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "", values };
}
