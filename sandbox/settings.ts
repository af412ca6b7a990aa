import { z } from "zod";
import type { Store } from "./store.ts";

const seconds = z.number().min(0).max(86_400);
const Range = z
  .object({ min: seconds, max: seconds })
  .refine(({ min, max }) => min <= max, "min is above max");

/** Everything about the sandbox's behaviour that tests and demos may change while it runs. */
const SETTINGS = {
  /** How long a long-running operation takes. */
  operationSeconds: { schema: Range, usual: { min: 2, max: 6 } },
  /** How long a cluster's pods take to come up once they are wanted, and to go when they no longer are. */
  podStartSeconds: { schema: seconds, usual: 4 },
  /** How long the registration of a resource provider takes. */
  registrationSeconds: { schema: Range, usual: { min: 2, max: 5 } },
  /** Whether Defender and Azure Policy deploy by themselves; remediation tasks run in any case. */
  provisioning: { schema: z.enum(["on", "off"]), usual: "on" },
  /** How long Defender's automatic provisioning takes to come round to a cluster. */
  provisioningSeconds: { schema: Range, usual: { min: 120, max: 300 } },
  /** How long Azure Policy waits after a change of a cluster; usually what the policy itself says. */
  policyDelaySeconds: { schema: z.union([z.literal("definition"), Range]), usual: "definition" },
  /** What Retry-After says while an operation runs, in seconds. */
  operationRetryAfter: { schema: z.number().int().min(1).max(600), usual: 1 },
  /** How long a change of a Defender plan keeps the subscription's plans locked, in milliseconds. */
  pricingWriteMs: { schema: z.number().int().min(0).max(60_000), usual: 1000 },
  /** Resource Graph's quota of one principal. */
  resourceGraphQuota: {
    schema: z.object({
      queries: z.number().int().min(1).max(1_000_000),
      windowSeconds: z.number().int().min(1).max(3600),
    }),
    usual: { queries: 15, windowSeconds: 5 },
  },
  /** How often AWS lets an operation be called, per account and region: as AWS documents it, or all alike. */
  awsQuota: {
    schema: z.union([
      z.literal("documented"),
      z.strictObject({
        burst: z.number().int().min(1).max(1_000_000),
        perSecond: z.number().min(0).max(1_000_000),
      }),
    ]),
    usual: "documented",
  },
  /** How long CloudFormation takes for one resource of a stack. */
  stackResourceSeconds: { schema: seconds, usual: 1 },
  /** What Google lets one project call of one method. */
  gcpQuota: {
    schema: z.object({
      requests: z.number().int().min(1).max(1_000_000),
      windowSeconds: z.number().int().min(1).max(3600),
    }),
    usual: { requests: 600, windowSeconds: 60 },
  },
  /** Locations that Google can't reach now, so that lists over all locations leave them out and say so. */
  gcpMissingZones: { schema: z.array(z.string()).max(100), usual: [] as string[] },
  /** How long an access token is good for, in seconds. */
  accessTokenSeconds: { schema: z.number().int().min(1).max(86_400), usual: 3600 },
  /** Items on one page of a list. */
  pageSize: { schema: z.number().int().min(1).max(1000), usual: 100 },
  /** From which the durations of operations are drawn. */
  seed: { schema: z.number().int(), usual: 1 },
  /** How far the sandbox's clock is ahead; moved by /sandbox/clock. */
  clockOffsetMs: { schema: z.number().int(), usual: 0 },
} as const;

type Name = keyof typeof SETTINGS;
type Value<N extends Name> = z.infer<(typeof SETTINGS)[N]["schema"]>;

/** The settings as a client may send them: any of them, none twice, no others. */
export const SettingsPatch = z
  .strictObject(
    Object.fromEntries(Object.entries(SETTINGS).map(([name, { schema }]) => [name, schema])) as {
      [N in Name]: (typeof SETTINGS)[N]["schema"];
    },
  )
  .partial();

export class Settings {
  readonly #store: Store;
  readonly #known = new Map<string, unknown>();

  constructor(store: Store) {
    this.#store = store;
  }

  get<N extends Name>(name: N): Value<N> {
    if (!this.#known.has(name)) {
      this.#known.set(name, this.readText(name, JSON.parse) ?? SETTINGS[name].usual);
    }
    return this.#known.get(name) as Value<N>;
  }

  set<N extends Name>(name: N, value: Value<N>): void {
    this.writeText(name, JSON.stringify(value));
    this.#known.set(name, value);
  }

  /** Changes those settings that are named. */
  change(patch: z.infer<typeof SettingsPatch>): void {
    for (const [name, value] of Object.entries(patch)) {
      if (value !== undefined) this.set(name as Name, value as Value<Name>);
    }
  }

  all(): { [N in Name]: Value<N> } {
    const names = Object.keys(SETTINGS) as Name[];
    return Object.fromEntries(names.map((name) => [name, this.get(name)])) as {
      [N in Name]: Value<N>;
    };
  }

  /** A text kept under a name that is no setting: keys and secrets that are made at the first start. */
  keep(name: string, make: () => string): string {
    const known = this.readText(name, String);
    if (known !== undefined) return known;
    const made = make();
    this.writeText(name, made);
    return made;
  }

  private readText<T>(name: string, parse: (text: string) => T): T | undefined {
    const row = this.#store.statement("SELECT value FROM setting WHERE name = ?").get(name);
    return row && parse(String(row.value));
  }

  private writeText(name: string, value: string): void {
    this.#store
      .statement(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      )
      .run(name, value);
  }
}
