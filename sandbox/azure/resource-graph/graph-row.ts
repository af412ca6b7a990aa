import { presentProperties } from "../arc/presence.ts";
import { type Pricing, pricingFacts } from "../security/pricing.ts";
import type { Row } from "./kql/values.ts";

/** A row of the store's `resource` table, as far as queries need it. */
export interface StoredResource {
  id: string;
  type: string;
  name: string;
  subscription_id: string | null;
  resource_group: string | null;
  location: string | null;
  /** As JSON; or how to work it out, where it is not stored. */
  body: string | (() => Body);
}

/** What of the tenant a row needs beyond its own resource. */
export interface TenantFacts {
  tenantId: string;
  /** The management groups above a subscription or a management group, nearest first. */
  ancestorsOf: (id: string) => readonly { name: string; displayName: string }[];
  /** Milliseconds since 1970. */
  now: number;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * A resource as Resource Graph shows it. Its body is parsed when a query first asks for something
 * that is in it, so that queries which look at names only read a hundred thousand of them quickly.
 */
class GraphRow {
  readonly #stored: StoredResource;
  readonly #facts: TenantFacts;
  #body: Body | undefined;

  constructor(stored: StoredResource, facts: TenantFacts) {
    this.#stored = stored;
    this.#facts = facts;
  }

  get body(): Body {
    const { body } = this.#stored;
    this.#body ??= typeof body === "string" ? (JSON.parse(body) as Body) : body();
    return this.#body;
  }

  get stored(): StoredResource {
    return this.#stored;
  }

  get facts(): TenantFacts {
    return this.#facts;
  }
}

type Read = (row: GraphRow) => unknown;

const fromBody =
  (column: string, missing: unknown): Read =>
  ({ body }) =>
    body[column] ?? missing;

const READERS: Readonly<Record<string, Read>> = {
  id: ({ stored }) => stored.id,
  name: (row) => SHAPES[row.stored.type]?.name?.(row) ?? row.stored.name,
  type: ({ stored }) => stored.type,
  tenantId: ({ facts }) => facts.tenantId,
  location: ({ stored }) => stored.location ?? "",
  resourceGroup: ({ stored }) => stored.resource_group ?? "",
  subscriptionId: ({ stored }) => stored.subscription_id ?? "",
  properties: (row) => SHAPES[row.stored.type]?.properties?.(row) ?? row.body.properties ?? null,
  kind: fromBody("kind", ""),
  managedBy: fromBody("managedBy", ""),
  sku: fromBody("sku", null),
  plan: fromBody("plan", null),
  tags: fromBody("tags", null),
  identity: fromBody("identity", null),
  zones: fromBody("zones", null),
  extendedLocation: fromBody("extendedLocation", null),
};

interface Shape {
  name?: Read;
  properties?: Read;
}

/** The types whose rows don't look like the resource that ARM returns. */
const SHAPES: Readonly<Record<string, Shape>> = {
  "microsoft.resources/subscriptions": {
    name: ({ body }) => body.displayName,
    properties: ({ body, stored, facts }) => ({
      managementGroupAncestorsChain: facts.ancestorsOf(stored.id),
      managedByTenants: body.managedByTenants ?? [],
      state: body.state,
      subscriptionPolicies: body.subscriptionPolicies,
    }),
  },
  "microsoft.security/pricings": {
    properties: ({ body }) => pricingFacts(body.properties as Pricing),
  },
  "microsoft.kubernetes/connectedclusters": {
    properties: ({ body, facts }) => presentProperties(body.properties as Body, facts.now),
  },
  "microsoft.management/managementgroups": {
    properties: ({ body, stored, facts }) => {
      const { details, ...rest } = (body.properties ?? {}) as { details?: object };
      const managementGroupAncestorsChain = facts.ancestorsOf(stored.id);
      return { ...rest, details: { ...details, managementGroupAncestorsChain } };
    },
  },
};

// Getters on the prototype: a row costs one object, and a column costs something when it is read.
const ROW_PROTOTYPE = Object.defineProperties(
  {},
  Object.fromEntries(
    Object.entries(READERS).map(([column, read]) => [
      column,
      {
        enumerable: true,
        get(this: { source: GraphRow }) {
          return read(this.source);
        },
      },
    ]),
  ),
);

/** Makes the row of a stored resource. */
export function graphRow(stored: StoredResource, facts: TenantFacts): Row {
  const source = { value: new GraphRow(stored, facts) };
  return Object.create(ROW_PROTOTYPE, { source });
}
