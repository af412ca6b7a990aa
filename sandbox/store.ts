import { DatabaseSync, type StatementSync } from "node:sqlite";
import { columnsOf, type ResourceRow, resourceOf, UPSERT } from "./resource-row.ts";
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

/** The tables of all that a new estate begins without. */
const ESTATE_TABLES = [
  "resource",
  "operation",
  "cluster_timeline",
  "kubernetes_object",
  "deployment",
  "connector_visit",
] as const;

/** Told of every single change of resources of some types; a new estate is not announced. */
export interface Watcher {
  before(id: string): void;
  /** `now` is absent where a resource was deleted just now. */
  after(id: string, now: number | undefined): void;
}

/** The sandbox's resources, and the database that its other parts keep their rows in. */
export class Store {
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #versions = new Map<string, number>();
  readonly #watchers = new Map<string, Watcher>();
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

  /** Within a transaction: what `change` writes, or nothing of it, while the transaction goes on. */
  savepoint<T>(change: () => T): T {
    if (this.#depth === 0) return this.transaction(change);
    const name = `step${this.#depth}`;
    this.database.exec(`SAVEPOINT ${name}`);
    this.#depth++;
    try {
      return change();
    } catch (error) {
      this.database.exec(`ROLLBACK TO ${name}`);
      throw error;
    } finally {
      this.#depth--;
      this.database.exec(`RELEASE ${name}`);
    }
  }

  /** The resource with this id in any spelling. */
  get(id: string): Resource | undefined {
    const row = this.statement("SELECT * FROM resource WHERE id_key = ?").get(id.toLowerCase());
    return row && resourceOf(row as unknown as ResourceRow);
  }

  /** Creates or replaces a resource and gives it a new ETag. */
  put(resource: NewResource, now: number): Resource {
    const watcher = this.#watchers.get(resource.type);
    watcher?.before(resource.id);
    this.#changed(resource.type);
    this.statement(UPSERT).run(...columnsOf(resource, now));
    const stored = this.get(resource.id);
    if (!stored) throw new Error(`${resource.id} was written and can't be read.`);
    watcher?.after(resource.id, now);
    return stored;
  }

  /** Whether there was such a resource. `now` is for those that watch. */
  delete(id: string, now?: number): boolean {
    const found = this.get(id);
    if (!found) return false;
    const watcher = this.#watchers.get(found.type);
    watcher?.before(id);
    this.#changed(found.type);
    this.statement("DELETE FROM resource WHERE id_key = ?").run(id.toLowerCase());
    watcher?.after(id, now);
    return true;
  }

  /** Deletes a resource and what lies below it, the lowest first. */
  deleteTree(id: string, now?: number): void {
    const below = [...this.scan({ below: id })].map((resource) => resource.id);
    for (const child of below.reverse()) this.delete(child, now);
    this.delete(id, now);
  }

  /** Has changes of these types announced, within the transaction that they belong to. */
  watch(types: readonly string[], watcher: Watcher): void {
    for (const type of types) this.#watchers.set(type, watcher);
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

  /** Forgets all resources, operations and deployments; what is remembered about them becomes old. */
  clearResources(): void {
    for (const table of ESTATE_TABLES) this.database.exec(`DELETE FROM ${table}`);
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
