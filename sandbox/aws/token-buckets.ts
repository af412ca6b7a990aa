import type { Quota } from "./operation.ts";

const MOST_BUCKETS = 50_000;

/** Token buckets as AWS throttles by; they live by the computer's time and are full after a restart. */
export class TokenBuckets {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  #refused = 0;

  /** Takes a token, if there is one. */
  take(key: string, { burst, perSecond }: Quota, now: number): boolean {
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const filled = Math.min(burst, tokens + ((now - at) / 1000) * perSecond);
    if (this.#buckets.size >= MOST_BUCKETS) this.#buckets.clear();
    this.#buckets.set(key, { tokens: filled < 1 ? filled : filled - 1, at: now });
    if (filled >= 1) return true;
    this.#refused++;
    return false;
  }

  /** How many calls found their bucket empty. */
  get refused(): number {
    return this.#refused;
  }

  reset(): void {
    this.#refused = 0;
    this.#buckets.clear();
  }
}
