import { randomUUID } from "node:crypto";
import { z } from "zod";
import { draw } from "./draw.ts";
import type { Store } from "./store.ts";
import type { Call } from "./throttles.ts";

const seconds = z.number().min(0).max(86_400);

const Fault = z.discriminatedUnion("kind", [
  /** Answers with a status instead of doing what was asked. */
  z.strictObject({
    kind: z.literal("status"),
    status: z.number().int().min(400).max(599),
    code: z.string().optional(),
    message: z.string().optional(),
    retryAfterSeconds: z.number().int().min(0).max(86_400).optional(),
  }),
  /** Cuts the connection before anything is done. */
  z.strictObject({ kind: z.literal("reset") }),
  /** Waits before it does what was asked. */
  z.strictObject({ kind: z.literal("slow"), seconds }),
  /** Does what was asked and cuts the connection instead of answering. */
  z.strictObject({ kind: z.literal("accept-then-reset") }),
  /** Does what was asked and leaves the client without an answer for this long, then cuts the connection. */
  z.strictObject({ kind: z.literal("accept-then-hang"), seconds: seconds.default(300) }),
  /** Accepts a long-running operation that will end as failed. */
  z.strictObject({
    kind: z.literal("fail-operation"),
    code: z.string().default("InternalOperationError"),
    message: z.string().default("The operation failed inside the service."),
    seconds: seconds.optional(),
  }),
  /** Accepts a long-running operation that takes this long. */
  z.strictObject({ kind: z.literal("slow-operation"), seconds }),
]);
export type Fault = z.infer<typeof Fault>;

/** A rule by which faults are injected: what it matches, what happens then, and how often at most. */
export const FaultRule = z.strictObject({
  match: z
    .strictObject({
      /** Which cloud is meant. */
      cloud: z.enum(["azure", "aws", "gcp"]).default("azure"),
      /** As AWS or Google Cloud names it, without regard to case: `eks:ListClusters`, or `ListClusters` alone. */
      operation: z.string().toLowerCase().optional(),
      method: z.string().toUpperCase().optional(),
      /** Any part of the path, without regard to case. */
      pathContains: z.string().toLowerCase().optional(),
      /** The whole path, without regard to case. */
      resourceId: z.string().toLowerCase().optional(),
      /** The share of matching requests that the fault hits, from 0 to 1. */
      probability: z.number().min(0).max(1).optional(),
    })
    .prefault({}),
  fault: Fault,
  times: z.number().int().min(1).optional(),
  seed: z.number().int().default(1),
});
export type FaultRule = z.infer<typeof FaultRule>;

/** What a rule is matched with; without a cloud it went to ARM. */
export type FaultyCall = Pick<Call, "method" | "path"> & {
  cloud?: "aws" | "gcp";
  operation?: string;
};

/** When a rule is asked: as a request arrives, or as an accepted change becomes an operation. */
export type Moment = "request" | "operation";

const MOMENT: Readonly<Record<Fault["kind"], Moment>> = {
  status: "request",
  reset: "request",
  slow: "request",
  "accept-then-reset": "request",
  "accept-then-hang": "request",
  "fail-operation": "operation",
  "slow-operation": "operation",
};

interface LiveRule {
  id: string;
  rule: FaultRule;
  /** Matching requests so far, and those of them that the fault hit. */
  draws: number;
  hits: number;
}

/** The faults that tests and demos have asked for. Which request a random one hits depends on its seed alone. */
export class Faults {
  readonly #store: Store;
  readonly #rules: Map<string, LiveRule>;

  constructor(store: Store) {
    this.#store = store;
    const rows = store.statement("SELECT id, rule, draws, hits FROM fault ORDER BY rowid").all();
    this.#rules = new Map(
      rows.map(({ id, rule, draws, hits }) => [
        String(id),
        {
          id: String(id),
          rule: FaultRule.parse(JSON.parse(String(rule))),
          draws: Number(draws),
          hits: Number(hits),
        },
      ]),
    );
  }

  add(rule: FaultRule): LiveRule {
    const live = { id: randomUUID(), rule, draws: 0, hits: 0 };
    this.#store
      .statement("INSERT INTO fault (id, rule) VALUES (?, ?)")
      .run(live.id, JSON.stringify(rule));
    this.#rules.set(live.id, live);
    return live;
  }

  list(): LiveRule[] {
    return [...this.#rules.values()];
  }

  /** Removes one rule, or all. */
  remove(id?: string): void {
    if (id === undefined) {
      this.#rules.clear();
      this.#store.database.exec("DELETE FROM fault");
      return;
    }
    this.#rules.delete(id);
    this.#store.statement("DELETE FROM fault WHERE id = ?").run(id);
  }

  /** The fault that hits a call at a moment; the first rule that hits decides. */
  next(moment: Moment, call: FaultyCall): Fault | undefined {
    for (const live of this.#rules.values()) {
      const { rule } = live;
      const spent = rule.times !== undefined && live.hits >= rule.times;
      if (spent || MOMENT[rule.fault.kind] !== moment || !matches(rule, call)) continue;
      if (this.#hits(live)) return rule.fault;
    }
    return undefined;
  }

  #hits(live: LiveRule): boolean {
    const { probability = 1 } = live.rule.match;
    const hit = draw(live.rule.seed, live.draws++) < probability;
    if (hit) live.hits++;
    this.#store
      .statement("UPDATE fault SET draws = ?, hits = ? WHERE id = ?")
      .run(live.draws, live.hits, live.id);
    return hit;
  }
}

function matches({ match }: FaultRule, call: FaultyCall): boolean {
  const path = call.path.toLowerCase();
  const operation = call.operation?.toLowerCase() ?? "";
  return (
    match.cloud === (call.cloud ?? "azure") &&
    (match.operation === undefined ||
      [operation, operation.split(":")[1]].includes(match.operation)) &&
    (match.method === undefined || match.method === call.method) &&
    (match.pathContains === undefined || path.includes(match.pathContains)) &&
    (match.resourceId === undefined || path === match.resourceId)
  );
}
