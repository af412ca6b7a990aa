/** Requests of one principal to one subscription in an hour: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const LIMITS = { reads: 12_000, writes: 1_200 };
const HOUR_MS = 3_600_000;
const MOST_COUNTERS = 10_000;

/**
 * Says in headers how many requests are left, as ARM does. It refuses nothing: throttling is injected by
 * faults, so that a test decides when it happens.
 */
export class RequestMeter {
  readonly #counters = new Map<string, { count: number; endsAt: number }>();

  headersFor(principal: string, method: string, path: string): Record<string, string> {
    const kind = ["GET", "HEAD"].includes(method) ? "reads" : "writes";
    const subscription = /^\/subscriptions\/[^/]+/i.exec(path)?.[0].toLowerCase();
    const count = this.#count(`${principal} ${kind} ${subscription ?? "tenant"}`);
    return {
      [`x-ms-ratelimit-remaining-${subscription ? "subscription" : "tenant"}-${kind}`]: String(
        Math.max(0, LIMITS[kind] - count),
      ),
    };
  }

  #count(key: string): number {
    const now = Date.now();
    const counter = this.#counters.get(key);
    if (counter && counter.endsAt > now) return ++counter.count;
    if (this.#counters.size >= MOST_COUNTERS) this.#counters.clear();
    this.#counters.set(key, { count: 1, endsAt: now + HOUR_MS });
    return 1;
  }
}
