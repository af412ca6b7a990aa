import type { Store } from "./store.ts";

/** One change that the sandbox has accepted. */
export interface Effect {
  resourceId: string;
  /** What was done, for instance `put` or `delete`. */
  kind: string;
  /** The object id of who did it. */
  principal: string;
  requestId: string;
}

/** A change that was accepted before. */
export interface PastEffect extends Effect {
  number: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** Which past changes are wanted; ids in lower case. */
export interface PastFilter {
  id?: string;
  below?: string;
  from: number;
  until: number;
  /** Only those that were counted before this number. */
  before: number;
  limit: number;
}

/** Counts every accepted change, so that tests can say "exactly once". */
export class Effects {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Belongs into the transaction of the change itself. */
  record(effect: Effect, now: number): void {
    this.#store
      .statement(
        "INSERT INTO effect (resource_id, kind, principal, request_id, at) VALUES (?, ?, ?, ?, ?)",
      )
      .run(effect.resourceId, effect.kind, effect.principal, effect.requestId, now);
  }

  /** How often each kind of change was accepted on each resource, by its id in lower case. */
  counts(): Record<string, Record<string, number>> {
    const rows = this.#store
      .statement(
        "SELECT lower(resource_id) AS id, kind, count(*) AS count FROM effect GROUP BY 1, 2 ORDER BY 1, 2",
      )
      .all() as { id: string; kind: string; count: number }[];
    const counts: Record<string, Record<string, number>> = {};
    for (const { id, kind, count } of rows) {
      counts[id] = { ...counts[id], [kind]: count };
    }
    return counts;
  }

  /** Changes of a resource, or of all below an id, the latest first. */
  past({ id, below, from, until, before, limit }: PastFilter): PastEffect[] {
    const range = id === undefined ? [`${below}/`, `${below}0`] : [id, `${id}\u0000`];
    const rows = this.#store
      .statement(
        `SELECT * FROM effect WHERE lower(resource_id) >= ? AND lower(resource_id) < ?
         AND at BETWEEN ? AND ? AND number < ? ORDER BY number DESC LIMIT ?`,
      )
      .all(...range, from, until, before, limit);
    return rows.map((row) => ({
      number: Number(row.number),
      resourceId: String(row.resource_id),
      kind: String(row.kind),
      principal: String(row.principal),
      requestId: String(row.request_id),
      at: Number(row.at),
    }));
  }

  total(): number {
    return Number(this.#store.statement("SELECT count(*) AS count FROM effect").get()?.count ?? 0);
  }

  reset(): void {
    this.#store.database.exec("DELETE FROM effect");
  }
}
