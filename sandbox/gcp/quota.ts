import type { Settings } from "../settings.ts";
import type { Resource } from "../types.ts";
import type { GoogleRoute } from "./call.ts";
import { errorInfo, GoogleError } from "./errors.ts";
import { identifiersOf } from "./rows.ts";

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** A bucket of tokens for each project and method, in real time, whatever the sandbox's clock says. */
export class GoogleQuota {
  readonly #settings: Settings;
  readonly #buckets = new Map<string, Bucket>();

  #refused = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** How many calls found their bucket empty. */
  get refused(): number {
    return this.#refused;
  }

  reset(): void {
    this.#refused = 0;
    this.#buckets.clear();
  }

  /**
   * Takes one token.
   * @throws GoogleError 429 when none is left
   */
  take({ service, operation }: GoogleRoute, project: Resource, now: number): void {
    const { requests, windowSeconds } = this.#settings.get("gcpQuota");
    const key = `${project.name} ${service} ${operation}`;
    const perMs = requests / (windowSeconds * 1000);
    const known = this.#buckets.get(key) ?? { tokens: requests, filledAt: now };
    const tokens = Math.min(requests, known.tokens + (now - known.filledAt) * perMs);
    if (tokens >= 1) {
      this.#buckets.set(key, { tokens: tokens - 1, filledAt: now });
      return;
    }
    this.#buckets.set(key, { tokens, filledAt: now });
    this.#refused++;
    throw exhausted(service, operation, project, Math.ceil((1 - tokens) / perMs / 1000));
  }
}

function exhausted(
  service: string,
  operation: string,
  project: Resource,
  retryAfterSeconds: number,
): GoogleError {
  const { number } = identifiersOf(project);
  const consumer = `project_number:${number}`;
  return new GoogleError(
    "RESOURCE_EXHAUSTED",
    `Quota exceeded for quota metric '${operation}' and limit '${operation} per minute' of service '${service}.googleapis.com' for consumer '${consumer}'.`,
    {
      headers: { "retry-after": String(retryAfterSeconds) },
      details: [
        errorInfo("RATE_LIMIT_EXCEEDED", "googleapis.com", {
          service: `${service}.googleapis.com`,
          consumer: `projects/${number}`,
          quota_metric: `${service}.googleapis.com/${operation}`,
        }),
      ],
    },
  );
}
