import type { Store } from "./store.ts";

/** Whom a request comes from and what it goes to. */
export interface Call {
  /** An object id. */
  principal: string;
  method: string;
  path: string;
}

export interface EarlyCall {
  subject: string;
  /** Milliseconds since 1970, as is `until`: the moment from which the call would have been allowed. */
  at: number;
  until: number;
}

/** Codes by which ARM tells a principal to leave a whole subscription alone, not one resource. */
const SUBSCRIPTION_WIDE: ReadonlySet<string> = new Set([
  "SubscriptionRequestsThrottled",
  "TooManyRequests",
]);

/**
 * A client can't know of a refusal that is still on its way, so calls to other resources of the subscription
 * that arrive this soon after it are no fault of the client.
 */
const ON_ITS_WAY_MS = 500;
/** Timers may fire this much early, by the rounding of milliseconds. */
const TIMER_ROUNDING_MS = 5;
/** More than a test could want to read. */
const MOST_EARLY_CALLS = 10_000;

/** Remembers every 429 and tells which calls came before their Retry-After had passed. */
export class Throttles {
  readonly #store: Store;
  readonly #open = new Map<string, { since: number; until: number }>();

  constructor(store: Store) {
    this.#store = store;
    const rows = store.statement("SELECT subject, since, until FROM throttle").all();
    for (const { subject, since, until } of rows) {
      this.#open.set(String(subject), { since: Number(since), until: Number(until) });
    }
  }

  /** A call was refused with 429. `now` is in real milliseconds, whatever the sandbox's clock says. */
  refused(call: Call, code: string, retryAfterSeconds: number, now: number): void {
    const subject = SUBSCRIPTION_WIDE.has(code) ? subscriptionSubject(call) : resourceSubject(call);
    const until = Math.max(now + retryAfterSeconds * 1000, this.#open.get(subject)?.until ?? 0);
    this.#open.set(subject, { since: now, until });
    this.#store
      .statement(
        "INSERT INTO throttle VALUES (?, ?, ?) ON CONFLICT (subject) DO UPDATE SET since = excluded.since, until = excluded.until",
      )
      .run(subject, now, until);
  }

  /** A call has arrived; notes it when it should have waited. */
  arrived(call: Call, now: number): void {
    if (this.#open.size === 0) return;
    this.#noteIfEarly(resourceSubject(call), now, 0);
    this.#noteIfEarly(subscriptionSubject(call), now, ON_ITS_WAY_MS);
  }

  earlyCalls(): EarlyCall[] {
    return this.#store
      .statement("SELECT subject, at, until FROM early_call ORDER BY number LIMIT ?")
      .all(MOST_EARLY_CALLS) as unknown as EarlyCall[];
  }

  reset(): void {
    this.#open.clear();
    this.#store.database.exec("DELETE FROM throttle; DELETE FROM early_call;");
  }

  #noteIfEarly(subject: string, now: number, graceMs: number): void {
    const open = this.#open.get(subject);
    if (!open || now < open.since + graceMs) return;
    if (now >= open.until - TIMER_ROUNDING_MS) {
      this.#open.delete(subject);
      return;
    }
    this.#store
      .statement("INSERT INTO early_call (subject, at, until) VALUES (?, ?, ?)")
      .run(subject, now, open.until);
  }
}

function resourceSubject({ principal, method, path }: Call): string {
  return `${principal} ${method} ${path.toLowerCase()}`;
}

function subscriptionSubject({ principal, path }: Call): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(path)?.[0] ?? "/";
  return `${principal} * ${subscription.toLowerCase()}`;
}
