/** How many queries one principal may send within one window. */
export interface QuotaLimits {
  queries: number;
  windowSeconds: number;
}

/** Resource Graph's own limits: https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests */
export const DEFAULT_QUOTA: QuotaLimits = { queries: 15, windowSeconds: 5 };

export interface QuotaAnswer {
  allowed: boolean;
  remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  resetsAfterSeconds: number;
}

/** More principals than a sandbox has; a limit so that the table can't grow without end. */
const MOST_PRINCIPALS = 10_000;

/** Counts the queries of each principal in windows that begin with the first query after a pause. */
export class QueryQuota {
  readonly #windows = new Map<string, { endsAt: number; spent: number }>();

  /** Spends one query of the principal, or refuses it. `now` is in milliseconds. */
  spend(principal: string, limits: QuotaLimits, now: number): QuotaAnswer {
    const window = this.#windowOf(principal, limits, now);
    const allowed = window.spent < limits.queries;
    if (allowed) window.spent++;
    return {
      allowed,
      remaining: Math.max(0, limits.queries - window.spent),
      resetsAfterSeconds: Math.max(1, Math.ceil((window.endsAt - now) / 1000)),
    };
  }

  #windowOf(principal: string, { windowSeconds }: QuotaLimits, now: number) {
    const current = this.#windows.get(principal);
    if (current && current.endsAt > now) return current;
    if (this.#windows.size >= MOST_PRINCIPALS) this.#windows.clear();
    const fresh = { endsAt: now + windowSeconds * 1000, spent: 0 };
    this.#windows.set(principal, fresh);
    return fresh;
  }
}

/** Seconds as Resource Graph's header writes them, hh:mm:ss. */
export function asTimeSpan(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
