import type { KubernetesCall, KubernetesReply, Wanted } from "./call.ts";
import { tableOf, wantsTable } from "./columns.ts";
import { contentsOf } from "./contents.ts";
import { aggregatedDiscovery, discoveryDocument, versionInfo } from "./discovery.ts";
import type { KubernetesObject } from "./objects.ts";
import { openApi } from "./openapi.ts";
import { type ApiResource, RESOURCES } from "./resources.ts";
import { REVIEWS, review } from "./reviews.ts";
import { selectorOf } from "./selectors.ts";
import { badRequest, forbidden, noSuchObject, noSuchPath, StatusError } from "./status.ts";
import { write } from "./write.ts";

const OBJECTS =
  /^\/(?:api|apis\/(?<group>[^/]+))\/v1(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<resource>[^/]+)(?:\/(?<name>[^/]+))?$/;
const HEALTH = ["/healthz", "/livez", "/readyz"];

/**
 * What a cluster's API server answers.
 * @throws StatusError
 */
export function answerCall(call: KubernetesCall): KubernetesReply {
  const { method, path, cluster, accept, user } = call;
  const asked = method === "POST" ? REVIEWS[path] : undefined;
  if (asked) return review(asked, user, call.text);
  const aggregated = aggregatedDiscovery(path, accept);
  if (aggregated) return { status: 200, ...aggregated };
  const document =
    path === "/version"
      ? versionInfo(cluster.version)
      : (discoveryDocument(path) ?? openApi(path, call.base));
  if (document) return { status: 200, body: document };
  if (HEALTH.includes(path)) return { status: 200, body: "ok", type: "text/plain" };
  return objects(call);
}

function wantedOf(path: string): Wanted {
  const { group = "", namespace, resource, name } = OBJECTS.exec(path)?.groups ?? {};
  // `/namespaces/mdc` is the namespace itself, not a list of something within it.
  const whole = /^\/api\/v1\/namespaces\/(?<name>[^/]+)$/.exec(path)?.groups?.name;
  const asked = whole ? "namespaces" : resource;
  const found = RESOURCES.find((one) => one.name === asked && one.group === group);
  if (!found) throw noSuchPath();
  return { resource: found, namespace: whole ? undefined : namespace, name: whole ?? name };
}

const VERB_OF: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

function objects(call: KubernetesCall): KubernetesReply {
  const { user, method, path } = call;
  const wanted = wantedOf(path);
  const { resource, namespace, name } = wanted;
  const reading = name === undefined ? "list" : "get";
  const verb = VERB_OF[method] ?? reading;
  const attempt = { verb, group: resource.group, resource: resource.name, namespace };
  if (!user.may(attempt)) throw forbidden(user.name, attempt, name);
  return method === "GET" ? read(call, wanted) : write(call, wanted);
}

function read(call: KubernetesCall, wanted: Wanted): KubernetesReply {
  const { kernel, timeline, cluster, query } = call;
  const { name: plural } = wanted.resource;
  if (["true", "1"].includes(query.get("watch") ?? "")) {
    throw new StatusError(405, "MethodNotAllowed", `watch is not supported on ${plural}`);
  }
  const all = (contentsOf(kernel, timeline, cluster)[plural] ?? []).filter(
    ({ metadata }) => wanted.namespace === undefined || metadata.namespace === wanted.namespace,
  );
  if (wanted.name !== undefined) return one(call, wanted, all);
  return list(call, wanted.resource, all.filter(selectorOf(query)));
}

function one(
  { kernel, accept, query }: KubernetesCall,
  { resource, name = "" }: Wanted,
  all: readonly KubernetesObject[],
): KubernetesReply {
  const found = all.find(({ metadata }) => metadata.name === name);
  if (!found) throw noSuchObject(resource.name, resource.group, name);
  if (!wantsTable(accept)) return { status: 200, body: found };
  const { resourceVersion } = found.metadata;
  return {
    status: 200,
    body: tableOf(resource.name, [found], {
      metadata: { resourceVersion },
      now: kernel.clock.now(),
      whole: query.get("includeObject") === "Object",
    }),
  };
}

function list(
  { kernel, accept, query }: KubernetesCall,
  resource: ApiResource,
  selected: readonly KubernetesObject[],
): KubernetesReply {
  const now = kernel.clock.now();
  const sorted = [...selected].sort((a, b) => compare(placeOf(a), placeOf(b)));
  const { shown, next, left } = page(sorted, query);
  const metadata = {
    resourceVersion: String(now),
    ...(next !== undefined && { continue: next, remainingItemCount: left }),
  };
  if (wantsTable(accept)) {
    const whole = query.get("includeObject") === "Object";
    return { status: 200, body: tableOf(resource.name, shown, { metadata, now, whole }) };
  }
  const apiVersion = resource.group === "" ? "v1" : `${resource.group}/v1`;
  return {
    status: 200,
    body: { kind: `${resource.kind}List`, apiVersion, metadata, items: shown },
  };
}

function page(sorted: readonly KubernetesObject[], query: URLSearchParams) {
  const after = Buffer.from(query.get("continue") ?? "", "base64url").toString();
  const limit = Number(query.get("limit") ?? 0);
  if (!Number.isInteger(limit) || limit < 0) throw badRequest("invalid limit");
  const rest = sorted.filter((object) => after === "" || compare(placeOf(object), after) > 0);
  const shown = limit > 0 ? rest.slice(0, limit) : rest;
  const left = rest.length - shown.length;
  const last = shown.at(-1);
  const next = left > 0 && last ? Buffer.from(placeOf(last)).toString("base64url") : undefined;
  return { shown, left, next };
}

function placeOf({ metadata: { namespace = "", name } }: KubernetesObject): string {
  return `${namespace}/${name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
