import { Client } from "pg";
import { config } from "../config.ts";
import { log } from "../log.ts";
import { sql, type Tx } from "./client.ts";

const CHANNEL = "breakwater";
const RECONNECT_MS = 2_000;

/** What pages can watch. */
export type Topic =
  | `remediation:${string}`
  | `subscription:${string}`
  | `person:${string}`
  | `connector:${string}`
  | "estate";

/** Tells every web server, once the transaction commits, that something under the topic has changed. */
export async function announce(tx: Tx, ...topics: Topic[]): Promise<void> {
  for (const topic of new Set(topics)) {
    await tx.$executeRaw(sql`SELECT pg_notify(${CHANNEL}, ${topic})`);
  }
}

type Listener = () => void;

const kept = globalThis as { breakwaterListeners?: Map<string, Set<Listener>> };

/** Calls back when the topic is announced; the answer ends it. One connection serves all listeners. */
export function listen(topic: string, listener: Listener): () => void {
  const listeners = table();
  const set = listeners.get(topic) ?? new Set();
  listeners.set(topic, set.add(listener));
  return () => {
    set.delete(listener);
    if (set.size === 0) listeners.delete(topic);
  };
}

function table(): Map<string, Set<Listener>> {
  if (!kept.breakwaterListeners) {
    kept.breakwaterListeners = new Map();
    connect(kept.breakwaterListeners);
  }
  return kept.breakwaterListeners;
}

function connect(listeners: Map<string, Set<Listener>>): void {
  const client = new Client({ connectionString: config().databaseUrl, keepAlive: true });
  const retry = (error?: Error) => {
    if (error) log.warn({ err: error }, "listening to the database broke off");
    client.removeAllListeners();
    client.on("error", () => undefined);
    void client.end().catch(() => undefined);
    setTimeout(() => connect(listeners), RECONNECT_MS).unref();
  };
  client.once("error", retry);
  client.once("end", () => retry());
  client.on("notification", ({ payload }) => {
    for (const listener of listeners.get(payload ?? "") ?? []) listener();
  });
  client
    .connect()
    .then(() => client.query(`LISTEN ${CHANNEL}`))
    // What was announced while we were away is not told again, so everybody looks.
    .then(() => {
      for (const set of listeners.values()) for (const listener of set) listener();
    })
    .catch(retry);
}
