import type { Clock } from "./clock.ts";
import type { Effects } from "./effects.ts";
import type { Faults } from "./faults.ts";
import type { Operations } from "./operations.ts";
import type { Provisioning } from "./provisioning/provisioning.ts";
import type { Settings } from "./settings.ts";
import type { Store } from "./store.ts";

/** What a resource is made of besides its id, name and type. */
export type Body = Readonly<Record<string, unknown>>;

/** A resource as it is put into the store. */
export interface NewResource {
  /** The ARM id in the spelling of whoever made it. */
  id: string;
  /** In lower case, for instance `microsoft.containerservice/managedclusters`. */
  type: string;
  name: string;
  subscriptionId?: string;
  resourceGroup?: string;
  location?: string;
  /** The id of what it hangs under, where the id itself doesn't tell: the management group of a subscription. */
  parentId?: string;
  body: Body;
}

/** A resource as the store gives it back: ids of subscriptions, groups and parents in lower case. */
export interface Resource extends NewResource {
  /** New with every write. */
  etag: string;
  /** Milliseconds since 1970, as is `changedAt`. */
  createdAt: number;
  changedAt: number;
}

/** Who a verified access token speaks for. */
export interface Principal {
  objectId: string;
  kind: "User" | "ServicePrincipal";
  /** A user's sign-in name, or an application's client id. */
  name: string;
}

/** What one principal may do, by the role assignments in the store. */
export interface Access {
  readonly principal: Principal;
  /** Whether the principal may do `action`, such as `Microsoft.Security/pricings/write`, on the resource or scope. */
  allows(action: string, scopeId: string): boolean;
  /**
   * Ids, in lower case, of the highest scopes at and below which the principal may do `action`. Management
   * groups are given together with the subscriptions under them, so a resource of a subscription is allowed
   * exactly when its id equals one of these or begins with one of these and a slash.
   */
  coverage(action: string): string[];
  /** Whether the principal holds any role at, above or below a scope: that makes a subscription visible. */
  touches(scopeId: string): boolean;
  /** What the principal's roles hold at a scope, inherited ones included. */
  rolesAt(scopeId: string): { actions: readonly string[]; notActions: readonly string[] }[];
}

/** The parts of the sandbox that handlers work with. */
export interface Kernel {
  store: Store;
  clock: Clock;
  settings: Settings;
  operations: Operations;
  provisioning: Provisioning;
  effects: Effects;
  faults: Faults;
  tenantId: string;
  /** `https://localhost:4443`, without a slash at the end. */
  origin: string;
  /** Where all of AWS is served: `http://127.0.0.1:4445`. */
  awsOrigin: string;
  /** The certificate authority of all that the sandbox serves, as PEM. */
  authority: string;
}

/** A request to ARM that has passed the token check, the api-version check and the role check. */
export interface ArmRequest {
  kernel: Kernel;
  access: Access;
  method: string;
  /** As the client wrote it, without the query, leading slashes collapsed, percent-decoded. */
  path: string;
  /** The values of the route's placeholders, decoded. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  apiVersion: string;
  /** By lower-case name. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The parsed JSON body; undefined when there was none. */
  body: unknown;
  requestId: string;
}

/** What a handler answers. An absent body is sent as an empty one. */
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

export type Handler = (request: ArmRequest) => Reply | Promise<Reply>;

/** Any error that ARM answers with its envelope `{"error":{"code","message"}}`. */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: readonly object[] | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { headers?: Readonly<Record<string, string>>; details?: readonly object[] } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = more.headers ?? {};
    this.details = more.details;
  }
}
