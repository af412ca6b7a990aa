import type { Store } from "../../store.ts";

/** Why something was not done on a cluster, by the component. */
export type Blocked = Readonly<Record<string, Readonly<Partial<Record<Component, string>>>>>;

/** What Defender provides on a cluster of another cloud. */
export type Component = "auditLogs" | "sensor" | "policy";

/** When Defender comes to each connector next, and what stood in its way the last time. */
export class Visits {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Comes at a moment, whenever it wanted to come before. */
  plan(connectorId: string, dueAt: number): void {
    this.#store
      .statement(
        `INSERT INTO connector_visit (connector_key, due_at, blocked) VALUES (?, ?, '{}')
         ON CONFLICT (connector_key) DO UPDATE SET due_at = excluded.due_at`,
      )
      .run(connectorId.toLowerCase(), Math.round(dueAt));
  }

  /** Remembers what a visit found, and when the next one is. */
  done(connectorKey: string, dueAt: number, blocked: Blocked): void {
    this.#store
      .statement("UPDATE connector_visit SET due_at = ?, blocked = ? WHERE connector_key = ?")
      .run(Math.round(dueAt), JSON.stringify(blocked), connectorKey);
  }

  forget(connectorId: string): void {
    this.#store
      .statement("DELETE FROM connector_visit WHERE connector_key = ?")
      .run(connectorId.toLowerCase());
  }

  /** How many connectors Defender comes to, by which delays are drawn. */
  count(): number {
    const row = this.#store.statement("SELECT count(*) AS count FROM connector_visit").get();
    return Number(row?.count ?? 0);
  }

  nextDue(): number {
    const row = this.#store.statement("SELECT min(due_at) AS due FROM connector_visit").get();
    return typeof row?.due === "number" ? row.due : Number.POSITIVE_INFINITY;
  }

  due(until: number): { connectorKey: string; dueAt: number }[] {
    return this.#store
      .statement("SELECT * FROM connector_visit WHERE due_at <= ? ORDER BY due_at, connector_key")
      .all(until)
      .map((row) => ({ connectorKey: String(row.connector_key), dueAt: Number(row.due_at) }));
  }
}

/** What stood in Defender's way at its last visit to a connector. */
export function blockedAt(store: Store, connectorId: string): Blocked {
  const row = store
    .statement("SELECT blocked FROM connector_visit WHERE connector_key = ?")
    .get(connectorId.toLowerCase());
  return row ? JSON.parse(String(row.blocked)) : {};
}
