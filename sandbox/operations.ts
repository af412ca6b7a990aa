import { randomUUID } from "node:crypto";
import type { Clock } from "./clock.ts";
import { draw } from "./draw.ts";
import type { Store } from "./store.ts";
import type { Body, NewResource, Resource } from "./types.ts";

/** Why an operation failed, as ARM writes it. */
export interface OperationError {
  code: string;
  message: string;
}

export interface Operation {
  id: string;
  /** In lower case. */
  resourceKey: string;
  status: "InProgress" | "Succeeded" | "Failed";
  /** Milliseconds since 1970. */
  startedAt: number;
  endsAt: number;
  error?: OperationError;
}

/** A change that takes a while. */
export interface NewOperation {
  /** The resource as it looks while the operation runs. */
  resource: NewResource;
  /** What its body becomes when the time is over; null when the resource goes then, with what is below it. */
  finalBody: Body | null;
  seconds: number;
  /** When it begins, if not now. */
  at?: number | undefined;
  /** Present when the operation is going to fail. */
  error?: OperationError | undefined;
}

interface OperationRow {
  id: string;
  resource_key: string;
  started_at: number;
  ends_at: number;
  settled: number;
  final_body: string;
  error: string | null;
}

/**
 * Long-running operations. Nothing runs: how one ends is written down when it begins, and `settle`, which is
 * called before anything is read, carries out what is due. So a restart changes nothing.
 */
export class Operations {
  readonly #store: Store;
  readonly #clock: Clock;
  #nextDue: number;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#nextDue = this.#readNextDue();
  }

  /** Begins an operation. Belongs into a transaction with the effect that it is. */
  start({ resource, finalBody, seconds, error, at }: NewOperation): {
    id: string;
    resource: Resource;
    endsAt: number;
  } {
    const id = randomUUID();
    const now = at ?? this.#clock.now();
    const endsAt = now + Math.round(seconds * 1000);
    const stored = this.#store.put(resource, now);
    this.#store
      .statement(
        "INSERT INTO operation (id, resource_key, started_at, ends_at, final_body, error) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .run(
        id,
        resource.id.toLowerCase(),
        now,
        endsAt,
        JSON.stringify(finalBody),
        error ? JSON.stringify(error) : null,
      );
    this.#nextDue = Math.min(this.#nextDue, endsAt);
    return { id, resource: stored, endsAt };
  }

  /**
   * How long the next operation takes: the draws of one seed are always the same, in their order. The last row's
   * number counts the operations, because no single one is ever deleted, and SQLite has it without reading them.
   */
  drawSeconds({ min, max }: { min: number; max: number }, seed: number): number {
    const row = this.#store.statement("SELECT max(rowid) AS count FROM operation").get();
    return min + draw(seed, Number(row?.count ?? 0)) * (max - min);
  }

  /** To be called when resources and operations were changed behind its back, by seeding. */
  reload(): void {
    this.#nextDue = this.#readNextDue();
  }

  get(id: string): Operation | undefined {
    const row = this.#store.statement("SELECT * FROM operation WHERE id = ?").get(id);
    return row && operationOf(row as unknown as OperationRow);
  }

  /** The operation that still runs on a resource. */
  running(resourceId: string): Operation | undefined {
    const row = this.#store
      .statement("SELECT * FROM operation WHERE resource_key = ? AND settled = 0")
      .get(resourceId.toLowerCase());
    return row && operationOf(row as unknown as OperationRow);
  }

  /** When the next operation ends; never is infinity. */
  get nextDue(): number {
    return this.#nextDue;
  }

  /** Ends every operation whose time is over by now, or by an earlier moment. */
  settle(now = this.#clock.now()): void {
    if (now < this.#nextDue) return;
    this.#store.transaction(() => {
      const due = this.#store
        .statement("SELECT * FROM operation WHERE settled = 0 AND ends_at <= ?")
        .all(now) as unknown as OperationRow[];
      for (const row of due) this.#end(row);
    });
    this.#nextDue = this.#readNextDue();
  }

  #end(row: OperationRow): void {
    const resource = this.#store.get(row.resource_key);
    const body = JSON.parse(row.final_body) as Body | null;
    if (resource && body) this.#store.put({ ...resource, body }, row.ends_at);
    if (resource && !body) this.#store.deleteTree(resource.id, row.ends_at);
    this.#store.statement("UPDATE operation SET settled = 1 WHERE id = ?").run(row.id);
  }

  #readNextDue(): number {
    const row = this.#store
      .statement("SELECT min(ends_at) AS due FROM operation WHERE settled = 0")
      .get();
    return typeof row?.due === "number" ? row.due : Number.POSITIVE_INFINITY;
  }
}

function operationOf(row: OperationRow): Operation {
  const ended = row.error === null ? "Succeeded" : "Failed";
  return {
    id: row.id,
    resourceKey: row.resource_key,
    status: row.settled === 1 ? ended : "InProgress",
    startedAt: row.started_at,
    endsAt: row.ends_at,
    ...(row.error !== null && { error: JSON.parse(row.error) }),
  };
}
