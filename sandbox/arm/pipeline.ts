import type { Principal } from "../types.ts";
import { ArmError, type ArmRequest, type Kernel, type Reply } from "../types.ts";
import { type AccessBook, isAtOrBelow } from "./access.ts";
import {
  authorizationFailed,
  invalidContent,
  readOnlySubscription,
  subscriptionNotFound,
} from "./errors.ts";
import type { Route, RouteMatch, RouteTable } from "./route.ts";

/** A request as it came over the wire, after the token check. */
export interface Incoming {
  principal: Principal;
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | undefined>>;
  /** The raw body; empty when there was none. */
  text: string;
  requestId: string;
}

/** Finds the route, checks api-version and rights, and lets the handler answer. */
export async function answer(
  kernel: Kernel,
  routes: RouteTable,
  book: AccessBook,
  incoming: Incoming,
): Promise<Reply> {
  try {
    const match = matchOf(routes, incoming);
    const apiVersion = checkedVersion(match.route, incoming.query);
    checkSubscription(kernel, match, incoming);
    const access = book.of(incoming.principal);
    const request: ArmRequest = {
      ...incoming,
      kernel,
      access,
      params: match.params,
      apiVersion,
      body: undefined,
    };
    authorize(match.route, request);
    return await match.route.handler({ ...request, body: parsedBody(incoming.text) });
  } catch (error) {
    if (error instanceof ArmError) return replyOf(error);
    throw error;
  }
}

/** An error in ARM's envelope. */
export function replyOf(error: ArmError): Reply {
  const { status, code, message, details, headers } = error;
  return { status, headers, body: { error: { code, message, ...(details && { details }) } } };
}

function matchOf(routes: RouteTable, { method, path }: Incoming): RouteMatch {
  const match = routes.find(method, path);
  if ("route" in match) return match;
  if (match.allowed.length > 0) {
    throw new ArmError(
      405,
      "HttpMethodNotSupported",
      `The http method '${method}' is not supported for this resource.`,
      { headers: { allow: match.allowed.join(", ") } },
    );
  }
  const type = /\/providers\/([^/]+)(?:\/([^/]+))?/i.exec(path);
  throw new ArmError(
    404,
    "InvalidResourceType",
    `The resource type '${type?.[2] ?? path}' could not be found in the namespace '${type?.[1] ?? "Microsoft.Resources"}'.`,
  );
}

function checkedVersion({ versions, path }: Route, query: URLSearchParams): string {
  const version = query.get("api-version");
  if (!version) {
    throw new ArmError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  if (versions.includes(version)) return version;
  const type = /\/providers\/(?!Microsoft\.(?:Resources|Authorization)\/)[^/]+\/([^/{]+)/.exec(
    path,
  );
  if (type) {
    throw new ArmError(
      400,
      "NoRegisteredProviderFound",
      `No registered resource provider found for location '' and API version '${version}' for type '${type[1]}'. The supported api-versions are '${versions.join(", ")}'. The supported locations are ''.`,
    );
  }
  throw new ArmError(
    400,
    "InvalidApiVersionParameter",
    `The api-version '${version}' is invalid. The supported versions are '${versions.join(",")}'.`,
  );
}

function checkSubscription(
  kernel: Kernel,
  { route, params }: RouteMatch,
  incoming: Incoming,
): void {
  const id = params.subscriptionId ?? /^\/subscriptions\/([^/]+)/i.exec(incoming.path)?.[1];
  if (id === undefined) return;
  const subscription = kernel.store.get(`/subscriptions/${id}`);
  if (!subscription) throw subscriptionNotFound(id);
  const writes =
    !["GET", "HEAD"].includes(route.method) && !/\/(read|list\w*)$/i.test(route.action ?? "");
  if (writes && subscription.body.state === "Disabled") throw readOnlySubscription(id);
}

function authorize({ action: template, list }: Route, { access, path, params }: ArmRequest): void {
  if (template === null) return;
  const action = template.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
  const scope = path.replace(/\/$/, "");
  if (list ? mayReadSomething(access.coverage(action), scope) : access.allows(action, scope))
    return;
  throw authorizationFailed(access.principal, action, scope);
}

/** Whether any of the covered scopes lies above or below the scope of a list. */
function mayReadSomething(coverage: readonly string[], listPath: string): boolean {
  const scope = listPath
    .toLowerCase()
    .replace(/\/providers\/(?!microsoft\.management\/)[^/]+\/[^/]+$/, "");
  return coverage.some((covered) => isAtOrBelow(scope, covered) || isAtOrBelow(covered, scope));
}

function parsedBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidContent(error instanceof Error ? error.message : String(error));
  }
}
